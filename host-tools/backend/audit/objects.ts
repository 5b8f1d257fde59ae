import type { AuditObject } from "../../api/audit";
import type { Db } from "../store/open";

interface Written {
  what: string;
  id: string | null;
}

interface Named {
  id: number | string;
  name: string;
  personId?: number;
}

/** "door 3" taken apart. */
export function writtenOf(text: string): Written {
  const [what = "", id] = text.split(" ");
  return { what, id: id ?? null };
}

/** How to find the names of objects of a kind by their numbers. */
const finders: Record<string, (read: Db, ids: number[]) => Promise<Named[]>> = {
  person: (read, ids) => read.selectFrom("person").select(["id", "name"]).where("id", "in", ids).execute(),
  door: (read, ids) => read.selectFrom("door").select(["id", "name"]).where("id", "in", ids).execute(),
  level: (read, ids) => read.selectFrom("level").select(["id", "name"]).where("id", "in", ids).execute(),
  schedule: (read, ids) => read.selectFrom("schedule").select(["id", "name"]).where("id", "in", ids).execute(),
  account: (read, ids) => read.selectFrom("account").select(["id", "name"]).where("id", "in", ids).execute(),
  credential: holdersOf,
  phone: holdersOf,
};

/** A card or phone goes by the name of its person. */
async function holdersOf(read: Db, ids: number[]): Promise<Named[]> {
  const rows = read.selectFrom("credential").innerJoin("person", "person.id", "credential.person_id").select(["credential.id", "person.name", "person.id as personId"]);
  return rows.where("credential.id", "in", ids).execute();
}

/** Readers have an id of hexadecimal digits; there are few enough to ask for all. */
async function readersOf(read: Db): Promise<Named[]> {
  const rows = await read.selectFrom("reader").select(["reader_id", "name"]).execute();
  return rows.map((row) => ({ id: Buffer.from(row.reader_id).toString("hex"), name: row.name }));
}

/** The call that gives each of these texts its object, with the name that it has now. */
export async function namesOf(read: Db, texts: string[]): Promise<(text: string) => AuditObject> {
  const found = new Map<string, Named>();
  for (const [what, ids] of idsByKind(texts)) {
    const rows = what === "reader" ? await readersOf(read) : ((await finders[what]?.(read, ids)) ?? []);
    for (const row of rows) found.set(`${what} ${row.id}`, row);
  }
  return (text) => {
    const named = found.get(text);
    return { ...writtenOf(text), name: named?.name ?? null, personId: named?.personId ?? null };
  };
}

function idsByKind(texts: string[]): Map<string, number[]> {
  const kinds = new Map<string, number[]>();
  for (const text of new Set(texts)) {
    const { what, id } = writtenOf(text);
    if (id !== null) kinds.set(what, [...(kinds.get(what) ?? []), Number(id)]);
  }
  return kinds;
}
