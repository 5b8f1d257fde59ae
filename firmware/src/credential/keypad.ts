import { pinDigitsMax } from "../wire/card-profile";

/*
 * From the pulses of a Wiegand keypad to digits. Each key is a burst of pulses: four bits, or eight with the complement in the
 * upper half. Pulses of a burst are one to three milliseconds apart. A burst of any other length, or whose halves do not fit, is a key of which
 * nobody knows which: what was typed around it is judged as little as an answer that came damaged. A lone pulse is noise, and no key.
 */
export const burstGapMs = 25;
const shortBits = 4;
const longBits = 8;
export const star = 10;
export const hash = 11;
export const noKey = -1;
export const garbled = -2;

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
  const count = burst.count;
  const whole = count === shortBits || (count === longBits && burst.bits >> 4 === 15 - key);
  burst.bits = burst.count = 0;
  if (whole && key <= hash) return key;
  return count > 1 ? garbled : noKey;
}

/** What has been typed since the last `*`; after a garbled key it begins with a mark that no key makes. */
export interface Entry {
  digits: string;
}
const unknown = "?";

/** What a key leads to: more are awaited, the digits are there to be judged, or all are wanted again as one of them was garbled. */
export const more = 0;
export const ended = 1;
export const again = 2;

/** One key, or a garbled one. A digit too many stays, so that it is wrong and not cut to something right. */
export function press(entry: Entry, key: number): number {
  if (key === hash) return entry.digits[0] === unknown ? cleared(entry, again) : entry.digits ? ended : more;
  if (key === star) return cleared(entry, more);
  if (key === garbled) entry.digits = unknown;
  else if (entry.digits.length <= pinDigitsMax) entry.digits += key;
  return more;
}

function cleared(entry: Entry, leadsTo: number): number {
  entry.digits = "";
  return leadsTo;
}
