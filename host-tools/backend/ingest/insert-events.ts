import { chain, flagClockUnsure } from "../../../firmware/src/wire/record";
import type { Record as JournalRecord } from "../../../firmware/src/wire/record";
import type { Contact } from "../link/contact";
import { BulkInsert } from "../store/bulk";
import type { Trx } from "../store/open";
import { credentialOfToken } from "./credential-of-token";
import type { Waiting } from "./event-queue";

/*
 * The credential is looked up when the event arrives, not when it is read: a card that changes hands later keeps its past.
 * (reader, sequence, epoch) is unique, so what comes twice is stored once.
 */
const events = new BulkInsert(
  `insert into event (reader, sequence, epoch, type, reason, door, door_id, technology, flags, at, received_at, token,
   credential_id, detail, reader_time)`,
  `(?,?,?,?,?,?,coalesce(?,(select id from door where number = ?)),?,?,?,?,?,
   ${credentialOfToken},?,?)`,
  "on conflict (reader, sequence, epoch) do nothing",
);

/** Tells how many of the records were new. */
export async function insertEvents(trx: Trx, frames: Waiting[], nowS: number): Promise<number> {
  const records = frames.flatMap((frame) => frame.records);
  const contacts = frames.flatMap((frame) => frame.records.map(() => frame.contact));
  return events.run(trx, records.length, (values, i) => put(values, { contact: contacts[i]!, record: records[i]!, nowS }));
}

interface Arrival {
  contact: Contact;
  record: JournalRecord;
  nowS: number;
}

function put(values: unknown[], { contact, record, nowS }: Arrival): void {
  const { sequence, epoch, type, reason, door, technology, flags, detail } = record;
  const token = record.token ?? null;
  const doorId = door === 0 || door === contact.doorNumber ? contact.doorId : null;
  values.push(contact.num, sequence, epoch, type, reason, door, doorId, door, technology, flags);
  const at = dateOf(contact, record, nowS);
  values.push(at, nowS, token, contact.num, token, contact.num, token, detail, at === record.time ? null : record.time);
}

/**
 * A reader that did not know the date wrote its uptime. For its present boot the backend knows when that began; for an earlier
 * one only the time of arrival is certain.
 */
function dateOf(contact: Contact, record: JournalRecord, nowS: number): number {
  if (!(record.flags & flagClockUnsure)) return record.time;
  if (record.type === chain) return nowS;
  const { status } = contact;
  if (!status || record.epoch !== (contact.epoch & 65535)) return nowS;
  const bootedAt = Math.floor(contact.statusAtMs / 1000) - status.uptimeS;
  return Math.min(bootedAt + record.time, nowS);
}
