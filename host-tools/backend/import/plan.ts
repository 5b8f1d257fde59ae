import type { ImportProblem } from "../../api/import-report";
import type { Db } from "../store/open";
import type { Credential } from "../store/tables";
import type { Row } from "./check-row";
import { rest } from "../turns";

/** What has to happen for the file to be true. People that are not there yet have negative ids. */
export interface Plan {
  people: Map<number, PlannedPerson>;
  credentials: { added: PlannedCredential[]; changed: PlannedCredential[]; unchanged: number };
}

export interface PlannedPerson {
  id: number;
  name: string;
  note: string | undefined;
  enabled: boolean | undefined;
  /** Levels to add to those the person has. */
  levels: Set<number>;
  changed: boolean;
}

export interface PlannedCredential {
  /** 0: to be added. */
  id: number;
  person: number;
  technology: number;
  identifier: Uint8Array;
  validFrom: number;
  validUntil: number;
}

type Report = (problem: ImportProblem) => void;

const lookupMax = 500;

interface Known {
  levels: Map<string, number>;
  /** By technology/identifier. */
  credentials: Map<string, Credential>;
  people: Map<number, { id: number; name: string; note: string; enabled: number; levels: Set<number> }>;
  /** Ids of the people of a name. */
  named: Map<string, number[]>;
}

/** Compares the rows with the directory as `db` shows it; problems are reported, and nothing is written. */
export async function makePlan(db: Db, rows: Row[], report: Report): Promise<Plan> {
  const plan: Plan = { people: new Map(), credentials: { added: [], changed: [], unchanged: 0 } };
  const known = await look(db, rows);
  const lines = { identifiers: new Map<string, number>(), names: new Map<string, { id: number; line: number }>() };
  for (const [i, row] of rows.entries()) {
    planRow(plan, { row, known, lines, report });
    if (i % 2000 === 0) await rest();
  }
  return plan;
}

interface Step {
  row: Row;
  known: Known;
  lines: { identifiers: Map<string, number>; names: Map<string, { id: number; line: number }> };
  report: Report;
}

function planRow(plan: Plan, step: Step): void {
  const { row, known, lines, report } = step;
  const refuse = (code: string, column: string, message: string): void =>
    report({ line: row.line, column, code, message, refused: true });
  const key = `${row.technology}/${row.identifier}`;
  const earlier = row.identifier ? lines.identifiers.get(key) : undefined;
  if (earlier) return refuse("IMPORT_DUPLICATE", "identifier", `the same credential stands in line ${earlier}`);
  if (row.identifier) lines.identifiers.set(key, row.line);
  const missing = row.levels.find((name) => !known.levels.has(name.toLowerCase()));
  if (missing) return refuse("IMPORT_LEVEL", "levels", `there is no access level "${missing.slice(0, 60)}"`);
  const held = row.identifier ? known.credentials.get(key) : undefined;
  const owner = held && known.people.get(held.person_id);
  if (owner && owner.name !== row.name) return refuse("IMPORT_TAKEN", "identifier", "this credential belongs to someone else");
  const namesakes = known.named.get(row.name) ?? [];
  if (!owner && namesakes.length > 1) return refuse("IMPORT_AMBIGUOUS", "name", `${namesakes.length} people have this name`);
  const person = planPerson(plan, step, owner?.id ?? namesakes[0]);
  if (row.identifier) planCredential(plan, { row, person: person.id, held });
}

/** Rows of one name are one person with several credentials; each row after the first says so in the report. */
function planPerson(plan: Plan, step: Step, existing: number | undefined): PlannedPerson {
  const { row, known, lines, report } = step;
  const before = lines.names.get(row.name);
  const id = existing ?? before?.id ?? -(plan.people.size + 1);
  if (before?.id === id) {
    const message = `taken as the same person as in line ${before.line}`;
    report({ line: row.line, column: "name", code: "IMPORT_SAME_NAME", message, refused: false });
  } else lines.names.set(row.name, { id, line: row.line });
  const stored = known.people.get(id);
  let person = plan.people.get(id);
  if (!person)
    plan.people.set(
      id,
      (person = { id, name: row.name, note: undefined, enabled: undefined, levels: new Set(), changed: id < 0 }),
    );
  for (const name of row.levels) {
    const level = known.levels.get(name.toLowerCase())!;
    if (!stored?.levels.has(level)) person.levels.add(level);
  }
  if (row.note !== undefined && row.note !== (stored?.note ?? "")) person.note = row.note;
  if (row.enabled !== undefined && Number(row.enabled) !== (stored?.enabled ?? 1)) person.enabled = row.enabled;
  person.changed ||= person.levels.size > 0 || person.note !== undefined || person.enabled !== undefined;
  return person;
}

function planCredential(plan: Plan, asked: { row: Row; person: number; held: Credential | undefined }): void {
  const { row, held } = asked;
  const credential: PlannedCredential = {
    id: held?.id ?? 0,
    person: asked.person,
    technology: row.technology,
    identifier: Buffer.from(row.identifier!, "hex"),
    validFrom: row.validFrom ?? held?.valid_from ?? 0,
    validUntil: row.validUntil ?? held?.valid_until ?? 0,
  };
  if (!held) plan.credentials.added.push(credential);
  else if (held.valid_from === credential.validFrom && held.valid_until === credential.validUntil) plan.credentials.unchanged++;
  else plan.credentials.changed.push(credential);
}

/** What the directory has of the people, credentials and levels the rows speak of. */
async function look(db: Db, rows: Row[]): Promise<Known> {
  const levels = await db.selectFrom("level").select(["id", "name"]).execute();
  const known: Known = {
    levels: new Map(levels.map((level) => [level.name.toLowerCase(), level.id])),
    credentials: new Map(),
    people: new Map(),
    named: new Map(),
  };
  for (let at = 0; at < rows.length; at += lookupMax) {
    const some = rows.slice(at, at + lookupMax);
    await lookCredentials(db, some, known);
    const names = [...new Set(some.map((row) => row.name))];
    await lookPeople(db, known, await db.selectFrom("person").select("id").where("name", "in", names).execute());
    await rest();
  }
  return known;
}

async function lookCredentials(db: Db, rows: Row[], known: Known): Promise<void> {
  const identifiers = rows.flatMap((row) => (row.identifier ? [Buffer.from(row.identifier, "hex")] : []));
  if (identifiers.length === 0) return;
  const technologies = [...new Set(rows.map((row) => row.technology))];
  const query = db.selectFrom("credential").selectAll().where("technology", "in", technologies);
  const found = await query.where("identifier", "in", identifiers).where("removed_at", "is", null).execute();
  for (const row of found) known.credentials.set(`${row.technology}/${Buffer.from(row.identifier).toString("hex")}`, row);
  await lookPeople(
    db,
    known,
    found.map((row) => ({ id: row.person_id })),
  );
}

async function lookPeople(db: Db, known: Known, wanted: { id: number }[]): Promise<void> {
  const ids = [...new Set(wanted.map((row) => row.id))].filter((id) => !known.people.has(id));
  if (ids.length === 0) return;
  const people = await db.selectFrom("person").select(["id", "name", "note", "enabled"]).where("id", "in", ids).execute();
  const levels = await db.selectFrom("person_level").selectAll().where("person_id", "in", ids).execute();
  for (const person of people) {
    const held = levels.filter((row) => row.person_id === person.id).map((row) => row.level_id);
    known.people.set(person.id, { ...person, levels: new Set(held) });
    known.named.set(person.name, [...(known.named.get(person.name) ?? []), person.id]);
  }
}
