import { chain, flagClockUnsure } from "../../../firmware/src/wire/record";
import type { Record as JournalRecord } from "../../../firmware/src/wire/record";
import type { Contact } from "../link/contact";
import { BulkInsert } from "../store/bulk";
import type { Trx } from "../store/open";
import { Turns } from "../turns";
import { credentialOfToken } from "./credential-of-token";
import type { Waiting } from "./event-queue";

/*
 * The credential is looked up when the event arrives, not when it is read: a card that changes hands later keeps its past.
 * (reader, sequence, epoch) is unique, so what comes twice is stored once. What has a name is bound once a row, however often it is used: binding
 * takes as long as storing.
 */
const events = new BulkInsert(
  `with arrival (reader, sequence, epoch, type, reason, door, door_id, technology, flags, at, received_at, token, detail, reader_time) as (`,
  "(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
  `) insert into event (reader, sequence, epoch, type, reason, door, door_id, technology, flags, at, received_at, token,
     credential_id, detail, reader_time)
   select reader, sequence, epoch, type, reason, door, coalesce(door_id, (select id from door where number = arrival.door)), technology, flags,
     at, received_at, token, ${credentialOfToken("arrival.reader", "arrival.token")}, detail, reader_time
   from arrival where true on conflict (reader, sequence, epoch) do nothing`,
);

/** A piece of some milliseconds. */
const rowsInTurn = 1000;

/** Tells how many of the records were new. */
export async function insertEvents(trx: Trx, frames: Waiting[], nowS: number): Promise<number> {
  const count = frames.reduce((sum, { records }) => sum + records.length, 0);
  const next = arrivals(frames, nowS);
  return events.run(trx, count, (values) => put(values, next.next().value!), new Turns(rowsInTurn));
}

interface Arrival {
  contact: Contact;
  record: JournalRecord;
  nowS: number;
}

function* arrivals(frames: Waiting[], nowS: number): Generator<Arrival, undefined> {
  for (const { contact, records } of frames) for (const record of records) yield { contact, record, nowS };
}

function put(values: unknown[], { contact, record, nowS }: Arrival): void {
  const { sequence, epoch, type, reason, door, technology, flags, detail } = record;
  const doorId = door === 0 || door === contact.doorNumber ? contact.doorId : null;
  const at = dateOf(contact, record, nowS);
  values.push(contact.num, sequence, epoch, type, reason, door, doorId, technology, flags);
  values.push(at, nowS, record.token ?? null, detail, at === record.time ? null : record.time);
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
