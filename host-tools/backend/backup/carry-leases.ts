import { sql } from "kysely";
import { denyLease, endedSlackSeconds, onList } from "../leases/denials";
import { deny } from "../leases/revoked";
import { enrolled } from "../store/enrolled";
import type { Trx } from "../store/open";
import type { Lease } from "../store/tables";

/** A line of a list that is nobody's (ingest/credential-of-token). */
const nobody = 0;

/**
 * A lease lies on its phone, sealed, and opens until it ends whatever the database says. One that was given since names rights of a time that is gone,
 * and one that was taken back since was taken back for a reason: both are on the readers' lists as taken back. Tells how many there are.
 */
export async function carryLeases(trx: Trx, nowS: number): Promise<number> {
  const given = await sql<Lease & { mine: number }>`select theirs.*, reader.num as mine from replaced.lease as theirs
    join replaced.reader as other on other.num = theirs.reader join main.reader on reader.reader_id = other.reader_id
    where theirs.valid_until > ${nowS - endedSlackSeconds} and ${enrolled()}
      and theirs.lease_id not in (select lease_id from main.lease)`.execute(trx);
  for (const lease of given.rows) {
    await onList(trx, lease.mine, (at) => denyLease(trx, { ...lease, credential_id: nobody }, at));
  }
  const back = await sql<Lease>`select mine.* from main.lease as mine join replaced.lease as theirs on theirs.lease_id = mine.lease_id
    where mine.revoked_at is null and theirs.revoked_at is not null and mine.valid_until > ${nowS - endedSlackSeconds}`.execute(trx);
  await deny(trx, back.rows, nowS);
  return given.rows.length + back.rows.length;
}
