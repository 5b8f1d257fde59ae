import { pinDigitsMax } from "../wire/card-profile";

/*
 * From the pulses of a Wiegand keypad to digits. Each key is a burst of pulses: four bits, or eight with the complement in the
 * upper half. Pulses of a burst are one to three milliseconds apart; a burst of any other length, or whose halves do not fit, is noise.
 */
export const burstGapMs = 25;
const shortBits = 4;
const longBits = 8;
export const star = 10;
export const hash = 11;
export const noKey = -1;

export interface Burst {
  bits: number;
  count: number;
  /** Of its last pulse. */
  atMs: number;
}

export function newBurst(): Burst {
  return { bits: 0, count: 0, atMs: 0 };
}

/** One pulse; gives the key of the burst that ended before it. */
export function pulse(burst: Burst, bit: number, atMs: number): number {
  const key = atMs - burst.atMs > burstGapMs ? burstEnd(burst) : noKey;
  burst.atMs = atMs;
  burst.bits = ((burst.bits << 1) | bit) & 255;
  if (burst.count <= longBits) burst.count++;
  return key;
}

/** The line has been quiet: the key that the burst was. */
export function burstEnd(burst: Burst): number {
  const key = burst.bits & 15;
  const whole = burst.count === shortBits || (burst.count === longBits && burst.bits >> 4 === 15 - key);
  burst.bits = burst.count = 0;
  return whole && key <= hash ? key : noKey;
}

/** What has been typed since the last `*`. */
export interface Entry {
  digits: string;
}

/** One key; true when `#` ends what was typed. A digit too many stays, so that it is wrong and not cut to something right. */
export function press(entry: Entry, key: number): boolean {
  if (key === hash) return entry.digits.length > 0;
  if (key === star) entry.digits = "";
  else if (entry.digits.length <= pinDigitsMax) entry.digits += key;
  return false;
}
