import type { Scope } from "../delta/regrant";
import type { Trx } from "../store/open";
import type { Lease } from "../store/tables";
import { denyLease, endedSlackSeconds, onList, takeOffEnded } from "./denials";
import { entitlements, type Entitlement } from "./entitled";
import { reachesOutside } from "./validity";

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
  const rights = new Map((await entitlements(trx, scope)).map((row) => [`${row.credential}/${row.reader}`, row]));
  return deny(trx, live.filter((lease) => saysMore(lease, rights.get(`${lease.credential_id}/${lease.reader}`), nowS)), nowS);
}

function saysMore(lease: Lease, right: Entitlement | undefined, nowS: number): boolean {
  if (!right?.enabled || (lease.levels & ~right.levels) !== 0) return true;
  if (lease.extended && !right.extended) return true;
  return reachesOutside(lease, right, nowS);
}

/**
 * Puts `leases` on their readers' lists as taken back, in the ordinary order of changes, and takes off what has ended since.
 * Tells whose lists changed.
 */
export async function deny(trx: Trx, leases: Lease[], nowS: number): Promise<number[]> {
  const readers = [...new Set(leases.map((lease) => lease.reader))];
  for (const reader of readers) {
    await onList(trx, reader, async ({ version }) => {
      let last = version;
      for (const lease of leases.filter((one) => one.reader === reader)) {
        last = await denyLease(trx, lease, { reader, version: last });
        await trx.updateTable("lease").set({ revoked_at: nowS }).where("id", "=", lease.id).execute();
      }
      return takeOffEnded(trx, { reader, version: last }, nowS);
    });
  }
  return readers;
}

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
