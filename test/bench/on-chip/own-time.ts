import type { Clock, Timer } from "../../../firmware/src/hal/clock";

/* Time that goes from one thing that is due to the next, as fast as the interpreter runs. */
export interface Due extends Timer {
  atMs: number;
  run: (() => void) | undefined;
  /** Of no interest to whoever counts. */
  uncounted?: boolean;
}
let nowMs = 0;
let queue: Due[] = [];

export const ownTime: Clock = {
  uptimeMs: () => nowMs,
  boardSeconds: () => Math.floor(nowMs / 1000),
  after(delayMs: number, run: () => void): Timer {
    const due: Due = { id: 1, atMs: nowMs + delayMs, run: run };
    let at = queue.length;
    while (at > 0 && queue[at - 1]!.atMs > due.atMs) at--;
    queue = at === queue.length ? queue.concat([due]) : put(due, at);
    return due;
  },
  later(run: () => void, delayMs: number): void {
    ownTime.after(delayMs, run);
  },
  cancel(timer: Timer | undefined): void {
    if (timer) (timer as Due).run = undefined;
  },
};

function put(due: Due, at: number): Due[] {
  const behind = queue.splice(at, queue.length - at);
  return queue.concat([due]).concat(behind);
}

/** What is due first, with the time put to it. */
export function nextDue(): Due {
  const due = queue.shift()!;
  nowMs = due.atMs;
  return due;
}
