import { sql } from "kysely";
import type { z } from "zod";
import { flagGranted, tap } from "../../../firmware/src/wire/record";
import type { UnusedAnswer, unusedQuery, UnusedRow } from "../../api/reports";
import { isoOf } from "../directory/time";
import { daySeconds } from "../retention";
import type { Db } from "../store/open";
import { rest } from "../turns";

/** People looked at in one piece: with all that they did in years some milliseconds. */
const peopleInTurn = 25;

/** Levels whose doors nobody opened who has them, for so many days: of people who may pass at all, and of levels that lead anywhere. */
export async function unused(read: Db, { days, limit }: z.output<typeof unusedQuery>, nowS: number): Promise<UnusedAnswer> {
  const before = nowS - days * daySeconds;
  const levels = await levelsWithDoors(read);
  const found: UnusedRow[] = [];
  for (let people = await peopleAfter(read, 0); people.length > 0; people = await peopleAfter(read, people.at(-1)!.id)) {
    found.push(...(await unusedOf(read, people, { before, levels })));
    await rest();
  }
  found.sort((a, b) => a.personName.localeCompare(b.personName) || a.personId - b.personId || a.levelName.localeCompare(b.levelName));
  const oldest = await read.selectFrom("event").select("received_at").orderBy("id").limit(1).executeTakeFirst();
  return { days, oldestEvent: oldest ? isoOf(oldest.received_at) : null, total: found.length, rows: found.slice(0, limit) };
}

interface Level {
  name: string;
  doors: number[];
}

interface Named {
  id: number;
  name: string;
}

async function levelsWithDoors(read: Db): Promise<Map<number, Level>> {
  const rows = await read.selectFrom("level").innerJoin("level_door", "level_door.level_id", "level.id").select(["level.id", "level.name", "level_door.door_id"]).execute();
  const levels = new Map<number, Level>();
  for (const { id, name, door_id } of rows) levels.set(id, { name, doors: [...(levels.get(id)?.doors ?? []), door_id] });
  return levels;
}

function peopleAfter(read: Db, id: number): Promise<Named[]> {
  return read.selectFrom("person").select(["id", "name"]).where("enabled", "=", 1).where("id", ">", id).orderBy("id").limit(peopleInTurn).execute();
}

async function unusedOf(read: Db, people: Named[], { before, levels }: { before: number; levels: Map<number, Level> }): Promise<UnusedRow[]> {
  const ids = people.map(({ id }) => id);
  const held = await read.selectFrom("person_level").selectAll().where("person_id", "in", ids).where("since", "<", before).execute();
  const uses = held.length > 0 ? await lastUses(read, ids) : new Map<string, number>();
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return held.flatMap(({ person_id, level_id, since }) => {
    const level = levels.get(level_id);
    if (!level) return [];
    const last = Math.max(0, ...level.doors.map((door) => uses.get(`${person_id} ${door}`) ?? 0));
    if (last >= before) return [];
    const row = { personId: person_id, personName: names.get(person_id)!, levelId: level_id, levelName: level.name };
    return [{ ...row, since: since === 0 ? null : isoOf(since), lastUse: last === 0 ? null : isoOf(last) }];
  });
}

/** When these people last opened which door, by whatever credential they have or had: from the index of events by credential, without the events themselves. */
async function lastUses(read: Db, people: number[]): Promise<Map<string, number>> {
  const rows = await read
    .selectFrom("credential")
    .innerJoin("event", "event.credential_id", "credential.id")
    .select(["credential.person_id", "event.door_id"])
    .select((all) => all.fn.max("event.at").as("last"))
    .where("credential.person_id", "in", people)
    .where("event.type", "=", tap)
    .where(sql<boolean>`event.flags & ${flagGranted}`)
    .groupBy(["credential.person_id", "event.door_id"])
    .execute();
  return new Map(rows.map(({ person_id, door_id, last }) => [`${person_id} ${door_id}`, last]));
}
