import type { Clock } from "../hal/clock";

const bootSeconds = getTime();

export const chipClock: Clock = {
  /* Nothing of ours sets the chip's clock, so it rises steadily from boot. */
  uptimeMs: () => (getTime() - bootSeconds) * 1000,
  boardSeconds: () => Math.floor(getTime()),
  after: (delayMs: number, run: () => void) => setTimeout(run, delayMs),
  cancel(timer: number): void {
    /* A finished timer is not an error here; the chip throws for it. */
    try {
      clearTimeout(timer);
    } catch (e) {}
  },
};
