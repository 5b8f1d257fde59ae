import type { GroupKeyState, PhoneBehind } from "../../api/phones";
import { isoOf, limitOf } from "../directory/time";
import { enrolled } from "../store/enrolled";
import type { Db, Trx } from "../store/open";
import type { GroupKey, GroupKeys } from "./group-keys";

/** As long as a lease at most: whatever a phone holds by then, it was given together with the next group key. */
const patienceSeconds = 30 * 86_400;

/** What is known of a renewal, in the database's terms: `behind` are the phones that the next key waits for, `readers` those that still have a former one. */
export interface GroupRenewal {
  inForce: GroupKey | undefined;
  next: GroupKey | undefined;
  former: GroupKey[];
  behind: PhoneBehind[];
  readers: string[];
}

export async function groupRenewal(read: Db | Trx, groups: GroupKeys, nowS: number): Promise<GroupRenewal> {
  const all = await groups.all(read);
  const [inForce, ...former] = all.filter(({ since }) => since !== null);
  const next = all.find(({ since }) => since === null);
  return {
    inForce,
    next,
    former,
    behind: next ? await phonesBehind(read, next, nowS) : [],
    readers: former.length > 0 ? await readersBehind(read) : [],
  };
}

export const switchAt = (next: GroupKey): number => next.madeAt + patienceSeconds;

export async function groupKeyState(read: Db, groups: GroupKeys, nowS: number): Promise<GroupKeyState> {
  const { inForce, next, behind, readers } = await groupRenewal(read, groups, nowS);
  return {
    exists: inForce !== undefined,
    since: limitOf(inForce?.since ?? 0),
    next: next ? { madeAt: isoOf(next.madeAt), by: isoOf(switchAt(next)), behind } : null,
    readersBehind: readers,
  };
}

/** Phones with a lease that opens now and without word that they hold this key. */
async function phonesBehind(read: Db | Trx, next: GroupKey, nowS: number): Promise<PhoneBehind[]> {
  return read
    .selectFrom("phone")
    .innerJoin("credential", "credential.id", "phone.credential_id")
    .innerJoin("person", "person.id", "credential.person_id")
    .select(["credential.id", "credential.label", "person.id as personId", "person.name as personName"])
    .where("credential.removed_at", "is", null)
    .where(({ eb, or }) => or([eb("phone.group_id", "is", null), eb("phone.group_id", "!=", next.id)]))
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("lease")
          .select("lease.id")
          .whereRef("lease.credential_id", "=", "credential.id")
          .where("lease.revoked_at", "is", null)
          .where("lease.valid_until", ">", nowS),
      ),
    )
    .orderBy("credential.id")
    .execute();
}

async function readersBehind(read: Db | Trx): Promise<string[]> {
  const rows = await read
    .selectFrom("reader")
    .select("reader.name")
    .where(enrolled())
    .whereRef("held_settings_version", "<", "settings_version")
    .orderBy("reader.num")
    .execute();
  return rows.map(({ name }) => name);
}
