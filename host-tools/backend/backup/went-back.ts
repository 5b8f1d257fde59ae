import { sql } from "kysely";
import { databaseWentBack } from "../../../firmware/src/wire/event";
import { appendAudit } from "../audit/chain";
import { forgetSessionsBefore } from "../auth/accounts";
import type { Contact } from "../link/contact";
import type { SyncStatus } from "../link/messages";
import type { Db, Trx } from "../store/open";
import { ownEpoch, ownEvent } from "./own-events";
import { unsettleAll } from "./unsettle";

/*
 * An older database file was put in the place of the newer one, not by `latchkey restore`: nothing on this machine tells, but readers know more than
 * the database. Only the first word of a reader in this process is asked for that, against what the database had when the process began. So no edit
 * made meanwhile hides it; and a reader whose keys were read out, and that says what it likes, makes the others fetch their lists once at most.
 */

/** What a reader can have got of this database at most. */
interface Known {
  listVersion: number;
  settingsVersion: number;
  commandNumber: number;
  sequence: number;
}

/** What the database knew of a reader when this process began, if the reader knows more; undefined: all is as it should be. */
export async function knownLess(read: Db, { num, given }: Contact, status: SyncStatus): Promise<Known | undefined> {
  const known = { ...given, sequence: await highestSequence(read, num) };
  const list = Math.max(status.listVersion, status.target, status.removalsThrough);
  const less = list > known.listVersion || status.settingsVersion > known.settingsVersion || status.commandDone > known.commandNumber;
  return less || status.acknowledgedThrough > known.sequence ? known : undefined;
}

/** Not that of the newest record: a journal that was erased begins anew below, and is never ahead for that. */
async function highestSequence(read: Db, reader: number): Promise<number> {
  const { last } = await read
    .selectFrom("event")
    .select((all) => all.fn.max("sequence").as("last"))
    .where("reader", "=", reader)
    .executeTakeFirstOrThrow();
  return last ?? 0;
}

export interface Told {
  contact: Contact;
  status: SyncStatus;
  known: Known;
  contacts: Contact[];
  at: number;
  /** When this process began. */
  startedAt: number;
}

/** What is known once it is durable. */
export interface WentBack {
  /** Number of the audit's line. */
  number: number;
  /** Of the newest thing that the database had when this process began: the copy is hardly older. Unix seconds. */
  newestAt: number;
}

/** Does what a restore does with what was not restored, and writes down why. */
export async function startOver(trx: Trx, told: Told): Promise<WentBack> {
  const { contact, status, known, at, startedAt } = told;
  const newestAt = await newestBefore(trx, startedAt);
  const commandsDropped = await dropCommands(trx, told.contacts);
  await forgetSessionsBefore(trx, startedAt);
  await unsettleAll(trx);
  for (const { num, met, given } of told.contacts) if (!met) await expectSettings(trx, num, given.settingsVersion);
  await tellEvent(trx, told, newestAt);
  const detail = { says: saidBy(status), known, newestAt, commandsDropped };
  const line = { at, author: "backend", action: "went back", subject: `reader ${contact.id}`, detail };
  return { number: await appendAudit(trx, line), newestAt };
}

/** The numbers by which reader and database can disagree. */
function saidBy({ listVersion, settingsVersion, commandDone, acknowledgedThrough }: SyncStatus) {
  return { listVersion, settingsVersion, commandDone, acknowledgedThrough };
}

async function newestBefore(trx: Trx, startedAt: number): Promise<number> {
  const { rows } = await sql<{ newest: number | null }>`select max(
    (select coalesce(max(at), 0) from audit where at < ${startedAt}),
    coalesce((select received_at from event where received_at < ${startedAt} order by id desc limit 1), 0)) as newest`.execute(trx);
  return rows[0]?.newest ?? 0;
}

/** Those that lay in the copy; one that was given since is meant for now. Tells how many there were. */
async function dropCommands(trx: Trx, contacts: Contact[]): Promise<number> {
  let dropped = 0;
  for (const { num, given } of contacts) {
    const done = await trx.deleteFrom("reader_command").where("reader", "=", num).where("number", "<=", given.commandNumber).executeTakeFirst();
    dropped += Number(done.numDeletedRows);
  }
  return dropped;
}

/** Settings that were edited in this process before the reader was met are not the ones that it can have under this number. */
async function expectSettings(trx: Trx, reader: number, settings_version: number): Promise<void> {
  await trx.updateTable("restored_reader").set({ settings_version }).where("reader", "=", reader).where("settings_version", ">", settings_version).execute();
}

/** Fields and text for the log: what happened, why it may be, and what to do. */
export function wentBackLine({ contact, status, known }: Told, { newestAt }: WentBack): [object, string] {
  const text = `the database is older than what reader ${contact.id} holds; the newest entry in it is of ${new Date(newestAt * 1000).toISOString()}. Likely an older copy of the
    file was put in its place by hand, or the disk lost what it had confirmed. All readers get their lists and settings anew from it. Whoever was taken back since then opens
    doors again: go through people, cards, phones and readers now. The next time use latchkey restore, which takes along what has happened since and names whose cards are valid again.`;
  return [{ code: "DATABASE_WENT_BACK", says: saidBy(status), known }, text.replace(/\s+/g, " ")];
}

async function tellEvent(trx: Trx, { contact, status, at }: Told, newestAt: number): Promise<void> {
  const row = ownEvent({ contact, status, at, epoch: ownEpoch.wentBack, reason: databaseWentBack, detail: newestAt });
  await trx.insertInto("event").values(row).onConflict((met) => met.doNothing()).execute();
}
