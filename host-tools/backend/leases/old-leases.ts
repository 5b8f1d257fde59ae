import { sql } from "kysely";
import { daySeconds, stepRows, type ForgetStep, type RetentionRoom } from "../retention";
import { endedSlackSeconds } from "./denials";

/** A lease's owner is the name of its taps, which a reader without a network tells late. */
const keptDays = 30;
/** Of a reader that does not come back. */
const silentDays = 365;

/**
 * Of each phone at each reader the newest stays, ended or not: by it alone a phone gets the next, so that the one before, which may renew where
 * the newest was taken back, must not become the newest (renew). What was taken back is refused by its line on the reader's list, which is
 * kept apart (denials), and what has ended by its own end.
 */
const mayGo = sql<boolean>`lease.id < (select max(newer.id) from lease as newer where newer.credential_id = lease.credential_id and newer.reader = lease.reader)`;

/** Leases that have ended some time ago, at readers that were heard since; earlier where the site keeps its events no longer. */
export async function oldLeases({ store, nowS }: RetentionRoom): Promise<ForgetStep> {
  const { keep_events_days: days } = await store.read.selectFrom("site").select("keep_events_days").executeTakeFirstOrThrow();
  const endedBefore = (days: number): number => nowS - endedSlackSeconds - days * daySeconds;
  const told = sql<boolean>`(lease.valid_until < (select last_seen from reader where reader.num = lease.reader) - ${sql.lit(endedSlackSeconds)}
    or lease.valid_until < ${endedBefore(silentDays)})`;
  return async (after) => {
    const ids = (await store.read.selectFrom("lease").select("id").where("id", ">", after).orderBy("id").limit(stepRows).execute()).map(({ id }) => id);
    if (ids.length === 0) return undefined;
    const old = store.read.selectFrom("lease").select("id").where("id", "in", ids).where("valid_until", "<", endedBefore(Math.min(days ?? keptDays, keptDays)));
    const gone = (await old.where(told).where(mayGo).execute()).map(({ id }) => id);
    if (gone.length > 0) await store.change((trx) => trx.deleteFrom("lease").where("id", "in", gone).execute());
    return ids.at(-1);
  };
}
