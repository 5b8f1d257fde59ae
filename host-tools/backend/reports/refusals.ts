import { sql } from "kysely";
import type { z } from "zod";
import { flagGranted, tap } from "../../../firmware/src/wire/record";
import { reasonName } from "../../api/names";
import type { RefusalCount, RefusalsAnswer, refusalsQuery } from "../../api/reports";
import { reportDaysMax } from "../../api/reports";
import { siteRow } from "../directory/schedules";
import { secondsOf } from "../directory/time";
import { Refusal } from "../refusal";
import { daySeconds } from "../retention";
import type { Db } from "../store/open";
import { rest } from "../turns";

const daysUnlessSaid = 30;

/** A day at a time, so that readers have their turn between them however much there is. */
export async function refusals(read: Db, query: z.output<typeof refusalsQuery>, nowS: number): Promise<RefusalsAnswer> {
  const { utcOffsetMin } = await siteRow(read);
  const days = daysOf(query, nowS + utcOffsetMin * 60);
  const names = new Map((await read.selectFrom("door").select(["id", "name"]).execute()).map(({ id, name }) => [id, name]));
  const rows: RefusalCount[] = [];
  for (const day of days) {
    const from = secondsOf(day, "from", utcOffsetMin);
    for (const { door_id, reason, count } of await counted(read, from, query.door)) {
      rows.push({ day, doorId: door_id, doorName: door_id === null ? null : (names.get(door_id) ?? null), reason: reasonName(reason), count });
    }
    await rest();
  }
  return { since: days.at(-1)!, until: days[0]!, rows };
}

interface Counted {
  door_id: number | null;
  reason: number;
  count: number;
}

/** By the index of refusals alone, which is found where its condition stands here word by word. */
async function counted(read: Db, from: number, door: number | undefined): Promise<Counted[]> {
  const refused = sql`type = ${sql.lit(tap)} and flags & ${sql.lit(flagGranted)} = 0`;
  const there = door === undefined ? sql`` : sql`and door_id = ${door}`;
  const query = sql<Counted>`select door_id, reason, count(*) as count from event where ${refused} and at >= ${from} and at < ${from + daySeconds} ${there}
    group by door_id, reason order by door_id, reason`;
  return (await query.execute(read)).rows;
}

/** The newest first. */
function daysOf({ since, until }: z.output<typeof refusalsQuery>, localNowS: number): string[] {
  const last = until === undefined ? localNowS - (localNowS % daySeconds) : secondsOf(until, "from", 0);
  const first = since === undefined ? last - (daysUnlessSaid - 1) * daySeconds : secondsOf(since, "from", 0);
  const count = (last - first) / daySeconds + 1;
  if (count < 1 || count > reportDaysMax) {
    throw new Refusal(400, "REPORT_SPAN", `a report is of 1 to ${reportDaysMax} days, not of ${count}`, "Name a first day that is not behind the last, and at most a year before it.");
  }
  return Array.from({ length: count }, (_, i) => new Date((last - i * daySeconds) * 1000).toISOString().slice(0, 10));
}
