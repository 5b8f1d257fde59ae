import { sql } from "kysely";
import type { DoorRemoval } from "../../api/directory";
import { isCurrent } from "../../api/readers";
import { Refusal } from "../refusal";
import { readerRows } from "../reports/reader-rows";
import type { Db, Trx } from "../store/open";
import { readersOf } from "./doors";
import type { Author, Directory } from "./edit";
import { standingDoor } from "./standing-door";

/** To be looked at before: what stands in the way, and what would go. */
export async function removalOf(directory: Directory, read: Db | Trx, id: number): Promise<DoorRemoval> {
  await standingDoor(read, id);
  return {
    readers: await readersInTheWay(directory, read, id),
    unheard: await unheardReaders(directory, read),
    levels: await levelsTo(read, id),
    people: await peopleWithNoOther(read, id),
    ...(await proofsOf(read, id, directory.nowS)),
  };
}

/**
 * The door is gone for whoever asks for one; its row stays for the names in its history. What leads there goes with it, so that no other door comes
 * into anything of it. Readers, and with them the leases and commands for them, have to be led away first: only a reader that has heard of it
 * stops opening. Throws DOOR_HAS_READERS.
 */
export async function removeDoor(directory: Directory, author: Author, id: number): Promise<void> {
  await directory.edit(author, async ({ trx, nowS }) => {
    const { name } = await standingDoor(trx, id);
    const readers = await readersInTheWay(directory, trx, id);
    if (readers.length > 0) throw hasReaders(name, readers);
    const levels = (await levelsTo(trx, id)).map((level) => level.id);
    await trx.deleteFrom("level_door").where("door_id", "=", id).execute();
    const revoked = trx.updateTable("door_tag").set({ revoked_at: nowS }).where("door_id", "=", id).where("revoked_at", "is", null);
    const tags = Number((await revoked.executeTakeFirst()).numUpdatedRows);
    await trx.updateTable("door").set({ removed_at: nowS }).where("id", "=", id).execute();
    return { subject: { what: "door", id, action: "remove", detail: { levels, tags } }, answer: undefined };
  });
}

async function readersInTheWay({ contacts, nowS }: Directory, read: Db | Trx, door: number): Promise<DoorRemoval["readers"]> {
  const only = await readersOf(read, door);
  if (only.length === 0) return [];
  const rows = await readerRows(read, contacts, { nowMs: nowS * 1000, only });
  return rows.map((row) => ({ id: row.id, name: row.name, online: row.online, current: isCurrent(row) }));
}

async function unheardReaders({ contacts, nowS }: Directory, read: Db | Trx): Promise<DoorRemoval["unheard"]> {
  const rows = await readerRows(read, contacts, { nowMs: nowS * 1000 });
  return rows.filter((row) => row.doorId === null && row.lastSeen !== null && !isCurrent(row)).map(({ id, name, online }) => ({ id, name, online }));
}

function levelsTo(read: Db | Trx, door: number): Promise<DoorRemoval["levels"]> {
  const rows = read.selectFrom("level").innerJoin("level_door", "level_door.level_id", "level.id").select(["level.id", "level.name"]);
  return rows.where("level_door.door_id", "=", door).orderBy("level.name").execute();
}

/** By the levels, of which there are few: those that lead to this door and to no other, and those that lead elsewhere. */
async function peopleWithNoOther(read: Db | Trx, door: number): Promise<number> {
  const { rows } = await sql<{ people: number }>`with elsewhere as (select distinct level_id from level_door where door_id <> ${door})
    select count(distinct person_id) as people from person_level where level_id in (select level_id from level_door where door_id = ${door})
      and level_id not in (select level_id from elsewhere) and not exists (
        select 1 from person_level as other where other.person_id = person_level.person_id and other.level_id in (select level_id from elsewhere))`.execute(read);
  return rows[0]!.people;
}

async function proofsOf(read: Db | Trx, door: number, nowS: number): Promise<Pick<DoorRemoval, "tags" | "leases">> {
  const { rows } = await sql<Pick<DoorRemoval, "tags" | "leases">>`select
    (select count(*) from door_tag where door_id = ${door} and revoked_at is null) as tags,
    (select count(*) from lease join reader on reader.num = lease.reader
      where reader.door_id = ${door} and revoked_at is null and valid_until > ${nowS}) as leases`.execute(read);
  return rows[0]!;
}

function hasReaders(door: string, readers: DoorRemoval["readers"]): Refusal {
  const named = readers.map(({ name, online }) => `${name} (${online ? "online" : "offline"})`).join(", ");
  const hint = "Give each another door or none, and wait until it is up to date: one that is offline goes on opening by the list it has.";
  return new Refusal(409, "DOOR_HAS_READERS", `${door} has readers still: ${named}`, hint);
}
