import type { Clock, Timer } from "../../../firmware/src/hal/clock";

interface Due extends Timer {
  atMs: number;
  run: () => void;
}

/** Time that moves only when told to: the whole site runs as fast as the machine can, and every run is the same. */
export class VirtualClock implements Clock {
  private nowMs = 0;
  private lastTimer = 0;
  private queue: Due[] = [];

  /** `startSeconds`: what the board's own clock shows at boot. */
  constructor(private readonly startSeconds: number) {}

  uptimeMs(): number {
    return this.nowMs;
  }

  boardSeconds(): number {
    return this.startSeconds + Math.floor(this.nowMs / 1000);
  }

  /** Timers that have not run yet. */
  get pending(): number {
    return this.queue.length;
  }

  after(delayMs: number, run: () => void): Timer {
    const due = { id: ++this.lastTimer, atMs: this.nowMs + Math.max(0, delayMs), run };
    let at = this.queue.length;
    while (at > 0 && this.queue[at - 1]!.atMs > due.atMs) at--;
    this.queue.splice(at, 0, due);
    return due;
  }

  later(run: () => void, delayMs: number): void {
    this.after(delayMs, run);
  }

  cancel(timer: Timer | undefined): void {
    const at = this.queue.findIndex((due) => due === timer);
    if (at >= 0) this.queue.splice(at, 1);
  }

  /** Lets `ms` pass: everything due runs in order, what it schedules inside the span included. */
  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    while (this.queue.length > 0 && this.queue[0]!.atMs <= endMs) {
      const due = this.queue.shift()!;
      this.nowMs = due.atMs;
      due.run();
    }
    this.nowMs = endMs;
  }

  /** Lets time pass until `done` says so, at most `limitMs`; tells whether it did. */
  advanceUntil(done: () => boolean, limitMs: number): boolean {
    const endMs = this.nowMs + limitMs;
    while (!done()) {
      const next = this.queue[0];
      if (!next || next.atMs > endMs) return false;
      this.advance(next.atMs - this.nowMs);
    }
    return true;
  }
}

/** The machine's own timers, handed in so that this file stays the same in Node and in the browser. */
export interface Timers {
  /** Rises steadily whatever happens to the date. */
  uptimeMs(): number;
  /** Since 1970, by the machine's own clock. */
  nowMs(): number;
  set(run: () => void, delayMs: number): unknown;
  clear(handle: unknown): void;
}

/** Real time since the call, for a reader that runs beside people. */
export function realClock(timers: Timers): Clock {
  const startMs = timers.uptimeMs();
  const running = new Map<Timer, unknown>();
  let last = 0;
  return {
    uptimeMs: () => timers.uptimeMs() - startMs,
    boardSeconds: () => Math.floor(timers.nowMs() / 1000),
    after(delayMs, run) {
      const timer = { id: ++last };
      running.set(timer, timers.set(() => void (running.delete(timer) && run()), delayMs));
      return timer;
    },
    later: (run, delayMs) => void timers.set(run, delayMs),
    cancel(timer) {
      if (!timer) return;
      timers.clear(running.get(timer));
      running.delete(timer);
    },
  };
}
