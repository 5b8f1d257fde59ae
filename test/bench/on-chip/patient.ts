import type { Clock } from "../../../firmware/src/hal/clock";

/* Counting makes the interpreter some fifty times slower than the front end's patience reckons with, and a busy machine slower still. */
const slowness = 20;

/** The chip's `later`, by which a driver counts how long it has waited: slowed while `counting`, so that no answer comes too late for it. */
export function patientLater(counting: () => boolean): Clock["later"] {
  return (run: () => void, delayMs: number) => void setTimeout(run, counting() ? delayMs * slowness : delayMs);
}
