import type { Clock } from "../../firmware/src/hal/clock";

/*
 * The contract of hal/clock as one run that any implementation can make, the interpreter's too: no test library here.
 * It was written after a cancel of a finished timer took the relay's timer with it, and a door stayed unlocked.
 */
export const clockTells = ["returned first", "a 10", "b 20", "c 30", "newer one ran", "newest one ran", "cancelled 0"];

/** Calls `done` with what happened, to be compared with `clockTells`. */
export function tryClock(clock: Clock, done: (told: string[]) => void): void {
  const told: string[] = [];
  let returned = false;
  let cancelled = 0;
  const startMs = clock.uptimeMs();
  const early = (ms: number) => (clock.uptimeMs() - startMs < ms - 1 ? " early" : "");
  clock.later(() => told.push("c 30" + early(30)), 30);
  clock.after(0, () => told.push(returned ? "returned first" : "called before returning"));
  clock.after(20, () => told.push("b 20" + early(20)));
  const never = clock.after(15, () => cancelled++);
  clock.cancel(never);
  clock.cancel(never);
  clock.cancel(undefined);
  const finished = clock.after(10, () => {
    told.push("a 10" + early(10));
    clock.cancel(finished);
  });
  clock.after(40, () => {
    /* All timers so far are over: their numbers are free to be used again. */
    clock.after(10, () => told.push("newer one ran"));
    clock.cancel(finished);
    clock.cancel(never);
    const other = clock.after(5, () => cancelled++);
    clock.cancel(other);
    clock.after(20, () => told.push("newest one ran"));
    clock.cancel(other);
    clock.after(60, () => {
      told.push("cancelled " + cancelled);
      done(told);
    });
  });
  returned = true;
}
