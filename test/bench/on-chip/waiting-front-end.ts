import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Bus, Parts } from "../../../firmware/src/hal/bus";
import { ack, nobody, setUp } from "./prepared-answers";

/*
 * A PN532 of prepared answers before a reader that lives in a time of its own (own-time): it acknowledges at once and answers when one would,
 * soonest where a card lies there. When an answer comes, and what else its coming is, is for whoever counts.
 */
const ackMs = 1;
const cardMs = 4;
const listInPassiveTarget = 0x4a;

let receive: (chunk: string) => void = () => undefined;

/** Says `chunk` to the reader. */
export function hear(chunk: string): void {
  receive(chunk);
}

/** `list`: what lies there; `otherMs`: how long everything but a card takes; `come` has `chunk` heard after that time. */
export function waitingBus(list: () => string, otherMs: number, come: (chunk: string, afterMs: number) => void): Bus {
  let last = "";
  return {
    wake: () => undefined,
    listen(to: (chunk: string) => void): void {
      receive = to;
    },
    write(parts: Parts): void {
      const frame = parts[0] as Bytes;
      /* ACK and NACK have no length; a NACK has the last answer come again. */
      if (frame[3] === 255) return come(last, ackMs);
      if (frame[3] === 0) return;
      const listing = frame[6] === listInPassiveTarget;
      last = listing ? list() : setUp[frame[6]!]!;
      come(ack, ackMs);
      come(last, listing && last !== nobody ? cardMs : otherMs);
    },
  };
}
