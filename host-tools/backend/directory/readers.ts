import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { actionMode, actionUnlock } from "../../../firmware/src/wire/message";
import { locked } from "../../../firmware/src/wire/settings";
import type { newReader, ReaderIdentity, readerPatch } from "../../api/readers";
import type { KeyBox } from "../auth/key-box";
import { notFound } from "../refusal";
import type { Trx } from "../store/open";
import { enqueue, insertDoor } from "./doors";
import type { Author, Directory, Edit } from "./edit";
import { refreshReaders } from "./levels";
import { standingDoor } from "./standing-door";

interface Enrolment {
  wish: z.infer<typeof newReader>;
  keys: KeyBox;
  /** Where the reader finds this backend. */
  backend: { host: string; port: number };
}

/** Makes a reader and the keys it shares with this backend; the answer is the only time that they are shown. */
export async function addReader(directory: Directory, author: Author, enrolment: Enrolment): Promise<ReaderIdentity> {
  const readerId = Uint8Array.from(randomBytes(8));
  const deviceKey = Uint8Array.from(randomBytes(32));
  const id = Buffer.from(readerId).toString("hex");
  const { wish } = enrolment;
  return directory.edit(author, async (edit) => {
    const doorId = await doorFor(edit.trx, wish);
    const key_sealed = enrolment.keys.close(deviceKey, readerId);
    const row = { ...freshReader, reader_id: readerId, name: wish.name, door_id: doorId, key_sealed };
    const { num } = await edit.trx.insertInto("reader").values(row).returning("num").executeTakeFirstOrThrow();
    await refreshReaders(edit, [num]);
    edit.touch(num);
    const identity = {
      readerId: id,
      deviceKey: Buffer.from(deviceKey).toString("hex"),
      drbgSeed: randomBytes(32).toString("hex"),
      provisionedAt: edit.nowS,
      doorId,
      doorNumber: await doorNumber(edit.trx, doorId),
      backend: enrolment.backend,
    };
    return { subject: { what: "reader", id, action: "add", detail: { name: wish.name, doorId } }, answer: identity };
  });
}

/** Lists begin at version 1, so that even an empty one is news for a reader that starts over from nothing. */
const freshReader = {
  enabled: 1,
  epoch: 0,
  list_version: 1,
  settings_version: 0,
  settings: new Uint8Array(0),
  command_number: 0,
  last_seen: null,
  held_list_version: 0,
  held_settings_version: 0,
};

type Change = { id: string; patch: z.infer<typeof readerPatch> };

export async function changeReader(directory: Directory, author: Author, { id, patch }: Change): Promise<void> {
  await directory.edit(author, async (edit) => {
    const reader = await findReader(edit.trx, id);
    const doorId = patch.doorId === undefined ? reader.door_id : patch.doorId;
    const enabled = patch.enabled === undefined ? reader.enabled : Number(patch.enabled);
    if (patch.doorId) await standingDoor(edit.trx, patch.doorId);
    const row = { name: patch.name ?? reader.name, door_id: doorId, enabled };
    await edit.trx.updateTable("reader").set(row).where("num", "=", reader.num).execute();
    if (reader.door_id !== null && reader.door_id !== doorId) await endCommandsOfDoor(directory, edit, reader.num);
    await refreshReaders(edit, [reader.num]);
    edit.touch(reader.num);
    return { subject: { what: "reader", id, action: "change", detail: patch }, answer: undefined };
  });
}

/**
 * What was ordered of the door that it leaves is not for the next: neither what it has not fetched yet, nor a mode for hours. A mode for one
 * second ends that; then the settings hold, whichever door's they are by the time it hears.
 */
async function endCommandsOfDoor(directory: Directory, edit: Edit, reader: number): Promise<void> {
  await edit.trx.deleteFrom("reader_command").where("reader", "=", reader).where("action", "in", [actionUnlock, actionMode]).execute();
  await enqueue(directory, edit, { reader, action: actionMode, argument: locked + 256, expires_at: 0 });
}

/** A reader that is gone for good: its keys go with it; its events stay. */
export async function removeReader(directory: Directory, author: Author, id: string): Promise<void> {
  await directory.edit(author, async (edit) => {
    const reader = await findReader(edit.trx, id);
    const row = { enabled: 0, key_sealed: new Uint8Array(0), door_id: null };
    await edit.trx.updateTable("reader").set(row).where("num", "=", reader.num).execute();
    await edit.trx.deleteFrom("reader_grant").where("reader", "=", reader.num).execute();
    await edit.trx.deleteFrom("reader_level").where("reader", "=", reader.num).execute();
    edit.touch(reader.num);
    return { subject: { what: "reader", id, action: "remove" }, answer: undefined };
  });
}

export async function findReader(trx: Trx, id: string) {
  const reader = await trx.selectFrom("reader").selectAll().where("reader_id", "=", Buffer.from(id, "hex")).executeTakeFirst();
  if (!reader || reader.key_sealed.length === 0) throw notFound("reader", id);
  return reader;
}

async function doorFor(trx: Trx, wish: z.infer<typeof newReader>): Promise<number | null> {
  if (wish.doorId || !wish.door) return wish.doorId ?? null;
  const door = await trx.selectFrom("door").select("id").where("name", "=", wish.door).where("removed_at", "is", null).executeTakeFirst();
  return door ? door.id : insertDoor(trx, { name: wish.door });
}

async function doorNumber(trx: Trx, id: number | null): Promise<number> {
  return id === null ? 0 : (await standingDoor(trx, id)).number;
}
