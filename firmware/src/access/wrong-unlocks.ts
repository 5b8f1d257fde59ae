/*
 * Wrong unlocks of the cable in a row: the third bars it for a minute, and each one after that for twice as long. A try is counted, and lies
 * on flash, before it is looked at, and is taken back when it was right; a bar begins anew at a start.
 */
const freeTries = 3;
const firstBarMs = 60000;
/** From here on it grows no longer: 17 hours. */
export const triesMax = 13;

/** How long the cable is barred after that many. */
export function barMs(tries: number): number {
  return tries < freeTries ? 0 : firstBarMs * (1 << (Math.min(tries, triesMax) - freeTries));
}
