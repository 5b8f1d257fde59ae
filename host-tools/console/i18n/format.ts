import { computed, signal } from "@preact/signals";
import { language } from "./language";

/** Doors tell the time of their site, whatever the time zone of the person who looks. Undefined: the browser's own. */
export const siteTimeZone = signal<string | undefined>(undefined);

/** Rises once a second: whoever reads it is drawn anew, so that ages stay true. */
export const tick = signal(Date.now());
setInterval(() => (tick.value = Date.now()), 1000);

const formats = computed(() => {
  const of = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language.value, { ...options, timeZone: siteTimeZone.value });
  return {
    time: of({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
    moment: of({ dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" }),
    day: of({ dateStyle: "medium" }),
    shortDay: of({ month: "short", day: "numeric" }),
    age: new Intl.RelativeTimeFormat(language.value, { numeric: "always", style: "short" }),
    number: new Intl.NumberFormat(language.value),
  };
});

export function number(value: number): string {
  return formats.value.number.format(value);
}

export function megabytes(bytes: number): string {
  const style = { style: "unit", unit: "megabyte", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language.value, style).format(bytes / 1e6);
}

/** Time of the day, with the date before it when it was not today. */
export function timeOf(at: string): string {
  const { time, day, shortDay } = formats.value;
  const date = new Date(at);
  const today = day.format(date) === day.format(new Date(tick.value));
  return today ? time.format(date) : `${shortDay.format(date)} ${time.format(date)}`;
}

export function momentOf(at: string): string {
  return formats.value.moment.format(new Date(at));
}

export function dayOf(at: string): string {
  return formats.value.day.format(new Date(at));
}

/** A day of the calendar, "2026-10-03", wherever the site is. */
export function calendarDay(day: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(day));
}

const spans: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** "12 sec. ago". A clock ahead of ours counts as now. */
export function ageOf(at: string): string {
  const seconds = Math.max(0, Math.round((tick.value - Date.parse(at)) / 1000));
  for (const [unit, length] of spans) {
    if (seconds >= length) return formats.value.age.format(-Math.floor(seconds / length), unit);
  }
  return formats.value.age.format(-seconds, "second");
}

/** "2 h 5 min": the two largest units of a length of time. */
export function lengthOf(seconds: number): string {
  const show = (value: number, unit: string) =>
    new Intl.NumberFormat(language.value, { style: "unit", unit, unitDisplay: "short" }).format(value);
  if (seconds < 60) return show(seconds, "second");
  if (seconds < 3600) return show(Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) return `${show(Math.floor(seconds / 3600), "hour")} ${show(Math.floor((seconds % 3600) / 60), "minute")}`;
  return `${show(Math.floor(seconds / 86_400), "day")} ${show(Math.floor((seconds % 86_400) / 3600), "hour")}`;
}
