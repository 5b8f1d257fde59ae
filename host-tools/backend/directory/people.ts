import type { z } from "zod";
import type { newPerson, pageQuery, PersonRow, personPatch } from "../../api/directory";
import { notFound } from "../refusal";
import type { Db, Trx } from "../store/open";
import { credentialRow, credentialsOf } from "./credentials";
import type { Author, Directory, Edit } from "./edit";

/** In the place of a credential that was erased. */
const nobody = 0;

type Person = { id: number; name: string; note: string; enabled: number; extended: number };

export async function addPerson(directory: Directory, author: Author, wish: z.infer<typeof newPerson>): Promise<PersonRow> {
  const id = await directory.edit(author, async (edit) => {
    const { name, note = "", enabled = true, extended = false, levels = [] } = wish;
    const row = { name, note, enabled: Number(enabled), extended: Number(extended) };
    const { id } = await edit.trx.insertInto("person").values(row).returning("id").executeTakeFirstOrThrow();
    await setLevels(edit, id, levels);
    return { subject: { what: "person", id, action: "add", detail: { enabled, levels } }, answer: id };
  });
  return personById(directory.read, id);
}

export async function changePerson(
  directory: Directory,
  author: Author,
  wish: { id: number; patch: z.infer<typeof personPatch> },
): Promise<PersonRow> {
  const { id, patch } = wish;
  await directory.edit(author, async (edit) => {
    const { name, note, enabled, extended, levels } = patch;
    const row = { name, note, enabled: asNumber(enabled), extended: asNumber(extended) };
    await mustExist(edit.trx, id);
    if (Object.values(row).some((value) => value !== undefined)) {
      await edit.trx.updateTable("person").set(row).where("id", "=", id).execute();
    }
    if (levels) await setLevels(edit, id, levels);
    await edit.regrant({ people: [id] });
    const detail = { fields: Object.keys(patch), enabled, levels };
    return { subject: { what: "person", id, action: "change", detail }, answer: undefined };
  });
  return personById(directory.read, id);
}

/** Takes a person out: every credential is removed from every reader first; history keeps only that someone was there. */
export async function removePerson(directory: Directory, author: Author, id: number): Promise<void> {
  await directory.edit(author, async ({ trx, regrant, nowS }) => {
    await mustExist(trx, id);
    await trx
      .updateTable("credential")
      .set({ removed_at: nowS })
      .where("person_id", "=", id)
      .where("removed_at", "is", null)
      .execute();
    await regrant({ people: [id] });
    const ids = (await trx.selectFrom("credential").select("id").where("person_id", "=", id).execute()).map((row) => row.id);
    if (ids.length > 0) await eraseCredentials(trx, ids);
    await trx.deleteFrom("person").where("id", "=", id).execute();
    return { subject: { what: "person", id, action: "remove" }, answer: undefined };
  });
}

/** What readers must go on refusing stays on their lists, without whose it was (leases/denials). */
async function eraseCredentials(trx: Trx, ids: number[]): Promise<void> {
  await trx.updateTable("event").set({ credential_id: null }).where("credential_id", "in", ids).execute();
  await trx.updateTable("reader_grant").set({ credential_id: nobody }).where("credential_id", "in", ids).execute();
  await trx.deleteFrom("lease").where("credential_id", "in", ids).execute();
  await trx.deleteFrom("phone").where("credential_id", "in", ids).execute();
  await trx.deleteFrom("credential").where("id", "in", ids).execute();
}

export async function findPeople(read: Db, query: z.infer<typeof pageQuery>): Promise<{ rows: PersonRow[]; total: number }> {
  let people = read.selectFrom("person");
  if (query.search) people = people.where("name", "like", `%${query.search.replace(/[%_]/g, "")}%`);
  const { total } = await people.select((all) => all.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const page = await people.selectAll().orderBy("name").orderBy("id").offset(query.offset).limit(query.limit).execute();
  return { rows: await withParts(read, page), total };
}

export async function personById(read: Db, id: number): Promise<PersonRow> {
  const person = await read.selectFrom("person").selectAll().where("id", "=", id).executeTakeFirst();
  if (!person) throw notFound("person", id);
  return (await withParts(read, [person]))[0]!;
}

async function withParts(read: Db, people: Person[]): Promise<PersonRow[]> {
  if (people.length === 0) return [];
  const ids = people.map((person) => person.id);
  const levels = await read.selectFrom("person_level").selectAll().where("person_id", "in", ids).execute();
  const held = credentialsOf(read).where("credential.person_id", "in", ids).where("credential.removed_at", "is", null);
  const credentials = await held.orderBy("credential.id").execute();
  return people.map((person) => ({
    ...person,
    enabled: person.enabled === 1,
    extended: person.extended === 1,
    levels: levels.filter((row) => row.person_id === person.id).map((row) => row.level_id),
    credentials: credentials.filter((row) => row.person_id === person.id).map(credentialRow),
  }));
}

/** Those that somebody keeps, they have since before. */
async function setLevels({ trx, nowS }: Edit, person: number, levels: number[]): Promise<void> {
  const others = trx.deleteFrom("person_level").where("person_id", "=", person);
  await (levels.length > 0 ? others.where("level_id", "not in", levels) : others).execute();
  const rows = [...new Set(levels)].map((level) => ({ person_id: person, level_id: level, since: nowS }));
  if (rows.length > 0) await trx.insertInto("person_level").values(rows).onConflict((row) => row.doNothing()).execute();
}

async function mustExist(trx: Trx, id: number): Promise<void> {
  if (!(await trx.selectFrom("person").select("id").where("id", "=", id).executeTakeFirst())) throw notFound("person", id);
}

function asNumber(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
