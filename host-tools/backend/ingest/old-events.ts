import { setTimeout as rest } from "node:timers/promises";
import { sql } from "kysely";
import { eventsRecordsMax } from "../../../firmware/src/wire/message";
import { enrolled } from "../store/enrolled";
import type { Store } from "../store/open";

/** To one transaction: some milliseconds, for which what readers tell may have to wait. */
const stepEvents = 250;
const restMs = 20;
/** Of each reader: a batch whose receipt was lost, and those before it that its flash had not marked as confirmed when the power went. */
const toldAgainMax = 2 * eventsRecordsMax;
const daySeconds = 86_400;

/**
 * What stays however old it is: what a reader may tell again after a lost receipt or a cut is known by being there; the records since its last chain record
 * are what the next one is compared with (ingest/journal-proofs); and no later event may get the newest one's id. A reader that was removed (it has no
 * key) tells nothing any more.
 */
const mayGo = sql<boolean>`event.id < (select max(id) from event) and not exists (
  select 1 from reader where reader.num = event.reader and ${enrolled()} and (
    event.id >= reader.chain_event
    or (select later.id from event as later where later.reader = event.reader and later.id > event.id
        order by later.sequence desc limit 1 offset ${sql.lit(toldAgainMax - 1)}) is null))`;

interface OldEventsOptions {
  store: Store;
  nowMs(): number;
}

/** Forgets events that the site does not want to keep any longer, in steps between which everything else has its turn. */
export class OldEvents {
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly options: OldEventsOptions) {}

  /** Fulfilled when no event is left that may go. */
  forget(): Promise<void> {
    this.running ??= this.walk().finally(() => (this.running = undefined));
    return this.running;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running?.catch(() => undefined);
  }

  private async walk(): Promise<void> {
    const { store, nowMs } = this.options;
    const { keep_events_days: days } = await store.read.selectFrom("site").select("keep_events_days").executeTakeFirstOrThrow();
    if (days === null) return;
    const before = Math.floor(nowMs() / 1000) - days * daySeconds;
    for (let after: number | undefined = 0; after !== undefined && !this.stopped; ) {
      after = await forgetStep(store, { after, before });
      await rest(restMs);
    }
  }
}

/** Ids rise in the order of arrival. Tells the last one that was looked at; undefined: no more that are old. */
async function forgetStep({ read, change }: Store, from: { after: number; before: number }): Promise<number | undefined> {
  const looked = await read
    .selectFrom("event")
    .select(["id", "received_at"])
    .where("id", ">", from.after)
    .orderBy("id")
    .limit(stepEvents)
    .execute();
  const ids = looked.filter((row) => row.received_at < from.before).map(({ id }) => id);
  if (ids.length === 0) return undefined;
  const going = await read.selectFrom("event").select("id").where("id", "in", ids).where(mayGo).execute();
  const gone = going.map(({ id }) => id);
  if (gone.length > 0) await change((trx) => trx.deleteFrom("event").where("id", "in", gone).execute());
  return ids.at(-1);
}
