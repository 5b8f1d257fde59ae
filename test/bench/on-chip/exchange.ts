import { chipClock } from "../../../firmware/src/espruino/clock";
import { chipNative } from "../../../firmware/src/espruino/native";
import { serialBus } from "../../../firmware/src/espruino/serial-bus";
import type { Parts } from "../../../firmware/src/hal/bus";
import { createPn532, preparedExchange } from "../../../firmware/src/nfc/pn532";
import { encodeFrame } from "../../../firmware/src/nfc/pn532-frame";

/*
 * A card read by InDataExchange, by a command framed once and by one framed anew. The counter is cut by
 * a native function alone, so that nothing of this file is counted: before and after each call, where a frame begins to wait,
 * and as the second listener of the serial port.
 */
const cut = E.getErrorFlags;
let labels: string[] = [];
const rounds = 8;
const data = new Uint8Array([0x30, 4]);
const prepared = preparedExchange(data);
const ack = new Uint8Array([0, 0, 255, 0, 255, 0]);
/* 16 bytes of a card, status 0; in a large buffer, which the port takes in one piece. */
const answer = new Uint8Array(400);
const answerBytes = 27;
answer.set(encodeFrame(new Uint8Array([0xd5, 0x41, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])));

const silent = { write: (_parts: Parts) => undefined, wake: () => undefined, listen: () => undefined };
const pn532 = createPn532(silent, chipClock, chipNative);
pn532.attach(serialBus(Serial1));
Serial1.on("data", cut);
let done = 0;

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
function ask(): void {
  const anew = done >= rounds;
  labels = labels.concat(["-", "mark", anew ? "framed and sent" : "sent", "-", "acknowledged", "-", "heard", "-"]);
  cut();
  cut();
  if (anew) pn532.exchange(data, heard);
  else pn532.command(prepared.parts, prepared.code, heard);
  cut();
  setTimeout(acknowledge, 2);
}

function next(): void {
  if (done++ < 2 * rounds) ask();
  else {
    print("MARKS " + JSON.stringify(labels));
    quit();
  }
}

setTimeout(next, 1);
