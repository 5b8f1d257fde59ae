import type { Clock, Timer } from "../hal/clock";

const bootSeconds = getTime();

export const chipClock: Clock = {
  /* Nothing of ours sets the chip's clock, so it rises steadily from boot. */
  uptimeMs: () => (getTime() - bootSeconds) * 1000,
  boardSeconds: () => Math.floor(getTime()),
  /* The chip's numbers are used again once the highest is free, so each is forgotten as soon as it is not ours. */
  after(delayMs: number, run: () => void): Timer {
    const timer = { id: 0 };
    timer.id = setTimeout(() => {
      timer.id = 0;
      run();
    }, delayMs);
    return timer;
  },
  later: setTimeout,
  cancel(timer: Timer | undefined): void {
    if (!timer || !timer.id) return;
    clearTimeout(timer.id);
    timer.id = 0;
  },
};
