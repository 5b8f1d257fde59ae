import { sql } from "kysely";
import type { z } from "zod";
import type { Holiday, newSchedule, schedulePatch, ScheduleRow, SiteRow, sitePatch } from "../../api/directory";
import { notFound, Refusal } from "../refusal";
import type { Db, Trx } from "../store/open";
import { allReaders } from "./all-readers";
import type { Author, Directory } from "./edit";
import { offsetMinutes } from "./time";

export async function listSchedules(read: Db): Promise<ScheduleRow[]> {
  const rows = await read.selectFrom("schedule").selectAll().orderBy("id").execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    windows: JSON.parse(row.windows) as ScheduleRow["windows"],
    fixed: row.fixed === 1,
  }));
}

export async function addSchedule(directory: Directory, author: Author, wish: z.infer<typeof newSchedule>): Promise<ScheduleRow> {
  const id = await directory.edit(author, async ({ trx }) => {
    await nobodysYet(trx, wish.name);
    const row = { name: wish.name, windows: JSON.stringify(wish.windows), fixed: 0 };
    const { id } = await trx.insertInto("schedule").values(row).returning("id").executeTakeFirstOrThrow();
    return { subject: { what: "schedule", id, action: "add", detail: wish }, answer: id };
  });
  return scheduleById(directory.read, id);
}

type Change = { id: number; patch: z.infer<typeof schedulePatch> };

export async function changeSchedule(directory: Directory, author: Author, { id, patch }: Change): Promise<ScheduleRow> {
  await directory.edit(author, async (edit) => {
    const schedule = await changeable(edit.trx, id);
    if (patch.name !== undefined && patch.name !== schedule.name) await nobodysYet(edit.trx, patch.name, id);
    const windows = patch.windows ? JSON.stringify(patch.windows) : schedule.windows;
    await edit.trx
      .updateTable("schedule")
      .set({ name: patch.name ?? schedule.name, windows })
      .where("id", "=", id)
      .execute();
    await edit.resettle(await readersUsing(edit.trx, id));
    return { subject: { what: "schedule", id, action: "change", detail: patch }, answer: undefined };
  });
  return scheduleById(directory.read, id);
}

export async function removeSchedule(directory: Directory, author: Author, id: number): Promise<void> {
  await directory.edit(author, async ({ trx }) => {
    await changeable(trx, id);
    await trx.deleteFrom("schedule").where("id", "=", id).execute();
    return { subject: { what: "schedule", id, action: "remove" }, answer: undefined };
  });
}

export async function listHolidays(read: Db): Promise<Holiday[]> {
  const rows = await read.selectFrom("holiday").selectAll().orderBy("date").execute();
  return rows.map((row) => ({ ...row, yearly: row.yearly === 1 }));
}

/** The whole calendar at once; readers hold at most 64 days. */
export async function setHolidays(directory: Directory, author: Author, days: Holiday[]): Promise<Holiday[]> {
  await directory.edit(author, async (edit) => {
    await edit.trx.deleteFrom("holiday").execute();
    const rows = [...new Map(days.map((day) => [day.date, day])).values()];
    if (rows.length > 0) await edit.trx.insertInto("holiday").values(rows.map((row) => ({ ...row, yearly: row.yearly ? 1 : 0 }))).execute();
    await edit.resettle(await allReaders(edit.trx));
    return { subject: { what: "holidays", id: null, action: "change", detail: rows }, answer: undefined };
  });
  return listHolidays(directory.read);
}

export async function siteRow(read: Db): Promise<SiteRow> {
  const site = await read.selectFrom("site").selectAll().executeTakeFirstOrThrow();
  return { id: site.id, name: site.name, timeZone: site.time_zone, utcOffsetMin: site.utc_offset_min, keepEventsDays: site.keep_events_days };
}

/** Also called each hour with an empty patch: summer time begins and ends. */
export async function changeSite(directory: Directory, author: Author, patch: z.infer<typeof sitePatch>): Promise<SiteRow> {
  await directory.edit(author, async (edit) => {
    const site = await edit.trx.selectFrom("site").selectAll().executeTakeFirstOrThrow();
    const zone = patch.timeZone ?? site.time_zone;
    const keep_events_days = patch.keepEventsDays === undefined ? site.keep_events_days : patch.keepEventsDays;
    const row = { name: patch.name ?? site.name, time_zone: zone, utc_offset_min: offsetOf(zone, edit.nowS), keep_events_days };
    await edit.trx.updateTable("site").set(row).execute();
    await edit.resettle(await allReaders(edit.trx));
    return { subject: { what: "site", id: site.id, action: "change", detail: row }, answer: undefined };
  });
  return siteRow(directory.read);
}

export function offsetOf(zone: string, nowS: number): number {
  try {
    return offsetMinutes(zone, nowS);
  } catch {
    throw new Refusal(400, "TIME_ZONE", `there is no time zone ${zone}`, "Use a name such as Asia/Seoul or Europe/Berlin.");
  }
}

async function readersUsing(trx: Trx, schedule: number): Promise<number[]> {
  const query = trx
    .selectFrom("reader_level")
    .innerJoin("level", "level.id", "reader_level.level_id")
    .select("reader")
    .distinct();
  return (await query.where("level.schedule_id", "=", schedule).execute()).map((row) => row.reader);
}

async function changeable(trx: Trx, id: number): Promise<{ name: string; windows: string }> {
  const schedule = await trx.selectFrom("schedule").selectAll().where("id", "=", id).executeTakeFirst();
  if (!schedule) throw notFound("schedule", id);
  if (!schedule.fixed) return schedule;
  throw new Refusal(409, "SCHEDULE_FIXED", `${schedule.name} is built in`, "Make a schedule of your own.");
}

/** Sites of before this rule may have two of a name; they keep them until one is renamed. `own`: of the schedule that is to have it. */
async function nobodysYet(trx: Trx, name: string, own?: number): Promise<void> {
  const same = trx.selectFrom("schedule").select("id").where("name", "=", sql<string>`${name} collate nocase`);
  const other = await (own === undefined ? same : same.where("id", "!=", own)).executeTakeFirst();
  if (other) throw new Refusal(409, "NOT_UNIQUE", `there is a schedule ${name} already`, "Choose another name, or change the schedule there is.");
}

async function scheduleById(read: Db, id: number): Promise<ScheduleRow> {
  return (await listSchedules(read)).find((row) => row.id === id)!;
}
