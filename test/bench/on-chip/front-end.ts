import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Bus, Parts } from "../../../firmware/src/hal/bus";
import { concat } from "../../../firmware/src/base/bytes";
import { serialBus } from "../../../firmware/src/espruino/serial-bus";
import { encodeFrame } from "../../../firmware/src/nfc/pn532-frame";
import { mark } from "./marks";

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
const pages = encodeFrame(new Uint8Array([0xd5, 0x41, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));

/** `missed`: called for each listing that finds nobody. */
export const field = { card: false, missed: () => undefined as void };
/** What the next write to the front end ends. */
export const meter = { label: "-" };
const line = serialBus(Serial1);
let acknowledging = false;

function answer(frame: Bytes, code: number): void {
  const exchange = code === 0x40;
  const whole = exchange ? pages : code === 0x4a ? (field.card ? oneCard : nobody) : frame;
  if (code === 0x4a && !field.card) field.missed();
  setTimeout(() => {
    Serial1.inject(ack);
    if (!exchange) return;
    acknowledging = true;
    mark("-");
  }, 1);
  setTimeout(() => {
    Serial1.inject(whole);
    if (exchange || (code === 0x4a && field.card)) mark("-");
  }, 10);
}

export const bus: Bus = {
  wake: () => undefined,
  write(parts: Parts): void {
    line.write(parts);
    mark(meter.label);
    /* An exchange comes in parts, every other command as one frame. */
    const frame = parts[0] as Bytes;
    const code = parts.length > 1 ? 0x40 : frame[6]!;
    if (frame[0] === 0 && frame[3] !== 0 && frame[3] !== 255) answer(answers[code]!, code);
  },
  listen(receive: (chunk: string) => void): void {
    line.listen(receive);
    /* Runs behind the firmware's own listener. */
    Serial1.on("data", () => {
      if (acknowledging) mark("acknowledged");
      acknowledging = false;
    });
  },
};
