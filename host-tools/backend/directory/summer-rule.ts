import type { Change, Summer } from "../../../firmware/src/wire/settings";
import { dayOfYear } from "../../../firmware/src/access/local-time";
import { offsetMinutes } from "./time";

/** The calendar repeats after so many years: every weekday has then fallen on every date. */
const yearsLooked = 28;
const daySeconds = 86_400;
/** Long enough that no two changes lie inside, short enough to miss none. */
const strideSeconds = 20 * daySeconds;
const lastYear = 2106;

interface Turn {
  at: number;
  offsetMin: number;
}

const kept = new Map<string, Summer | undefined>();

/**
 * The rule by which `zone` has summer time from the year of `seconds` on, as readers carry it. Undefined for a zone without changes,
 * and for one whose changes follow no rule of weekday and date (a moon's month, a year's decree): its readers are told each change when
 * it comes. Throws when there is no such zone.
 */
export function summerRule(zone: string, seconds: number): Summer | undefined {
  const year = new Date(seconds * 1000).getUTCFullYear();
  const key = `${zone} ${year}`;
  if (!kept.has(key)) kept.set(key, ruleFrom(zone, year));
  return kept.get(key);
}

function ruleFrom(zone: string, firstYear: number): Summer | undefined {
  const years = Array.from({ length: Math.min(yearsLooked, lastYear - firstYear) }, (_, i) => turnsIn(zone, firstYear + i));
  if (years.some((turns) => turns.length !== 2)) return undefined;
  const offsets = years[0]!.map(({ offsetMin }) => offsetMin);
  const summerMin = Math.max(...offsets);
  const winterMin = Math.min(...offsets);
  const changes = [summerMin, winterMin].map((offsetMin) => changeOf(years.map((turns) => turns.filter((turn) => turn.offsetMin === offsetMin))));
  const [begins, ends] = changes;
  return begins && ends && { winterMin, summerMin, begins, ends };
}

/** Each change of the clocks in a year of UTC, with the offset that it leads to. */
function turnsIn(zone: string, year: number): Turn[] {
  const turns: Turn[] = [];
  const end = Date.UTC(year + 1, 0, 1) / 1000;
  for (let from = Date.UTC(year, 0, 1) / 1000; from < end; from += strideSeconds) {
    const to = Math.min(from + strideSeconds, end);
    const offsetMin = offsetMinutes(zone, to);
    if (offsetMinutes(zone, from) !== offsetMin) turns.push({ at: turnBetween(zone, from, to), offsetMin });
  }
  return turns;
}

/** The first second after `from` with the offset of `to`. */
function turnBetween(zone: string, from: number, to: number): number {
  const after = offsetMinutes(zone, to);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMinutes(zone, middle) === after) high = middle;
    else low = middle;
  }
  return high;
}

/** The one weekday and minute, and the first date, that give all of `years`; undefined when there is none. */
function changeOf(years: Turn[][]): Change | undefined {
  if (years.some((turns) => turns.length !== 1)) return undefined;
  const times = years.map(([turn]) => timeOf(turn!.at));
  const [{ weekday, minute }] = times as [Time, ...Time[]];
  const days = times.map((time) => time.day);
  const day = Math.min(...days);
  const same = times.every((time) => time.weekday === weekday && time.minute === minute);
  return same && day >= 59 && Math.max(...days) - day <= 6 ? { day, weekday, minute } : undefined;
}

interface Time {
  day: number;
  weekday: number;
  minute: number;
}

function timeOf(seconds: number): Time {
  const day = Math.floor(seconds / daySeconds);
  return { day: dayOfYear(day), weekday: (day + 3) % 7, minute: Math.floor((seconds % daySeconds) / 60) };
}
