/** An alarm that is late is worth less every minute, and a receiver that is down for a night must not be forgotten: soon at first, then each hour, for as long as it takes. */
const delaysS = [5, 30, 120, 600, 1800, 3600];
const retryAfterMaxS = 3600;

/** `failures`: in a row, this one included. `jitter`: 0 to 1, so that many receivers behind one fault do not come together. */
export function retryDelayS(failures: number, jitter: number, retryAfterS = 0): number {
  const delay = delaysS[Math.min(failures, delaysS.length) - 1]!;
  return Math.round(Math.max(delay * (0.9 + 0.2 * jitter), Math.min(retryAfterS, retryAfterMaxS)));
}
