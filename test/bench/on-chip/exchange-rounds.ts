import type { Answered } from "../../../firmware/src/nfc/pn532";
import { encodeFrame } from "../../../firmware/src/nfc/pn532-frame";

/*
 * A card read by InDataExchange, again and again. The counter is cut by a native function alone, so that nothing of this file is
 * counted: before and after each call, where a frame begins to wait, and as the second listener of the serial port.
 */
const cut = E.getErrorFlags;
let labels: string[] = [];
const rounds = 8;
const ack = new Uint8Array([0, 0, 255, 0, 255, 0]);
/* 16 bytes of a card, status 0; in a large buffer, which the port takes in one piece. */
const answer = new Uint8Array(400);
const answerBytes = 27;
answer.set(encodeFrame(new Uint8Array([0xd5, 0x41, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])));
let done = 0;

interface Way {
  label: string;
  send(done: Answered): void;
}
/** Ways to send, of each some rounds. */
export const ways: Way[] = [];

function heard(code: number, bytes: Uint8Array): void {
  cut();
  /* No figures from an answer that was not understood. */
  if (code || bytes.length !== 16 || bytes[15] !== 16) quit();
  setTimeout(next, 5);
}

function reply(): void {
  Serial1.inject(answer.subarray(0, answerBytes));
  cut();
}

function acknowledge(): void {
  setTimeout(reply, 6);
  Serial1.inject(ack);
  cut();
}

/* Two cuts with nothing between them tell what a cut costs. */
function ask(way: Way): void {
  const send = way.send;
  labels = labels.concat(["-", "mark", way.label, "-", "acknowledged", "-", "heard", "-"]);
  cut();
  cut();
  send(heard);
  cut();
  setTimeout(acknowledge, 2);
}

function next(): void {
  if (done === rounds * ways.length) {
    print("MARKS " + JSON.stringify(labels));
    return quit();
  }
  ask(ways[(done / rounds) | 0]!);
  done++;
}

/* By now whoever listens to the port has begun to. */
setTimeout(() => {
  Serial1.on("data", cut);
  next();
}, 1);
