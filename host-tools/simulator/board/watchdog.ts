import type { Clock } from "../../../firmware/src/hal/clock";

/* As firmware/src/espruino/watchdog.ts sets the chip's. */
const watchdogMs = 10_000;
const proofMs = 2000;

export interface Guarded {
  /** The board's time in this boot: the proof is asked for on it. */
  clock: Clock;
  alive: () => boolean;
  bite: () => void;
}

/** A counter of its own on `clock`, which no trouble of the program can stop: it bites unless it is fed in time. */
export function startWatchdog(clock: Clock, guarded: Guarded): { stop(): void } {
  let timer = clock.after(watchdogMs, guarded.bite);
  const prove = (): void => {
    guarded.clock.after(proofMs, prove);
    if (!guarded.alive()) return;
    clock.cancel(timer);
    timer = clock.after(watchdogMs, guarded.bite);
  };
  guarded.clock.after(proofMs, prove);
  return { stop: () => clock.cancel(timer) };
}
