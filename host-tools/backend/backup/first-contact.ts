import { sql } from "kysely";
import { putVersion } from "../delta/reader-settings";
import { lostWithRestore } from "../../../firmware/src/wire/event";
import { appendAudit } from "../audit/chain";
import type { Feed } from "../feed";
import type { Contact, Contacts } from "../link/contact";
import type { SyncStatus } from "../link/messages";
import type { Log } from "../log";
import type { Store, Trx } from "../store/open";
import type { Reader } from "../store/tables";
import { ownEpoch, ownEvent } from "./own-events";
import type { Told } from "./went-back";
import { knownLess, startOver, wentBackLine } from "./went-back";

/**
 * What is made up for when a reader is heard for the first time after a restore, or after an older database file was put in place by hand. It may hold
 * a list, settings and commands of a time that the database does not know, under numbers that the database has given to others since. It says them all,
 * so nothing need be guessed: whatever the database gives from now on gets a higher number.
 */
export class FirstContacts {
  private readonly startedAt: number;
  /** That the database is an older one is told once in the life of a process: later it cannot come to be. */
  private told: Promise<void> | undefined;

  constructor(private readonly options: FirstContactsOptions) {
    this.startedAt = Math.floor(options.nowMs() / 1000);
  }

  /** Deals with what a reader says that has not been met by this process, or not since the database was put back. Fulfilled when it is durable. */
  async meet(contact: Contact, status: SyncStatus): Promise<void> {
    if (!contact.met && !contact.unsettled && !this.told) await this.compare(contact, status);
    await this.told;
    if (contact.unsettled) await this.settle(contact, status);
    contact.met = true;
  }

  private async compare(contact: Contact, status: SyncStatus): Promise<void> {
    const known = await knownLess(this.options.store.read, contact, status);
    if (!known) return;
    this.told ??= this.startOver({ contact, status, known }).catch((error: unknown) => {
      this.told = undefined;
      throw error;
    });
  }

  private async startOver(from: Pick<Told, "contact" | "status" | "known">): Promise<void> {
    const { store, feed, nowMs, contacts, log } = this.options;
    const told = { ...from, contacts: contacts.all(), at: Math.floor(nowMs() / 1000), startedAt: this.startedAt };
    const done = await store.change((trx) => startOver(trx, told));
    await contacts.refresh();
    log?.error(...wentBackLine(told, done));
    feed.tell("change", { number: done.number, what: "reader", id: from.contact.id });
    for (const { num } of contacts.all()) feed.tell("reader", num);
    feed.tell("ingested", undefined);
  }

  private async settle(contact: Contact, status: SyncStatus): Promise<void> {
    const { store, feed, nowMs } = this.options;
    const done = await store.change((trx) => settleReader(trx, { contact, status, at: Math.floor(nowMs() / 1000) }));
    contact.unsettled = false;
    if (!done) return;
    feed.tell("change", { number: done.number, what: "reader", id: contact.id });
    if (done.lost > 0) feed.tell("ingested", undefined);
  }
}

interface FirstContactsOptions {
  store: Store;
  feed: Feed;
  contacts: Contacts;
  log: Log | undefined;
  nowMs(): number;
}

interface Settling {
  contact: Contact;
  status: SyncStatus;
  at: number;
}

/** Undefined: it was done already, the reader asked twice. */
async function settleReader(trx: Trx, settling: Settling): Promise<{ number: number; lost: number } | undefined> {
  const { contact, status, at } = settling;
  const left = await trx.deleteFrom("restored_reader").where("reader", "=", contact.num).returningAll().executeTakeFirst();
  if (!left) return undefined;
  const reader = await trx.selectFrom("reader").selectAll().where("num", "=", contact.num).executeTakeFirstOrThrow();
  const same = status.settingsVersion === left.settings_version;
  const numbers = numbersAbove(reader, status, same);
  await trx.updateTable("reader").set(numbers).where("num", "=", contact.num).execute();
  await renumberCommands(trx, reader, status.commandDone);
  const lost = Math.max(0, status.acknowledgedThrough - (await lastSequence(trx, contact.num)));
  if (lost > 0) await tellLost(trx, settling, lost);
  const detail = { listVersion: numbers.list_version, settingsVersion: numbers.settings_version, commandsDone: status.commandDone, eventsLost: lost };
  const line = { at, author: "backend", action: "settle", subject: `reader ${contact.id}`, detail };
  return { number: await appendAudit(trx, line), lost };
}

/** Of its newest record; that its database went back (went-back) is none. */
async function lastSequence(trx: Trx, reader: number): Promise<number> {
  const { rows } = await sql<{ sequence: number }>`select sequence from event where reader = ${reader} and epoch <> ${sql.lit(ownEpoch.wentBack)}
    order by +id desc limit 1`.execute(trx);
  return rows[0]?.sequence ?? 0;
}

/** Numbers that the reader cannot hold yet, and the whole list in place of whatever it has. */
function numbersAbove(reader: Reader, status: SyncStatus, sameSettings: boolean) {
  const list_version = Math.max(reader.list_version, status.listVersion, status.target, status.removalsThrough) + 1;
  const bridge = Math.max(reader.settings_version, status.settingsVersion) + 1;
  const settings = Uint8Array.from(reader.settings);
  if (settings.length > 0) putVersion(settings, bridge + 1);
  return { list_version, list_base: list_version, settings_version: bridge + 1, settings, settings_bridge: sameSettings ? 0 : bridge };
}

/** Commands given since the restore, before the reader was heard: a reader passes over numbers that it has done. */
async function renumberCommands(trx: Trx, { num, command_number }: Reader, done: number): Promise<void> {
  const waiting = await trx.selectFrom("reader_command").select("number").where("reader", "=", num).orderBy("number", "desc").execute();
  const first = waiting.at(-1)?.number ?? command_number + 1;
  const by = Math.max(0, done + 1 - first);
  /* From the highest down, so that none meets another on its way. */
  for (const { number } of waiting) {
    const moved = { number: number + by };
    await trx.updateTable("reader_command").set(moved).where("reader", "=", num).where("number", "=", number).execute();
    await trx.updateTable("capture").set({ command: moved.number }).where("reader", "=", num).where("command", "=", number).execute();
  }
  await trx.updateTable("reader").set({ command_number: command_number + by }).where("num", "=", num).execute();
}

/**
 * The reader gave these records up once they were confirmed. They are told as lost with the cause, and its journal is followed anew from here: the hole
 * is not held against the reader, nor that some of them come all the same, told again after a cut of its power under numbers below. The ids that they had are not given again: who asks for events after the last id that they know
 * misses none.
 */
async function tellLost(trx: Trx, settling: Settling, lost: number): Promise<void> {
  const id = sql<number>`(select coalesce(max(id), 0) + ${lost + 1} from event)`;
  const row = ownEvent({ ...settling, epoch: ownEpoch.lost, reason: lostWithRestore, detail: lost });
  await trx.insertInto("event").values({ id, ...row }).execute();
  await trx.updateTable("reader").set({ chain_event: null, chain_sequence: null }).where("num", "=", settling.contact.num).execute();
}
