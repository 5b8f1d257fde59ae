import type { Clock } from "../../firmware/src/hal/clock";
import { realClock } from "../simulator/board/clock";

/** This machine's time as a board's clock. */
export function nodeClock(): Clock {
  return realClock({
    uptimeMs: () => performance.now(),
    nowMs: () => Date.now(),
    set: (run, delayMs) => setTimeout(run, delayMs),
    clear: (handle) => clearTimeout(handle as NodeJS.Timeout),
  });
}
