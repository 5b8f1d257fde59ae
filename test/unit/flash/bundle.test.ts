import { readFileSync } from "node:fs";
import { boardJsonSchema } from "../../../host-tools/flash/board-schema";
import { nobleCipher } from "../../../host-tools/simulator/board/cipher";
import { makeIdentity } from "../../../host-tools/provision/identity";
import { readerParts } from "../../../host-tools/provision/reader-parts";
import { layOut } from "../../../host-tools/flash/image/lay-out";
import { tokenised } from "../../../host-tools/flash/bundle/tokens";
import { bundleFirmware, type Bundle, type Entry } from "../../../host-tools/flash/bundle/bundle";
import { gate } from "../../../host-tools/flash/bundle/gate";
import { closeReturns } from "../../../host-tools/flash/bundle/closed-returns";
import { boardModule, versionNumber } from "../../../host-tools/flash/bundle/board-module";
import { boardNames, checkBoard, loadBoard } from "../../../host-tools/flash/board-config";

const projectDir = process.cwd();
const anew = (name: string, entry: Entry): Promise<Bundle> =>
  bundleFirmware(loadBoard(projectDir, name), { projectDir, version: "0.1.0", entry });
const built = new Map<string, Promise<Bundle>>();
/** Built once: a bundle takes seconds. */
function bundleOf(name: string, entry: Entry): Promise<Bundle> {
  const key = `${name} ${entry}`;
  if (!built.has(key)) built.set(key, anew(name, entry));
  return built.get(key)!;
}

describe("boards", () => {
  it("are all valid", () => {
    expect(boardNames(projectDir).sort()).toEqual([
      "esp32-c3-devkit",
      "esp32-devkit",
      "esp32-s3-devkit",
      "espruino-pico",
      "espruino-wifi-w5500",
      "linux",
    ]);
    for (const name of boardNames(projectDir)) expect(loadBoard(projectDir, name).name).toBe(name);
  });

  it("are described by the schema their files name, as written by scripts/build-schema.mjs", () => {
    expect(readFileSync("board-configs/schema.json", "utf8")).toBe(boardJsonSchema());
  });

  const esp32 = () => JSON.parse(JSON.stringify(loadBoard(projectDir, "esp32-devkit")));

  it("refuses reserved, boot-strapping and doubly used pins, each with its reason", () => {
    const wired = esp32();
    wired.door.relay.pin = "D12";
    wired.door.green.pin = "D6";
    wired.door.rex.pin = wired.door.contact.pin;
    expect(() => checkBoard(wired, "x")).toThrow(/D12.*selects the flash voltage.*D6.*flash chip|D6.*flash chip.*D12/s);
    expect(() => checkBoard(wired, "x")).toThrow(/both use D22/);
  });

  it("refuses flash regions that overlap, start off a page, or leave the flash", () => {
    const laid = esp32();
    laid.flash.regions.state.address += 100;
    laid.flash.regions.journal.pages = 400;
    expect(() => checkBoard(laid, "x")).toThrow(/state does not start on a page.*|journal lies outside/s);
  });

  it("refuses a second pace of the front end's line without the wire that brings it back to its first", () => {
    const fast = esp32();
    fast.frontEnd.fastBaud = 921600;
    expect(checkBoard(fast, "x").frontEnd).toMatchObject({ fastBaud: 921600 });
    delete fast.frontEnd.reset;
    expect(() => checkBoard(fast, "x")).toThrow(/fastBaud: needs frontEnd.reset/);
    fast.frontEnd.fastBaud = 1000000;
    expect(() => checkBoard(fast, "x")).toThrow(/fastBaud/);
  });

  it("refuses boards that cannot carry the product by name, with the reason and what to take instead", () => {
    expect(() => loadBoard(projectDir, "esp8266")).toThrow(/no AES/);
    expect(() => loadBoard(projectDir, "nonesuch")).toThrow(/no board called nonesuch/);
  });
});

describe("the bundle", () => {
  for (const name of boardNames(projectDir)) {
    it(`of ${name} is one script the gate lets pass, with its own board's code only`, async () => {
      const { code, overlays, stored, storedOverlays, bytes, modules } = await bundleOf(name, "main");
      const [whole, allStored] = [[code, ...overlays].join("\n"), [stored, ...storedOverlays].join("")];
      expect([bytes, bytes < whole.length * 0.8]).toEqual([allStored.length, true]);
      const files = modules.map((module) => module.file);
      expect(files).toContain("access/decide.ts");
      expect(files.includes("espruino/door-unit.ts")).toBe(name === "linux");
      expect(files.includes("sync/w5500.ts")).toBe(name === "espruino-wifi-w5500");
    });
  }

  it("fits the board together with everything else that is written once", async () => {
    for (const name of boardNames(projectDir)) {
      const board = loadBoard(projectDir, name);
      const [boot0, main] = [await bundleOf(name, "boot0"), await bundleOf(name, "main")];
      const programs = { boot0: boot0.stored, main: main.stored, overlays: main.storedOverlays };
      const parts = readerParts(makeIdentity(1_790_000_000), undefined, nobleCipher());
      expect(() => layOut(board, { ...parts, programs, version: "0.1.0" })).not.toThrow();
    }
  });

  it("is stored with a byte for each reserved word and long operator, but for names of properties and texts", () => {
    const byte = (n: number) => String.fromCharCode(n);
    expect(tokenised("function f(a){return a.delete===0||typeof a}")).toBe(
      `${byte(170)}f(a){${byte(171)}a.delete${byte(139)}0${byte(160)}${byte(191)}a}`,
    );
    expect(tokenised('var a="if",b=new c;for(var x of a)x++')).toBe(
      `${byte(172)}a="if",b=${byte(184)}c;${byte(167)}(${byte(172)}x${byte(198)}a)x${byte(152)}`,
    );
    expect(tokenised("let get=1")).toBe(`${byte(173)}get=1`);
  });

  it("is the same, byte for byte, when built twice", async () => {
    expect((await anew("linux", "main")).code).toBe((await bundleOf("linux", "main")).code);
  });

  it("turns a board's leaves into constants and a version into a number", () => {
    const text = boardModule(loadBoard(projectDir, "esp32-devkit"), "1.2.3");
    expect(text).toContain('export const doorRelayPin = "D33";');
    expect(text).toContain("export const doorPath = undefined;");
    expect(versionNumber("1.2.3")).toBe(0x010203);
  });
});

describe("a bare return at a function's end", () => {
  it("is closed, and only there", () => {
    expect(
      closeReturns("function f(a){if(a)return}var g=a=>{if(a)return };function h(a){if(a){return}}function i(){return;}"),
    ).toBe("function f(a){if(a)return;}var g=a=>{if(a)return; };function h(a){if(a){return}}function i(){return;}");
  });

  it("is what the gate would have found in what the minifier made", () => {
    expect(gate("var f=a=>{if(a)return}").join()).toContain("bare return");
    expect(gate(closeReturns("var f=a=>{if(a)return}"))).toEqual([]);
  });
});

it("a method named by a word of the language is refused", () => {
  expect(gate("class A{do(){}}").join()).toContain("a word of the language");
  expect(gate("class A{doo(){}}")).toEqual([]);
});

describe("an arrow function with this that may be passed over", () => {
  it.each([
    "a?b():c(()=>this.d)",
    "a&&c(()=>{this.d()})",
    "if(a)c(()=>this.d)",
    "if(a){b()}else c(()=>this.d)",
    "for(;a;)c(()=>this.d)",
  ])("is refused in %s", (code) =>
    expect(gate(`class A{m(a,b,c){${code}}}`).join()).toContain("this in a branch without braces"),
  );
  it.each(["if(a){c(()=>this.d)}", "a?b():c(()=>d)", "(()=>this.d)()?a():b()", "if(a)return b();c(()=>this.d)"])(
    "is let pass in %s",
    (code) => expect(gate(`class A{m(a,b,c){${code}}}`)).toEqual([]),
  );
});

describe("the gate", () => {
  const bad: Record<string, string> = {
    "async or generator functions": "async function f(){}",
    destructuring: "var {a}=b;",
    spread: "f(...a);",
    "rest parameters": "function f(...a){}",
    "default values": "function f(a=1){}",
    "optional chaining": "a?.b;",
    labels: "x:for(;;)break x;",
    "class fields (shared": "class A{#a;}",
    "class fields": "class A{a=1;}",
    "computed keys": "var a={[b]:1};",
    "operator **": "a**b;",
    "operator ??=": "a??=b;",
    "case after default": "switch(a){default:b();case 1:c();}",
    "name Map": "new Map();",
    ".at at": "[1].at(0);",
    "Math.pow": "Math.pow(2,32);",
    "regular expression": "/a?b/.test(c);",
    "AES-CTR": 'f({mode:"CTR"});',
    "f is used above its declaration": "f();function f(){}",
    "g is used above its declaration": "function h(){k({a:g});function g(){}}",
    BigInt: "1n;",
    "bare return": "function f(a){if(a)return}",
  };
  for (const [name, code] of Object.entries(bad)) {
    it(`refuses ${name}`, () => expect(gate(code).join()).toContain(name));
  }

  it("lets pass what the chip runs", () => {
    expect(
      gate(
        "class A{constructor(){this.a=1}m(){return this.a??2}}var f=(x)=>`${x}`;function g(){return h()}function h(){return 1}g();a.k=()=>k;({k:1});function k(){}",
      ),
    ).toEqual([]);
  });
});
