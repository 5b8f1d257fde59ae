import { sql } from "kysely";
import { eventsRecordsMax } from "../../../firmware/src/wire/message";
import { daySeconds, stepRows, type ForgetStep, type RetentionRoom } from "../retention";
import type { Contacts } from "../link/contact";
import { enrolled } from "../store/enrolled";
import type { Trx } from "../store/open";
import type { Forgotten } from "./forgotten";

/** Of each reader: a batch whose receipt was lost, and as many before it. */
const toldAgainMax = 2 * eventsRecordsMax;

/**
 * What stays however old it is: what a reader was told last, by which database and reader know how far they agree (backup/went-back); the records since
 * its last chain record are what the next one is compared with (ingest/journal-proofs); and no later event may get the newest one's id. A reader that was
 * removed (it has no key) tells nothing any more.
 */
const mayGo = sql<boolean>`event.id < (select max(id) from event) and not exists (
  select 1 from reader where reader.num = event.reader and ${enrolled()} and (
    event.id >= reader.chain_event
    or (select later.id from event as later where later.reader = event.reader and later.id > event.id
        order by later.sequence desc limit 1 offset ${sql.lit(toldAgainMax - 1)}) is null))`;

/** Events that the site does not want to keep any longer, by their arrival. */
export async function oldEvents({ store, contacts, nowS }: RetentionRoom): Promise<ForgetStep | undefined> {
  const { keep_events_days: days } = await store.read.selectFrom("site").select("keep_events_days").executeTakeFirstOrThrow();
  if (days === null) return undefined;
  const before = nowS - days * daySeconds;
  /* Ids rise in the order of arrival. */
  return async (after) => {
    const looked = await store.read.selectFrom("event").select(["id", "received_at"]).where("id", ">", after).orderBy("id").limit(stepRows).execute();
    const ids = looked.filter((row) => row.received_at < before).map(({ id }) => id);
    if (ids.length === 0) return undefined;
    const going = await store.read.selectFrom("event").select(["id", "reader", "sequence", "epoch"]).where("id", "in", ids).where(mayGo).orderBy("id").execute();
    if (going.length > 0) await store.change((trx) => forget(trx, contacts, going));
    return ids.at(-1);
  };
}

type Going = { id: number } & Forgotten & { reader: number };

/** What is forgotten is known as such before it is gone: until then it is known by being there. */
async function forget(trx: Trx, contacts: Contacts, going: Going[]): Promise<void> {
  const newest = new Map(going.filter(({ epoch }) => epoch >= 0).map((one) => [one.reader, one]));
  for (const [num, { sequence, epoch }] of newest) {
    const contact = contacts.get(num);
    if (contact) contact.forgotten = { sequence, epoch };
    await trx.updateTable("reader").set({ forgotten_sequence: sequence, forgotten_epoch: epoch }).where("num", "=", num).execute();
  }
  await trx.deleteFrom("event").where("id", "in", going.map(({ id }) => id)).execute();
}
