import type { Card } from "../../firmware/src/nfc/poller";

/** A card without an antenna in between: each command is answered by `answer` once `talk` runs, and `talk` ends when none is left. */
export function cardAtHand(uid: Uint8Array, answer: (command: Uint8Array) => Uint8Array): { card: Card; talk: () => void } {
  const queue: (() => void)[] = [];
  const card: Card = {
    target: { atqa: 0x344, sak: 0x20, uid, ats: undefined },
    exchange: (data, done) => {
      const command = Uint8Array.from(data);
      queue.push(() => done(0, answer(command)));
    },
    command: () => undefined,
    counts: { alertsMissed: 0, repeats: 0, aborts: 0, initialisations: 0, resets: 0 },
  };
  const talk = () => {
    for (let next = queue.shift(); next; next = queue.shift()) next();
  };
  return { card, talk };
}
