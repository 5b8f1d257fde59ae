import type { z } from "zod";
import type { levelPatch, LevelRow, newLevel } from "../../api/directory";
import { settleFreed } from "../delta/freed-bits";
import { assignBits } from "../delta/level-bits";
import { notFound } from "../refusal";
import type { Db, Trx } from "../store/open";
import { readersOf } from "./doors";
import type { Author, Directory, Edit } from "./edit";
import { standingDoor } from "./standing-door";

export async function listLevels(read: Db): Promise<LevelRow[]> {
  const levels = await read.selectFrom("level").selectAll().orderBy("name").execute();
  const doors = await read.selectFrom("level_door").selectAll().execute();
  const people = await peopleByLevel(read);
  return levels.map((level) => ({
    id: level.id,
    name: level.name,
    scheduleId: level.schedule_id,
    doors: doors.filter((row) => row.level_id === level.id).map((row) => row.door_id),
    people: people.get(level.id) ?? 0,
  }));
}

/** By an index of its own, so that it costs little on a site of 200,000 people. */
async function peopleByLevel(read: Db): Promise<Map<number, number>> {
  const counted = read.selectFrom("person_level").select(["level_id", (all) => all.fn.countAll<number>().as("people")]);
  return new Map((await counted.groupBy("level_id").execute()).map((row) => [row.level_id, row.people]));
}

export async function addLevel(directory: Directory, author: Author, wish: z.infer<typeof newLevel>): Promise<LevelRow> {
  const id = await directory.edit(author, async (edit) => {
    const row = { name: wish.name, schedule_id: wish.scheduleId };
    const { id } = await edit.trx.insertInto("level").values(row).returning("id").executeTakeFirstOrThrow();
    await setDoors(edit, id, wish.doors);
    return { subject: { what: "level", id, action: "add", detail: wish }, answer: id };
  });
  return levelById(directory.read, id);
}

type Change = { id: number; patch: z.infer<typeof levelPatch> };

export async function changeLevel(directory: Directory, author: Author, { id, patch }: Change): Promise<LevelRow> {
  await directory.edit(author, async (edit) => {
    const level = await mustExist(edit.trx, id);
    const row = { name: patch.name ?? level.name, schedule_id: patch.scheduleId ?? level.schedule_id };
    await edit.trx.updateTable("level").set(row).where("id", "=", id).execute();
    if (patch.doors) await setDoors(edit, id, patch.doors);
    else await edit.resettle(await readersOfLevel(edit.trx, id));
    return { subject: { what: "level", id, action: "change", detail: patch }, answer: undefined };
  });
  return levelById(directory.read, id);
}

export async function removeLevel(directory: Directory, author: Author, id: number): Promise<void> {
  await directory.edit(author, async (edit) => {
    await mustExist(edit.trx, id);
    await setDoors(edit, id, []);
    await edit.trx.deleteFrom("level").where("id", "=", id).execute();
    return { subject: { what: "level", id, action: "remove" }, answer: undefined };
  });
}

/** Which readers follow: those of doors that were or are in the level. */
async function setDoors(edit: Edit, level: number, doors: number[]): Promise<void> {
  const { trx } = edit;
  for (const door of doors) await standingDoor(trx, door);
  const before = await trx.selectFrom("level_door").select("door_id").where("level_id", "=", level).execute();
  await trx.deleteFrom("level_door").where("level_id", "=", level).execute();
  const rows = [...new Set(doors)].map((door) => ({ level_id: level, door_id: door }));
  if (rows.length > 0) await trx.insertInto("level_door").values(rows).execute();
  const concerned = new Set([...before.map((row) => row.door_id), ...doors]);
  for (const door of concerned) await refreshReaders(edit, await readersOf(trx, door));
}

/** Bits, grants and settings of readers whose door or levels changed. */
export async function refreshReaders(edit: Edit, readers: number[]): Promise<void> {
  for (const reader of readers) {
    if (await assignBits(edit.trx, reader)) await edit.regrant({ reader });
    await edit.resettle([reader]);
    await settleFreed(edit.trx, reader);
  }
}

async function readersOfLevel(trx: Trx, level: number): Promise<number[]> {
  return (await trx.selectFrom("reader_level").select("reader").where("level_id", "=", level).execute()).map((row) => row.reader);
}

async function mustExist(trx: Trx, id: number): Promise<{ name: string; schedule_id: number }> {
  const level = await trx.selectFrom("level").selectAll().where("id", "=", id).executeTakeFirst();
  if (!level) throw notFound("level", id);
  return level;
}

async function levelById(read: Db, id: number): Promise<LevelRow> {
  return (await listLevels(read)).find((row) => row.id === id)!;
}
