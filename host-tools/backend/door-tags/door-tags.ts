import type { z } from "zod";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { concat, fromHex, toHex } from "../../../firmware/src/base/bytes";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import type { DoorTagRow, newDoorTag } from "../../api/door-tags";
import type { KeyBox } from "../auth/key-box";
import type { Author, Directory } from "../directory/edit";
import { notFound, Refusal } from "../refusal";
import type { Db, Trx } from "../store/open";
import type { SunKeys } from "./sun";
import { verifySun } from "./sun";

const keyBytes = 16;

/** Opens and closes what tags are verified by. */
export interface TagSecrets {
  keys: KeyBox;
  cipher: Cipher;
}

/** Puts a tag at a door; one that stood elsewhere, or has new keys, goes on with its counter. */
export async function putDoorTag(directory: Directory, author: Author, { wish, secrets }: { wish: z.output<typeof newDoorTag>; secrets: TagSecrets }): Promise<DoorTagRow> {
  return directory.edit(author, async ({ trx }) => {
    if (!(await trx.selectFrom("door").select("id").where("id", "=", wish.doorId).executeTakeFirst())) throw notFound("door", wish.doorId);
    const uid = fromHex(wish.uid);
    const sealed = secrets.keys.close(concat([fromHex(wish.metaKey), fromHex(wish.macKey)]), uid);
    const place = { door_id: wish.doorId, label: wish.label, keys_sealed: sealed };
    const row = await trx
      .insertInto("door_tag")
      .values({ uid, ...place, counter: -1 })
      .onConflict((conflict) => conflict.column("uid").doUpdateSet(place))
      .returningAll()
      .executeTakeFirstOrThrow();
    return { subject: { what: "door", id: wish.doorId, action: "put tag", detail: { tag: row.id } }, answer: rowOf(row) };
  });
}

export async function doorTags(read: Db): Promise<DoorTagRow[]> {
  return (await read.selectFrom("door_tag").selectAll().orderBy("id").execute()).map(rowOf);
}

export async function removeDoorTag(directory: Directory, author: Author, id: number): Promise<void> {
  await directory.edit(author, async ({ trx }) => {
    const gone = await trx.deleteFrom("door_tag").where("id", "=", id).returning("door_id").executeTakeFirst();
    if (!gone) throw notFound("tag", id);
    return { subject: { what: "door", id: gone.door_id, action: "remove tag", detail: { tag: id } }, answer: undefined };
  });
}

interface Address {
  door: number;
  encrypted: Bytes;
  mac: Bytes;
}

/**
 * The tag of this door that made the address, its counter raised to the address's: an address is good once, and every older one
 * is worthless from then on. Throws TAG_UNPROVED, TAG_REPLAYED.
 */
export async function takeTap(trx: Trx, { keys, cipher }: TagSecrets, { door, encrypted, mac }: Address): Promise<{ tag: number; counter: number }> {
  for (const row of await trx.selectFrom("door_tag").selectAll().where("door_id", "=", door).execute()) {
    const tap = verifySun(cipher, sunKeys(keys.open(row.keys_sealed, row.uid)), { encrypted, mac });
    if (!tap || toHex(tap.uid) !== toHex(row.uid)) continue;
    const raised = await trx
      .updateTable("door_tag")
      .set({ counter: tap.counter })
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

function rowOf(row: { id: number; door_id: number; uid: Uint8Array; label: string; counter: number }): DoorTagRow {
  return { id: row.id, doorId: row.door_id, uid: toHex(row.uid), label: row.label, counter: row.counter < 0 ? null : row.counter };
}
