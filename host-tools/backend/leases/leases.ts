import type { z } from "zod";
import type { IssuedLease, LeaseRow, LeasesAnswer, newLeases, SharedGroup } from "../../api/phones";
import type { Author, Directory } from "../directory/edit";
import type { Tokens } from "../delta/tokens";
import { notFound, Refusal } from "../refusal";
import type { Db, Trx } from "../store/open";
import { LeaseMaker, leasedReaders, leaseRow, phoneInUse, type Holder, type LeasedReader } from "./lease-maker";
import type { PhoneKeys } from "./phone-keys";
import { deny } from "./revoked";

const hourSeconds = 3600;

interface Issue {
  phone: number;
  wish: z.output<typeof newLeases>;
  keys: PhoneKeys;
  tokens: Tokens;
}

/** New leases of a phone for a door, one for each of its readers; those it has go on until they end. */
export async function issueLeases(directory: Directory, author: Author, issue: Issue): Promise<LeasesAnswer> {
  const { phone, wish, keys } = issue;
  return directory.edit(author, async (edit) => {
    const { trx, nowS } = edit;
    const holder = await phoneInUse(trx, phone);
    if (!holder) throw notFound("phone", phone);
    const maker = await LeaseMaker.of({ trx, nowS, phone, holder, keys, tokens: issue.tokens });
    const rows: IssuedLease[] = [];
    for (const reader of await readersOfDoor(trx, wish.doorId)) {
      const made = await maker.make(reader, { seconds: wish.hours * hourSeconds, unlocked: wish.unlocked, renews: wish.renews });
      if (made instanceof Refusal) throw made;
      rows.push(made);
    }
    const detail = { door: wish.doorId, hours: wish.hours, leases: rows.map((row) => row.id) };
    return { subject: { what: "credential", id: phone, action: "lease", detail }, answer: { rows, groups: await groupsFor(trx, holder, keys) } };
  });
}

/** The group keys, where the phone has not said that it holds the newest. */
async function groupsFor(trx: Trx, holder: Holder, keys: PhoneKeys): Promise<SharedGroup[]> {
  return (await keys.groups.unheld(trx, holder.group_id)) ? keys.groups.sharedWith(keys.keyOf(holder), trx) : [];
}

/** Takes one back; its reader refuses it from its next answer on. */
export async function revokeLease(directory: Directory, author: Author, id: number): Promise<void> {
  await directory.edit(author, async (edit) => {
    const lease = await edit.trx.selectFrom("lease").selectAll().where("id", "=", id).executeTakeFirst();
    if (!lease) throw notFound("lease", id);
    if (lease.revoked_at === null) for (const reader of await deny(edit.trx, [lease], edit.nowS)) edit.touch(reader);
    return { subject: { what: "credential", id: lease.credential_id, action: "revoke", detail: { lease: id } }, answer: undefined };
  });
}

export async function leasesOf(read: Db, phone: number, nowS: number): Promise<LeaseRow[]> {
  const rows = await read
    .selectFrom("lease")
    .innerJoin("reader", "reader.num", "lease.reader")
    .selectAll("lease")
    .select(["reader.reader_id", "reader.door_id"])
    .where("credential_id", "=", phone)
    .orderBy("lease.id")
    .execute();
  return rows.map((row) => leaseRow(row, nowS));
}

async function readersOfDoor(trx: Trx, door: number): Promise<LeasedReader[]> {
  const rows = await leasedReaders(trx).where("reader.door_id", "=", door).execute();
  if (rows.length > 0) return rows;
  throw new Refusal(409, "LEASE_NO_READER", "this door has no reader that a lease could be for", "Enrol a reader at the door first.");
}
