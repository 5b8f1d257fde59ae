import { levelsMax } from "../../../firmware/src/wire/settings";
import { Refusal } from "../refusal";
import { bitsInOrder } from "./freed-bits";
import type { Trx } from "../store/open";

/**
 * Gives every level that leads to the reader's door a bit of its grants, and takes back those that do not any more; `settleFreed` (freed-bits) follows
 * when grants and settings are in line. True when something changed.
 */
export async function assignBits(trx: Trx, reader: number): Promise<boolean> {
  const wanted = await levelsAtDoor(trx, reader);
  const held = await trx.selectFrom("reader_level").selectAll().where("reader", "=", reader).execute();
  const gone = held.filter((row) => !wanted.includes(row.level_id));
  const added = wanted.filter((id) => !held.some((row) => row.level_id === id));
  if (gone.length > 0) {
    const ids = gone.map((row) => row.level_id);
    await trx.deleteFrom("reader_level").where("reader", "=", reader).where("level_id", "in", ids).execute();
    const freed = gone.map(({ bit }) => ({ reader, bit, list_version: null, settings_version: null }));
    await trx.replaceInto("freed_bit").values(freed).execute();
  }
  const taken = new Set(held.filter((row) => wanted.includes(row.level_id)).map((row) => row.bit));
  if (added.length > 0) await place(trx, reader, { levels: added, taken });
  return gone.length + added.length > 0;
}

async function levelsAtDoor(trx: Trx, reader: number): Promise<number[]> {
  const rows = await trx
    .selectFrom("level_door")
    .innerJoin("reader", "reader.door_id", "level_door.door_id")
    .select("level_door.level_id")
    .where("reader.num", "=", reader)
    .orderBy("level_door.level_id")
    .execute();
  return rows.map((row) => row.level_id);
}

async function place(trx: Trx, reader: number, work: { levels: number[]; taken: Set<number> }): Promise<void> {
  if (work.levels.length + work.taken.size > levelsMax) throw tooMany();
  const free = (await bitsInOrder(trx, reader)).filter((bit) => !work.taken.has(bit));
  for (const [i, level] of work.levels.entries()) await trx.insertInto("reader_level").values({ reader, level_id: level, bit: free[i]! }).execute();
}

function tooMany(): Refusal {
  const hint = "Join levels with the same schedule, or take this door out of one.";
  return new Refusal(409, "LEVELS_TOO_MANY", `at most ${levelsMax} access levels can lead to one door`, hint);
}
