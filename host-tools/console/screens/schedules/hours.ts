import type { z } from "zod";
import type { window } from "../../../api/directory";

type Window = z.infer<typeof window>;

/** One stretch of a week as the form has it: times as the browser's time fields give them, "08:00". */
export interface Hours {
  days: number;
  from: string;
  to: string;
}

export const officeHours: Hours = { days: 0b11111, from: "08:00", to: "18:00" };
const midnight = 1440;

export function clock(minutes: number): string {
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** Midnight at the end becomes 00:00, as a time field shows it. */
export function hoursOf({ days, from, to }: Window): Hours {
  return { days, from: clock(from), to: clock(to % midnight) };
}

/** "00:00" at the end is the midnight after; an end before the beginning lies on the next day. */
export function windowOf({ days, from, to }: Hours): Window {
  return { days, from: minutesOf(from), to: minutesOf(to) || midnight };
}

export type HoursProblem = "noDay" | "noTime" | "sameTime";

/** What keeps these hours from being a window; "00:00" to "00:00" is the whole day. */
export function problemOf({ days, from, to }: Hours): HoursProblem | undefined {
  if (days === 0) return "noDay";
  if (!from || !to) return "noTime";
  return from === to && from !== "00:00" ? "sameTime" : undefined;
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}
