import { chipClock } from "../../../firmware/src/espruino/clock";
import type { Clock } from "../../../firmware/src/hal/clock";
import { tickMs } from "../../../firmware/src/nfc/conversation";

/* Counting makes the interpreter some fifty times slower than the front end's patience reckons with, and a busy machine slower still. */
const slowness = 20;

/** The chip's `later`, but for the ticks by which the driver counts how long it has waited: so slow that no answer comes too late. */
function later(run: () => void, delayMs: number): void {
  setTimeout(run, delayMs === tickMs ? delayMs * slowness : delayMs);
}

/** The chip's clock with a driver that is patient. */
export const patientClock: Clock = {
  uptimeMs: chipClock.uptimeMs,
  boardSeconds: chipClock.boardSeconds,
  after: chipClock.after,
  later: later,
  cancel: chipClock.cancel,
};
