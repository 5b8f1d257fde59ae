import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import { toHex } from "../../../firmware/src/base/bytes";
import { leaseExtended, leaseIdBytes, leaseLevels, leaseUnlocked } from "../../../firmware/src/wire/lease";
import { policyAskPin } from "../../../firmware/src/wire/settings";
import { phone as technology } from "../../../firmware/src/wire/technology";
import type { IssuedLease, LeaseRow, newLeases } from "../../api/phones";
import type { Author, Directory } from "../directory/edit";
import { isoOf } from "../directory/time";
import type { Tokens } from "../delta/tokens";
import { notFound, Refusal } from "../refusal";
import type { Db, Trx } from "../store/open";
import type { Lease } from "../store/tables";
import { makeLease } from "./make-lease";
import type { PhoneKeys } from "./phone-keys";
import { entitlements } from "./entitled";
import { deny } from "./revoked";

const hourSeconds = 3600;
/** A reader's clock may be a little behind. */
const earlierSeconds = 300;

interface Issue {
  phone: number;
  wish: z.output<typeof newLeases>;
  keys: PhoneKeys;
  tokens: Tokens;
}

/** New leases of a phone for a door, one for each of its readers; those it has go on until they end. */
export async function issueLeases(directory: Directory, author: Author, issue: Issue): Promise<IssuedLease[]> {
  const { phone, wish } = issue;
  return directory.edit(author, async (edit) => {
    const { trx, nowS } = edit;
    const holder = await phoneInUse(trx, phone);
    const readers = await readersOfDoor(trx, wish.doorId);
    const entitled = new Map((await entitlements(trx, { credential: phone })).map((row) => [row.reader, row]));
    const rows: IssuedLease[] = [];
    for (const reader of readers) {
      const right = entitled.get(reader.num);
      const levels = (right?.enabled ? right.levels : 0) & leaseLevels;
      if (!levels) throw notEntitled();
      /* A phone that need not be unlocked would open nothing at a door that asks for a PIN. */
      const unlocked = wish.unlocked || (reader.policies & policyAskPin) !== 0;
      const flags = levels | (reader.number << 16) | (right!.extended ? leaseExtended : 0) | (unlocked ? leaseUnlocked : 0);
      const id = Uint8Array.from(randomBytes(leaseIdBytes));
      const terms = { id, validFrom: nowS - earlierSeconds, validUntil: nowS + wish.hours * hourSeconds, flags };
      const keys = issue.keys.leaseKeys(reader);
      const lease = makeLease(issue.keys.cipher, keys, issue.keys.open(holder.key_sealed, holder.identifier), terms);
      const row = {
        lease_id: id, credential_id: phone, reader: reader.num, token: issue.tokens.of(reader)(technology, id), levels,
        valid_from: terms.validFrom, valid_until: terms.validUntil, revoked_at: null, unlocked: unlocked ? 1 : 0,
      };
      const made = await trx.insertInto("lease").values(row).returningAll().executeTakeFirstOrThrow();
      rows.push({ ...leaseRow({ ...made, ...reader }, nowS), doorKeyId: toHex(keys.doorId), lease: toHex(lease) });
    }
    const detail = { door: wish.doorId, hours: wish.hours, leases: rows.map((row) => row.id) };
    return { subject: { what: "credential", id: phone, action: "lease", detail }, answer: rows };
  });
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

function leaseRow(row: Lease & { reader_id: Uint8Array; door_id: number | null }, nowS: number): LeaseRow {
  return {
    id: row.id,
    phoneId: row.credential_id,
    doorId: row.door_id,
    readerId: toHex(row.reader_id),
    validFrom: isoOf(row.valid_from),
    validUntil: isoOf(row.valid_until),
    state: row.revoked_at !== null ? "revoked" : row.valid_until <= nowS ? "expired" : "valid",
  };
}

async function phoneInUse(trx: Trx, id: number) {
  const row = await trx
    .selectFrom("phone")
    .innerJoin("credential", "credential.id", "phone.credential_id")
    .select(["phone.key_sealed", "credential.identifier"])
    .where("credential.id", "=", id)
    .where("credential.removed_at", "is", null)
    .executeTakeFirst();
  if (!row) throw notFound("phone", id);
  return row;
}

async function readersOfDoor(trx: Trx, door: number) {
  const rows = await trx
    .selectFrom("reader")
    .innerJoin("door", "door.id", "reader.door_id")
    .select(["reader.num", "reader.reader_id", "reader.key_sealed", "reader.door_id", "door.number", "door.policies"])
    .where("reader.door_id", "=", door)
    .where(sql<number>`length(reader.key_sealed)`, ">", 0)
    .execute();
  if (rows.length > 0) return rows;
  throw new Refusal(409, "LEASE_NO_READER", "this door has no reader that a lease could be for", "Enrol a reader at the door first.");
}

function notEntitled(): Refusal {
  const hint = "Give the person an access level for this door (one of its first 16) and see that person and phone are enabled.";
  return new Refusal(409, "LEASE_NOT_ENTITLED", "this person may not pass this door", hint);
}
