import type { Bytes } from "../base/bytes";
import type { Link } from "../hal/link";
import { concat, joined } from "../base/bytes";
import { u16At, u32At, pack } from "../base/pack";

/*
 * Datagrams over a serial line, for boards without a network: A5, length u16, the datagram, CRC-32 of the datagram.
 * A wrong check drops one byte and looks for the next A5: what is lost is sent again by the session.
 */
const start = 0xa5;
const datagramMax = 1200;
const overhead = 7;

export function serialLink(serial: Serial): Link {
  let waiting = new Uint8Array(0);
  let receiver: (datagram: Bytes) => void = () => undefined;

  /** Takes one datagram or one byte of noise off the front; false when more bytes are needed. */
  function step(): boolean {
    if (waiting.length < overhead) return false;
    const length = u16At(waiting, 1);
    const plausible = waiting[0] === start && length <= datagramMax;
    if (plausible && waiting.length < length + overhead) return false;
    const whole = plausible && E.CRC32(waiting.subarray(3, 3 + length)) >>> 0 === u32At(waiting, 3 + length);
    if (whole) receiver(new Uint8Array(waiting.subarray(3, 3 + length)));
    const next = whole ? length + overhead : nextStart();
    waiting = new Uint8Array(waiting.subarray(next));
    return true;
  }

  function nextStart(): number {
    const at = waiting.subarray(1).indexOf(start);
    return at < 0 ? waiting.length : at + 1;
  }

  serial.on("data", (text: string) => {
    waiting = joined(waiting, E.toUint8Array(text));
    while (step());
  });
  return {
    send(datagram: Bytes): void {
      serial.write(concat([pack("u8 u16", [start, datagram.length]), datagram, pack("u32", [E.CRC32(datagram) >>> 0])]));
    },
    listen(receive: (datagram: Bytes) => void): void {
      receiver = receive;
    },
  };
}
