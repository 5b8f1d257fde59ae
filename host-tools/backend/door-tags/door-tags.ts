import type { z } from "zod";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { concat, fromHex, toHex } from "../../../firmware/src/base/bytes";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import type { DoorTagRow, newDoorTag } from "../../api/door-tags";
import type { KeyBox } from "../auth/key-box";
import type { Author, Directory } from "../directory/edit";
import { standingDoor } from "../directory/standing-door";
import { isoOf } from "../directory/time";
import { notFound, Refusal } from "../refusal";
import type { Db, Trx } from "../store/open";
import type { SunKeys } from "../../keys/sun";
import { verifySun } from "../../keys/sun";

const keyBytes = 16;

/** Opens and closes what tags are verified by. */
export interface TagSecrets {
  keys: KeyBox;
  cipher: Cipher;
}

/** Puts a tag at a door; one that stood elsewhere, or has new keys, goes on with its counter. */
export async function putDoorTag(directory: Directory, author: Author, { wish, secrets }: { wish: z.output<typeof newDoorTag>; secrets: TagSecrets }): Promise<DoorTagRow> {
  return directory.edit(author, async ({ trx }) => {
    await standingDoor(trx, wish.doorId);
    const uid = fromHex(wish.uid);
    const sealed = secrets.keys.close(concat([fromHex(wish.metaKey), fromHex(wish.macKey)]), uid);
    const place = { door_id: wish.doorId, label: wish.label, keys_sealed: sealed };
    const { id } = await trx
      .insertInto("door_tag")
      .values({ uid, ...place, counter: -1 })
      .onConflict((conflict) => conflict.column("uid").doUpdateSet({ ...place, revoked_at: null }))
      .returning("id")
      .executeTakeFirstOrThrow();
    const answer = (await doorTags(trx)).find((tag) => tag.id === id)!;
    return { subject: { what: "door", id: wish.doorId, action: "put tag", detail: { tag: id } }, answer };
  });
}

/** All of the site, by door; those that were revoked too, except at doors that are no more. */
export async function doorTags(read: Db | Trx): Promise<DoorTagRow[]> {
  const rows = read.selectFrom("door_tag").innerJoin("door", "door.id", "door_tag.door_id").selectAll("door_tag").select("door.name as door_name").where("door.removed_at", "is", null);
  return (await rows.orderBy("door.number").orderBy("door_tag.id").execute()).map((row) => ({
    id: row.id,
    doorId: row.door_id,
    doorName: row.door_name,
    uid: toHex(row.uid),
    label: row.label,
    counter: row.counter < 0 ? null : row.counter,
    lastUsed: instantOf(row.used_at),
    revokedAt: instantOf(row.revoked_at),
  }));
}

const instantOf = (seconds: number | null): string | null => (seconds === null ? null : isoOf(seconds));

/** The tag is believed no more. Its counter stays: what it said before is worthless even after it was put again. */
export async function revokeDoorTag(directory: Directory, author: Author, id: number): Promise<void> {
  await directory.edit(author, async ({ trx, nowS }) => {
    const revoked = trx.updateTable("door_tag").set({ revoked_at: nowS }).where("id", "=", id).where("revoked_at", "is", null);
    const gone = await revoked.returning("door_id").executeTakeFirst();
    if (!gone) throw notFound("tag", id);
    return { subject: { what: "door", id: gone.door_id, action: "revoke tag", detail: { tag: id } }, answer: undefined };
  });
}

interface Address {
  door: number;
  encrypted: Bytes;
  mac: Bytes;
  nowS: number;
}

/**
 * The tag of this door that made the address, its counter raised to the address's: an address is good once, and every older one
 * is worthless from then on. Throws TAG_UNPROVED, TAG_REPLAYED.
 */
export async function takeTap(trx: Trx, { keys, cipher }: TagSecrets, { door, encrypted, mac, nowS }: Address): Promise<{ tag: number; counter: number }> {
  for (const row of await trx.selectFrom("door_tag").selectAll().where("door_id", "=", door).where("revoked_at", "is", null).execute()) {
    const tap = verifySun(cipher, sunKeys(keys.open(row.keys_sealed, row.uid)), { encrypted, mac });
    if (!tap || toHex(tap.uid) !== toHex(row.uid)) continue;
    const raised = await trx
      .updateTable("door_tag")
      .set({ counter: tap.counter, used_at: nowS })
      .where("id", "=", row.id)
      .where("counter", "<", tap.counter)
      .executeTakeFirst();
    if (raised.numUpdatedRows !== 1n) throw replayed();
    return { tag: row.id, counter: tap.counter };
  }
  throw new Refusal(403, "TAG_UNPROVED", "no tag of this door made this address", "Hold the phone to the tag at the door; an address that was copied or typed is not enough.");
}

function replayed(): Refusal {
  return new Refusal(409, "TAG_REPLAYED", "this address of the tag was used, or a newer one was", "Hold the phone to the tag again.");
}

function sunKeys(both: Bytes): SunKeys {
  return { meta: both.slice(0, keyBytes), mac: both.slice(keyBytes) };
}
