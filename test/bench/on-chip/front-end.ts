import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Bus } from "../../../firmware/src/hal/bus";
import { concat } from "../../../firmware/src/base/bytes";
import { serialBus } from "../../../firmware/src/espruino/serial-bus";
import { encodeFrame } from "../../../firmware/src/nfc/pn532-frame";

/*
 * A PN532 made of prepared answers, heard through the interpreter's own serial event: only what the firmware does is
 * counted, since the marks lie on either side of what this file does.
 */
const ack = new Uint8Array([0, 0, 255, 0, 255, 0]);
const answers: { [code: number]: Bytes } = {
  2: encodeFrame(new Uint8Array([0xd5, 3, 0x32, 1, 6, 7])),
  0x14: encodeFrame(new Uint8Array([0xd5, 0x15])),
  0x32: encodeFrame(new Uint8Array([0xd5, 0x33])),
};
const nobody = encodeFrame(new Uint8Array([0xd5, 0x4b, 0]));
/** A 4-byte UID, SAK 08. */
export const uidOfCard = new Uint8Array([4, 0xa1, 0xb2, 0xc3]);
const oneCard = encodeFrame(concat([new Uint8Array([0xd5, 0x4b, 1, 1, 0, 4, 8, 4]), uidOfCard]));
/** 16 bytes of a card, status 0. */
const pages = concat([ack, encodeFrame(new Uint8Array([0xd5, 0x41, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]))]);

const labels: string[] = [];

/** Cuts the counting here: the instructions since the last mark go under `label` (the counter watches this native call). */
export function mark(label: string): void {
  labels.push(label);
  E.getErrorFlags();
}

export function marks(): string {
  return "MARKS " + JSON.stringify(labels);
}

export const field = { card: false };
const line = serialBus(Serial1);

function answer(frame: Bytes, code: number): void {
  if (code === 0x40) {
    mark("built and sent");
    setTimeout(() => {
      mark("-");
      Serial1.inject(pages);
    }, 5);
    return;
  }
  Serial1.inject(ack);
  setTimeout(() => {
    if (code === 0x4a && field.card) mark("-");
    Serial1.inject(code === 0x4a ? (field.card ? oneCard : nobody) : frame);
  }, 5);
}

export const bus: Bus = {
  write(bytes: Bytes): void {
    if (bytes[0] === 0 && bytes[3] !== 0 && bytes[3] !== 255) answer(answers[bytes[6]!]!, bytes[6]!);
  },
  listen: (receive: (chunk: Bytes) => void) => line.listen(receive),
};
