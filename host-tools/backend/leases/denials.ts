import { flagDisabled, flagRemoved } from "../../../firmware/src/wire/grant";
import type { Directory } from "../directory/edit";
import type { Store, Trx } from "../store/open";
import type { Lease } from "../store/tables";

/*
 * A lease that was taken back stays on its reader's list as disabled until nobody's clock takes it any more. What is kept of it is its token
 * and its end: whose it was may have been erased meanwhile.
 */

/** A reader's clock may be behind by no more. */
export const endedSlackSeconds = 86_400;

type Version = { reader: number; version: number };

/** Puts a lease on the list of its reader as taken back; gives the list's next version. */
export async function denyLease(trx: Trx, { token, credential_id, valid_until }: Lease, { reader, version }: Version): Promise<number> {
  const row = { reader, token, credential_id, levels: 0, valid_from: 0, valid_until: 0, flags: flagDisabled, version: version + 1 };
  await trx.insertInto("reader_grant").values(row).execute();
  await trx.insertInto("denial").values({ reader, token, ends_at: valid_until }).execute();
  return version + 1;
}

/** Takes denials of leases that have ended off the list of `reader`; gives the list's last version then. */
export async function takeOffEnded(trx: Trx, { reader, version }: Version, nowS: number): Promise<number> {
  const ended = await trx.deleteFrom("denial").where("reader", "=", reader).where("ends_at", "<=", nowS - endedSlackSeconds).returning("token").execute();
  let next = version;
  for (const { token } of ended) {
    const gone = { flags: flagRemoved, version: ++next };
    await trx.updateTable("reader_grant").set(gone).where("reader", "=", reader).where("token", "=", token).execute();
  }
  return next;
}

/** Changes a reader's list from its version on: `work` gives the last version that it used. */
export async function onList(trx: Trx, reader: number, work: (at: Version) => Promise<number>): Promise<void> {
  const { list_version } = await trx.selectFrom("reader").select("list_version").where("num", "=", reader).executeTakeFirstOrThrow();
  const version = await work({ reader, version: list_version });
  await trx.updateTable("reader").set({ list_version: version }).where("num", "=", reader).execute();
}

/** From all lists, when their time has come. */
export async function forgetEndedDenials({ directory, store }: { directory: Directory; store: Store }): Promise<void> {
  const ended = store.read.selectFrom("denial").select("reader").distinct().where("ends_at", "<=", directory.nowS - endedSlackSeconds);
  const readers = (await ended.execute()).map((row) => row.reader);
  if (readers.length === 0) return;
  await directory.edit({ name: "clock" }, async ({ trx, touch, nowS }) => {
    for (const reader of readers) {
      await onList(trx, reader, (at) => takeOffEnded(trx, at, nowS));
      touch(reader);
    }
    return { subject: { what: "reader", id: null, action: "forget", detail: { readers } }, answer: undefined };
  });
}
