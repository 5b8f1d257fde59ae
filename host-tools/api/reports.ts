import { z } from "zod";
import { id } from "./directory";

/* What happened, or did not, over a span: for whoever answers for a site, as a screen, a file and a command. */

/** Of a report by days; a year and its leap day. */
export const reportDaysMax = 366;

/** GET reports/refusals. `since`, `until`: days of the site's clock, both whole; the last thirty where they are left out. */
export const refusalsQuery = z.object({ since: z.iso.date().optional(), until: z.iso.date().optional(), door: z.coerce.number().pipe(id).optional() });

/** So many refusals of one kind, at one door, on one day. */
export interface RefusalCount {
  /** Of the site's clock. */
  day: string;
  doorId: number | null;
  doorName: string | null;
  /** A name of access/reason. */
  reason: string;
  count: number;
}

/** The newest day first. */
export interface RefusalsAnswer {
  since: string;
  until: string;
  rows: RefusalCount[];
}

export const unusedRowsMax = 100_000;

/** GET reports/unused: whoever asks is noted in the audit, as it says where people went. */
export const unusedQuery = z.object({
  days: z.coerce.number().int().min(1).max(3653).default(90),
  limit: z.coerce.number().int().min(1).max(unusedRowsMax).default(500),
});

/** An access level that somebody has, and no door of which they have opened for that long. */
export interface UnusedRow {
  personId: number;
  personName: string;
  levelId: number;
  levelName: string;
  /** Since when they have it; null: from before that was noted. */
  since: string | null;
  /** When they last opened a door of it; null: never, as far as events go back. */
  lastUse: string | null;
}

/** By name. `total`: there are so many, of which `rows` are the first. `oldestEvent`: how far back events go; null: there is none. */
export interface UnusedAnswer {
  days: number;
  oldestEvent: string | null;
  total: number;
  rows: UnusedRow[];
}

/** What refusals can be counted by. */
export const refusalSides = ["reason", "door", "day"] as const;
export type RefusalSide = (typeof refusalSides)[number];

/** The text by which `row` stands on that side; empty where it is of no door. */
export function sideOf(row: RefusalCount, side: RefusalSide): string {
  return side === "door" ? (row.doorName ?? "") : row[side];
}

/** Added up by some of the sides: days in their order, the newest first, everything else by how often. */
export function sumBy(rows: RefusalCount[], sides: readonly RefusalSide[]): RefusalCount[] {
  const sums = new Map<string, RefusalCount>();
  for (const row of rows) {
    const key = JSON.stringify(sides.map((side) => (side === "door" ? row.doorId : row[side])));
    const sum = sums.get(key);
    if (sum) sum.count += row.count;
    else sums.set(key, { ...row });
  }
  const byDay = sides.includes("day");
  return [...sums.values()].sort((a, b) => (byDay ? b.day.localeCompare(a.day) : 0) || b.count - a.count);
}
