import type { Change, Settings } from "../wire/settings";

const daySeconds = 86400;
const yearSeconds = 31556952;

/** Days from 1970-01-01 to the first of January of `year`, 1970 to 2106; 2100 is no leap year. */
function firstDay(year: number): number {
  return (year - 1970) * 365 + ((year - 1969) >> 2) - (year > 2100 ? 1 : 0);
}

function isLeap(year: number): number {
  return year % 4 || year === 2100 ? 0 : 1;
}

/** Unix seconds of a change in `year`. 1970-01-01 was a Thursday; 69997 keeps the sum positive and is 4 less than whole weeks. */
function changeIn(change: Change, year: number): number {
  const day = firstDay(year) + isLeap(year) + change.day;
  return (day + ((change.weekday + 69997 - day) % 7)) * daySeconds + change.minute * 60;
}

/**
 * Minutes that local time is ahead of UTC at `utcSeconds`. By the site's rule for summer time where the settings carry one. No rule
 * has a change within a day of New Year, so that the year need not be exact there.
 */
export function offsetMinAt(s: Settings, utcSeconds: number): number {
  const rule = s.summer;
  if (!rule) return s.utcOffsetMin;
  const year = 1970 + Math.floor(utcSeconds / yearSeconds);
  const begins = changeIn(rule.begins, year);
  const ends = changeIn(rule.ends, year);
  const after = utcSeconds >= begins;
  const before = utcSeconds < ends;
  return (begins < ends ? after && before : after || before) ? rule.summerMin : rule.winterMin;
}

/** Day of the year, from 0, of a local day since 1970-01-01, as in a year without a 29 February; that day itself is -1. */
export function dayOfYear(day: number): number {
  let year = 1970 + Math.floor((day * daySeconds) / yearSeconds);
  if (day >= firstDay(year + 1)) year++;
  else if (day < firstDay(year)) year--;
  const at = day - firstDay(year);
  if (!isLeap(year) || at < 59) return at;
  return at === 59 ? -1 : at - 1;
}
