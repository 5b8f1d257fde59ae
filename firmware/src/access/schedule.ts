import type { Bytes } from "../base/bytes";
import { windowBytes, yearly } from "../wire/settings";
import { dayOfYear } from "./local-time";

/*
 * A schedule is windows of 5 bytes: `days u8, from u16, to u16`, minutes of the local day.
 * days: bit 0 Monday ... bit 6 Sunday, bit 7 holidays. On a holiday only windows with bit 7 count, whatever the weekday.
 * A window holds from `from` up to, not including, `to`; 1440 is the midnight that ends the day. With `from` after `to`
 * it runs over midnight and belongs to the day on which it began: Friday 22:00-06:00 ends on Saturday, also if that is a
 * holiday. `from` equal to `to` is never.
 */
const holidayBit = 128;
const daySeconds = 86400;

/** True when one of `windows` holds. `localSeconds`: unix seconds plus the site's offset. `holidays`: as in wire/settings. */
export function inSchedule(windows: Bytes, localSeconds: number, holidays: Uint16Array | number[]): boolean {
  const day = Math.floor(localSeconds / daySeconds);
  const minute = Math.floor((localSeconds - day * daySeconds) / 60);
  const today = dayBit(day, holidays);
  const yesterday = dayBit(day - 1, holidays);
  for (let at = 0; at + windowBytes <= windows.length; at += windowBytes) {
    const days = windows[at]!;
    const from = windows[at + 1]! | (windows[at + 2]! << 8);
    const to = windows[at + 3]! | (windows[at + 4]! << 8);
    if (from < to) {
      if (days & today && minute >= from && minute < to) return true;
    } else if (from > to && ((days & today && minute >= from) || (days & yesterday && minute < to))) return true;
  }
  return false;
}

/** The bit that a window must have for this day. 1970-01-01 was a Thursday; 31 keeps the sum positive west of Greenwich. */
function dayBit(day: number, holidays: Uint16Array | number[]): number {
  const holiday = holidays.length > 0 && (holidays.indexOf(day) >= 0 || holidays.indexOf(yearly + dayOfYear(day)) >= 0);
  return holiday ? holidayBit : 1 << ((day + 31) % 7);
}
