import type { BoardConfig } from "../board-config";

/*
 * The program that the flashing line talks to: it runs on the board, so it keeps to the interpreter's dialect, and it
 * takes the line from the prompt, so that a disturbance can never become a command. When the host has gone it gives the
 * prompt back. Ops, each followed by the medium (o: own flash, s: serial NOR chip):
 *   e erase the pages that begin in a..a+b   w write data at a   h SHA-256 over the SHA-256 of each kB in a..a+b
 *   b start the firmware   q give the prompt back, whatever its number
 */
const program = `(function(port,media){
var crypto=require("crypto"),line="",last=0,answer="",quiet;
function say(text){port.write("LK:"+text+" "+(E.CRC32(text)>>>0)+"\\n");}
function back(){port.removeAllListeners("data");E.setConsole(port);}
function wait(){if(quiet)clearTimeout(quiet);quiet=setTimeout(back,60000);}
function blank(m,a,n){
for(var i=0;i<n;i+=1024)if(E.sum(m.read(1024,a+i))!==261120)return false;
return true;}
function erase(m,a,b){
var at=a;
while(at<a+b){var p=m.page(at);
if(p.addr>=a&&!blank(m,p.addr,p.length))m.erase(p.addr);
at=p.addr+p.length;}}
function hash(m,a,b){
var n=Math.ceil(b/1024),all=new Uint8Array(n*32);
for(var i=0;i<n;i++)all.set(new Uint8Array(crypto.SHA256(m.read(Math.min(1024,b-i*1024),a+i*1024))),i*32);
return btoa(E.toString(crypto.SHA256(all)));}
function run(op,a,b,data){
var m=media[op[1]];
if(op[0]==="e")erase(m,a,b);
else if(op[0]==="w")m.write(E.toUint8Array(atob(data)),a);
else if(op[0]==="h")return hash(m,a,b);
else if(op[0]==="b"){clearTimeout(quiet);setTimeout(load,200);}
return "";}
function take(text){
var p=text.split(":"),n=parseInt(p[1]),crc=p[6];
if(p.length!==7||String(E.CRC32(text.substr(0,text.length-crc.length-1))>>>0)!==crc)return say("nak");
if(p[2]==="qo"){setTimeout(back,50);return say("bye");}
wait();
if(n!==last){
if(n!==last+1)return say("err "+n+" after "+last);
try{answer="ack "+n+" "+crc+" "+run(p[2],parseInt(p[3]),parseInt(p[4]),p[5]);last=n;}
catch(e){return say("err "+n+" "+(e.message||e));}}
say(answer);}
E.setConsole(null,{force:true});
port.on("data",function(d){
line+=d;
var at=line.indexOf("\\n");
while(at>=0){var one=line.substr(0,at);line=line.substr(at+1);if(one.length>1)take(one);at=line.indexOf("\\n");}
if(line.length>999)line="";});
wait();
say("here");
})`;

const ownMedium = `o:(function(f){return{page:function(a){var p=f.getPage(a);if(!p)throw"no flash at "+a;return p;},
read:function(n,a){return f.read(n,a);},write:function(d,a){f.write(d,a);},erase:function(a){f.erasePage(a);}};})(require("Flash"))`;

/* The same commands as firmware/src/espruino/spi-flash sends. */
const spiMedium = `s:(function(bus,cs){
function head(c,a){return[c,(a>>16)&255,(a>>8)&255,a&255];}
function change(m){bus.send([6],cs);bus.send(m,cs);for(var i=0;i<200000;i++)if(!(bus.send([5,0],cs)[1]&1))return;throw"the flash chip stays busy";}
return{page:function(a){return{addr:a-a%4096,length:4096};},
read:function(n,a){var m=new Uint8Array(n+4);m.set(head(3,a));return new Uint8Array(bus.send(m,cs).subarray(4));},
write:function(d,a){var i=0;while(i<d.length){var n=Math.min(d.length-i,256-(a+i)%256),m=new Uint8Array(n+4);
m.set(head(2,a+i));m.set(d.subarray(i,i+n),4);change(m);i+=n;}},
erase:function(a){change(head(32,a));}};})`;

/** The agent for `board`, as one expression to evaluate at its prompt. */
export function agentSource(board: BoardConfig): string {
  const media = [ownMedium, ...(board.flash.spi ? [spiOf(board.flash.spi)] : [])];
  return `${program}(global[E.getConsole()],{${media.join(",\n")}})`;
}

function spiOf({ bus, sck, mosi, miso, cs }: NonNullable<BoardConfig["flash"]["spi"]>): string {
  return `${spiMedium}((function(){${bus}.setup({sck:${sck},mosi:${mosi},miso:${miso},baud:4000000});return ${bus};})(),${cs})`;
}
