import { randomBytes } from "node:crypto";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { toHex } from "../../../firmware/src/base/bytes";
import { leaseExtended, leaseIdBytes, leaseLevels, leaseUnlocked } from "../../../firmware/src/wire/lease";
import { policyAskPin } from "../../../firmware/src/wire/settings";
import { phone as technology } from "../../../firmware/src/wire/technology";
import type { IssuedLease, LeaseRow } from "../../api/phones";
import { isoOf } from "../directory/time";
import type { Tokens } from "../delta/tokens";
import { Refusal } from "../refusal";
import { enrolled } from "../store/enrolled";
import type { Db, Trx } from "../store/open";
import type { Lease } from "../store/tables";
import { entitlements, levelsBeyond, type Entitlement } from "./entitled";
import { makeLease } from "./make-lease";
import type { PhoneKeys } from "./phone-keys";
import { outsideValidity, within } from "./validity";

export interface Holder {
  key_sealed: Bytes;
  identifier: Bytes;
  /** The newest group key that the phone was enrolled with or has said it holds. */
  group_id: Bytes | null;
}

interface Room {
  trx: Trx;
  nowS: number;
  phone: number;
  holder: Holder;
  keys: PhoneKeys;
  tokens: Tokens;
}

interface Wish {
  seconds: number;
  unlocked: boolean;
  renews: boolean;
}

/** Leases of one phone, from now on, by the rights that its owner has now. */
export class LeaseMaker {
  private constructor(
    private readonly room: Room,
    private readonly rights: Map<number, Entitlement>,
  ) {}

  static async of(room: Room): Promise<LeaseMaker> {
    return new LeaseMaker(room, new Map((await entitlements(room.trx, { credential: room.phone })).map((row) => [row.reader, row])));
  }

  /** A refusal, returned: why there can be none. */
  async make(reader: LeasedReader, wish: Wish): Promise<IssuedLease | Refusal> {
    const { trx, nowS, phone, holder, keys, tokens } = this.room;
    const right = this.rights.get(reader.num);
    const levels = right?.enabled ? right.levels : 0;
    if (!right || !levels) return notEntitled();
    if (levels & ~leaseLevels) return levelBeyond(await levelsBeyond(trx, right));
    const times = within(right, nowS, wish.seconds);
    if (!times) return outsideValidity(right);
    /* A phone that need not be unlocked would open nothing at a door that asks for a PIN. */
    const unlocked = wish.unlocked || (reader.policies & policyAskPin) !== 0;
    const flags = levels | (reader.number << 16) | (right.extended ? leaseExtended : 0) | (unlocked ? leaseUnlocked : 0);
    const id = Uint8Array.from(randomBytes(leaseIdBytes));
    const terms = { id, ...times, flags };
    const reads = keys.leaseKeys(reader);
    const lease = makeLease(keys.cipher, reads, keys.keyOf(holder), terms);
    const row = {
      lease_id: id, credential_id: phone, reader: reader.num, token: tokens.of(reader)(technology, id), levels,
      valid_from: terms.validFrom, valid_until: terms.validUntil, revoked_at: null, seconds: wish.seconds, extended: right.extended, unlocked: unlocked ? 1 : 0, renews: wish.renews ? 1 : 0,
    };
    const made = await trx.insertInto("lease").values(row).returningAll().executeTakeFirstOrThrow();
    return { ...leaseRow({ ...made, ...reader }, nowS), doorKeyId: toHex(reads.doorId), lease: toHex(lease) };
  }
}

export function leaseRow(row: Lease & { reader_id: Uint8Array; door_id: number | null }, nowS: number): LeaseRow {
  return {
    id: row.id,
    phoneId: row.credential_id,
    doorId: row.door_id,
    readerId: toHex(row.reader_id),
    validFrom: isoOf(row.valid_from),
    validUntil: isoOf(row.valid_until),
    state: row.revoked_at !== null ? "revoked" : row.valid_until <= nowS ? "expired" : "valid",
    renews: row.renews === 1,
  };
}

/** What leases are proved by; undefined: no such phone, or it was removed. */
export function phoneInUse(read: Db | Trx, id: number): Promise<(Holder & { asked_at: number }) | undefined> {
  return read
    .selectFrom("phone")
    .innerJoin("credential", "credential.id", "phone.credential_id")
    .select(["phone.key_sealed", "phone.asked_at", "phone.group_id", "credential.identifier"])
    .where("credential.id", "=", id)
    .where("credential.removed_at", "is", null)
    .executeTakeFirst();
}

export type LeasedReader = Awaited<ReturnType<ReturnType<typeof leasedReaders>["execute"]>>[number];

/** Readers at doors that leases can be made for. */
export function leasedReaders(trx: Trx) {
  return trx
    .selectFrom("reader")
    .innerJoin("door", "door.id", "reader.door_id")
    .select(["reader.num", "reader.reader_id", "reader.key_sealed", "reader.door_id", "door.number", "door.policies"])
    .where(enrolled());
}

function notEntitled(): Refusal {
  const hint = "Give the person an access level for this door and see that person and phone are enabled.";
  return new Refusal(409, "LEASE_NOT_ENTITLED", "this person may not pass this door", hint);
}

function levelBeyond(names: string[]): Refusal {
  const message = `a lease cannot name this person's access level at this door: ${names.join(", ")} (a lease names 16 places of a reader's levels)`;
  const hint = "Once the door's reader is up to date, take the door out of that level and put it in again; where more than 16 levels lead to the door, join some.";
  return new Refusal(409, "LEASE_LEVEL_BEYOND", message, hint);
}
