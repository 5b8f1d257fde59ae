import { flagDisabled, flagRemoved } from "../../../firmware/src/wire/grant";
import type { Scope } from "../delta/regrant";
import type { Trx } from "../store/open";
import type { Lease } from "../store/tables";
import { entitlements } from "./entitled";

/** As many people as one question to the database may name, with room to spare. */
const peopleAtOnce = 500;

/** Leases whose owners may not do any more what they say are taken back. Tells whose lists changed. */
export async function revokeUnentitled(trx: Trx, scope: Scope, nowS: number): Promise<number[]> {
  if (!("people" in scope)) return revokeIn(trx, scope, nowS);
  const touched: number[] = [];
  for (let at = 0; at < scope.people.length; at += peopleAtOnce) {
    touched.push(...(await revokeIn(trx, { people: scope.people.slice(at, at + peopleAtOnce) }, nowS)));
  }
  return touched;
}

async function revokeIn(trx: Trx, scope: Scope, nowS: number): Promise<number[]> {
  const live = await liveLeases(trx, scope, nowS);
  if (live.length === 0) return [];
  const rights = new Map((await entitlements(trx, scope)).map((row) => [`${row.credential}/${row.reader}`, row.enabled ? row.levels : 0]));
  return deny(trx, live.filter((lease) => (lease.levels & ~(rights.get(`${lease.credential_id}/${lease.reader}`) ?? 0)) !== 0), nowS);
}

/**
 * Puts `leases` on their readers' lists as taken back, in the ordinary order of changes, and takes off what has ended since.
 * Tells whose lists changed.
 */
export async function deny(trx: Trx, leases: Lease[], nowS: number): Promise<number[]> {
  const readers = [...new Set(leases.map((lease) => lease.reader))];
  for (const reader of readers) {
    const { list_version } = await trx.selectFrom("reader").select("list_version").where("num", "=", reader).executeTakeFirstOrThrow();
    let version = list_version;
    for (const lease of leases.filter((one) => one.reader === reader)) {
      const { token, credential_id } = lease;
      const row = { reader, token, credential_id, levels: 0, valid_from: 0, valid_until: 0, flags: flagDisabled, version: ++version };
      await trx.insertInto("reader_grant").values(row).execute();
      await trx.updateTable("lease").set({ revoked_at: nowS }).where("id", "=", lease.id).execute();
    }
    for (const token of await endedDenials(trx, reader, nowS)) {
      const gone = { flags: flagRemoved, version: ++version };
      await trx.updateTable("reader_grant").set(gone).where("reader", "=", reader).where("token", "=", token).execute();
    }
    await trx.updateTable("reader").set({ list_version: version }).where("num", "=", reader).execute();
  }
  return readers;
}

async function endedDenials(trx: Trx, reader: number, nowS: number): Promise<Uint8Array[]> {
  const rows = await trx
    .selectFrom("reader_grant")
    .innerJoin("lease", (join) => join.onRef("lease.reader", "=", "reader_grant.reader").onRef("lease.token", "=", "reader_grant.token"))
    .select("reader_grant.token")
    .where("reader_grant.reader", "=", reader)
    .where("reader_grant.flags", "=", flagDisabled)
    .where("lease.valid_until", "<=", nowS - endedSlackSeconds)
    .execute();
  return rows.map((row) => row.token);
}

/** A reader's clock may be behind by no more. */
const endedSlackSeconds = 86_400;

function liveLeases(trx: Trx, scope: Scope, nowS: number): Promise<Lease[]> {
  let query = trx
    .selectFrom("lease")
    .innerJoin("credential", "credential.id", "lease.credential_id")
    .selectAll("lease")
    .where("lease.revoked_at", "is", null)
    .where("lease.valid_until", ">", nowS - endedSlackSeconds);
  query = "people" in scope ? query.where("credential.person_id", "in", scope.people) : query.where("lease.reader", "=", scope.reader);
  return query.execute();
}
