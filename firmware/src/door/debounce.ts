import type { Clock, Timer } from "../hal/clock";
import type { InputPin } from "../hal/pin";

/** A wire counts once it has been quiet for this long. */
const quietMs = 40;
/** One that never is quiet counts as it stands after this (IEC 60839-11-1: inputs over 400 ms are processed). */
const restlessMsMax = 400;

/** Tells `settled` of every lasting change of `pin`, once each however it bounces; the level at the call is not told. */
export function debounce(clock: Clock, pin: InputPin, settled: (on: boolean) => void): void {
  let level = pin.get();
  let timer: Timer | undefined;
  let sinceMs = 0;

  function settle(): void {
    timer = undefined;
    const on = pin.get();
    if (on === level) return;
    level = on;
    settled(on);
  }

  pin.watch(() => {
    const nowMs = clock.uptimeMs();
    if (timer === undefined) sinceMs = nowMs;
    else clock.cancel(timer);
    timer = clock.after(Math.max(0, Math.min(quietMs, sinceMs + restlessMsMax - nowMs)), settle);
  });
}
