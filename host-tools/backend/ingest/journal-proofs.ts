import type { Updateable } from "kysely";
import { chainKeyOf } from "../../../firmware/src/crypto/kdf";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import { JournalChain } from "../../../firmware/src/store/journal-chain";
import type { Record as JournalRecord } from "../../../firmware/src/wire/record";
import { appendAudit } from "../audit/chain";
import type { KeyBox } from "../auth/key-box";
import type { Feed } from "../feed";
import type { Contact } from "../link/contact";
import type { Db, Store, Trx } from "../store/open";
import type { Tables } from "../store/tables";
import { Turns } from "../turns";
import type { Waiting } from "./event-queue";
import type { Finding } from "./journal-proof";
import { JournalProof } from "./journal-proof";

/** A hash for eight of them: some milliseconds. */
const recordsInTurn = 1000;
/** Some rows each. */
const findingsInTurn = 50;

interface ProofsOptions {
  store: Store;
  feed: Feed;
  keys: KeyBox;
  cipher: Cipher;
  nowMs(): number;
}

interface Told extends Finding {
  contact: Contact;
}

/**
 * The journals of all readers as they prove themselves. What is known of one is in memory and can be made again from its stored
 * events since its last chain record, so that following costs the database nothing but a row at every chain record.
 */
export class JournalProofs {
  private readonly proofs = new Map<number, JournalProof>();

  constructor(private readonly options: ProofsOptions) {}

  /** `frames`: stored just now, in their order. Fulfilled when what they tell of the journals is stored as well. */
  async follow(frames: Waiting[]): Promise<void> {
    const told: Told[] = [];
    const turns = new Turns(recordsInTurn);
    try {
      for (const { contact, records } of frames) {
        if (records.length === 0) continue;
        const proof = this.proofs.get(contact.num) ?? (await this.load(contact, told));
        followAll(proof, { contact, records, told });
        if (turns.due(records.length)) await turns.rest();
      }
      if (told.length > 0) await this.keep(told);
    } catch (error) {
      for (const { contact } of frames) this.proofs.delete(contact.num);
      throw error;
    }
  }

  private async load(contact: Contact, told: Told[]): Promise<JournalProof> {
    const { keys, cipher, store } = this.options;
    const key = chainKeyOf(cipher, keys.open(contact.keySealed, contact.readerId));
    const proof = new JournalProof(new JournalChain(cipher, key));
    const [last, ...since] = await storedRecords(store.read, contact.num);
    if (last) proof.follow(last);
    followAll(proof, { contact, records: since, told });
    this.proofs.set(contact.num, proof);
    return proof;
  }

  private async keep(told: Told[]): Promise<void> {
    const { store, feed, nowMs } = this.options;
    const at = Math.floor(nowMs() / 1000);
    const turns = new Turns(findingsInTurn);
    const changes = await store.change(async (trx) => {
      const lines: { number: number; id: string }[] = [];
      for (const one of told) {
        const number = await keepOne(trx, one, at);
        if (number !== undefined) lines.push({ number, id: one.contact.id });
        if (turns.due(1)) await turns.rest();
      }
      return lines;
    });
    for (const { number, id } of changes) feed.tell("change", { number, what: "reader", id });
    for (const num of new Set(told.map(({ contact }) => contact.num))) feed.tell("reader", num);
  }
}

function followAll(proof: JournalProof, from: { contact: Contact; records: JournalRecord[]; told: Told[] }): void {
  for (const record of from.records) {
    const finding = proof.follow(record);
    if (finding) from.told.push({ ...finding, contact: from.contact });
  }
}

/** From the last chain record on that is known to be one, it first; nothing before the first. */
async function storedRecords(read: Db, num: number): Promise<JournalRecord[]> {
  const rows = await read
    .selectFrom("event")
    .innerJoin("reader", "reader.num", "event.reader")
    .selectAll("event")
    .where("event.reader", "=", num)
    .whereRef("event.sequence", ">=", "reader.chain_sequence")
    .whereRef("event.id", ">=", "reader.chain_event")
    .orderBy("event.id")
    .execute();
  return rows.map(({ token, at, reader_time, ...row }) => ({ ...row, time: reader_time ?? at, token: token ?? undefined, crc: 0 }));
}

/** The chain record is where the next start of the backend goes on. */
async function keepPlace(trx: Trx, { contact, sequence, epoch }: Told): Promise<void> {
  const row = await trx
    .selectFrom("event")
    .select("id")
    .where("reader", "=", contact.num)
    .where("sequence", "=", sequence)
    .where("epoch", "=", epoch)
    .executeTakeFirstOrThrow();
  await change(trx, contact, { chain_event: row.id, chain_sequence: sequence });
}

/** Tells the number of the audit line, if there is one. */
async function keepOne(trx: Trx, told: Told, at: number): Promise<number | undefined> {
  const { contact, sequence, broken } = told;
  if (broken === "wentBack" || broken === "unclosed") await change(trx, contact, { chain_event: null, chain_sequence: null });
  else await keepPlace(trx, told);
  if (told.whole) await change(trx, contact, { proven_sequence: sequence, proven_at: at });
  if (!broken) return undefined;
  await change(trx, contact, { break_reason: broken, break_sequence: sequence, break_at: at });
  const detail = { reason: broken, sequence, epoch: told.epoch };
  return appendAudit(trx, { at, author: "backend", action: "journal broken", subject: `reader ${contact.id}`, detail });
}

async function change(trx: Trx, contact: Contact, columns: Updateable<Tables["reader"]>): Promise<void> {
  await trx.updateTable("reader").set(columns).where("num", "=", contact.num).execute();
}
