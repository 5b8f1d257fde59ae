import { Refusal } from "../refusal";

const dateOnly = /^\d{4}-\d\d-\d\d$/;
const daySeconds = 86_400;
const u32Max = 0xffff_ffff;

export function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** Null for 0, which is "no limit". */
export function limitOf(seconds: number): string | null {
  return seconds === 0 ? null : isoOf(seconds);
}

/**
 * Unix seconds of a limit; 0 for none. A date alone means the site's own day: its beginning for `from`, its end for `until`.
 */
export function secondsOf(text: string | null | undefined, side: "from" | "until", utcOffsetMin: number): number {
  if (!text) return 0;
  const seconds = Math.floor(Date.parse(text) / 1000);
  const local = dateOnly.test(text) ? seconds - utcOffsetMin * 60 + (side === "until" ? daySeconds : 0) : seconds;
  if (local > 0 && local <= u32Max) return local;
  throw new Refusal(400, "TIME_RANGE", `${text} is not a time a reader can hold`, "Use a date from 1970 to 2105.");
}

/** Minutes that local time in `zone` is ahead of UTC at `seconds`; throws when there is no such zone. */
export function offsetMinutes(zone: string, seconds: number): number {
  const text = offsetFormat(zone).format(seconds * 1000);
  const found = /GMT([+-])(\d\d):(\d\d)/.exec(text);
  if (!found) return 0;
  return (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3]));
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs far more than asking it. */
function offsetFormat(zone: string): Intl.DateTimeFormat {
  if (!formats.has(zone)) formats.set(zone, new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }));
  return formats.get(zone)!;
}
