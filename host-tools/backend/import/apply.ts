import { sql } from "kysely";
import type { Edit } from "../directory/edit";
import { BulkInsert } from "../store/bulk";
import type { Trx } from "../store/open";
import { rest } from "../turns";
import type { Plan, PlannedPerson } from "./plan";

const people = new BulkInsert("insert into person (id, name, note, enabled, extended)", "(?,?,?,?,0)", "");
const levels = new BulkInsert("insert into person_level (person_id, level_id, since)", "(?,?,?)", "on conflict do nothing");
const credentials = new BulkInsert(
  "insert into credential (person_id, technology, identifier, label, enabled, valid_from, valid_until)",
  "(?,?,?,'',1,?,?)",
  "",
);

const rowsAtOnce = 3200;

/** Carries the plan out inside the edit's transaction, in portions, with everything else of the process having its turn. */
export async function applyPlan(edit: Edit, plan: Plan): Promise<void> {
  const { trx } = edit;
  const ids = await numberPeople(trx, plan);
  const added = [...plan.people.values()].filter((person) => person.id < 0);
  await inPortions(added, (some) => people.run(trx, some.length, (values, i) => putPerson(values, some[i]!, ids)));
  for (const person of plan.people.values()) if (person.id > 0 && person.changed) await changePerson(trx, person);
  const pairs = [...plan.people.values()].flatMap((person) =>
    [...person.levels].map((level) => [ids(person.id), level] as const),
  );
  await inPortions(pairs, (some) => levels.run(trx, some.length, (values, i) => values.push(...some[i]!, edit.nowS)));
  await inPortions(plan.credentials.added, (some) =>
    credentials.run(trx, some.length, (values, i) => {
      const { person, technology, identifier, validFrom, validUntil } = some[i]!;
      values.push(ids(person), technology, identifier, validFrom, validUntil);
    }),
  );
  for (const one of plan.credentials.changed) {
    const row = { valid_from: one.validFrom, valid_until: one.validUntil };
    await trx.updateTable("credential").set(row).where("id", "=", one.id).execute();
  }
  await edit.regrant({ people: [...plan.people.keys()].map(ids) });
}

/** Final ids for the planned people: on from the highest one ever given. */
async function numberPeople(trx: Trx, plan: Plan): Promise<(id: number) => number> {
  const found = await sql<{ seq: number }>`select seq from sqlite_sequence where name = 'person'`.execute(trx);
  const last = found.rows[0]?.seq ?? 0;
  const given = new Map<number, number>();
  for (const id of plan.people.keys()) if (id < 0) given.set(id, last + given.size + 1);
  return (id) => given.get(id) ?? id;
}

function putPerson(values: unknown[], person: PlannedPerson, ids: (id: number) => number): void {
  values.push(ids(person.id), person.name, person.note ?? "", Number(person.enabled ?? true));
}

async function changePerson(trx: Trx, person: PlannedPerson): Promise<void> {
  const row = { note: person.note, enabled: person.enabled === undefined ? undefined : Number(person.enabled) };
  if (row.note === undefined && row.enabled === undefined) return;
  await trx.updateTable("person").set(row).where("id", "=", person.id).execute();
}

async function inPortions<T>(all: T[], write: (some: T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < all.length; at += rowsAtOnce) {
    await write(all.slice(at, at + rowsAtOnce));
    await rest();
  }
}
