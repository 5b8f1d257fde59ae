import type { z } from "zod";
import type { CommandAnswer, doorCommand, doorPatch, DoorRow, newDoor } from "../../api/directory";
import { modeName, modeNumber } from "../../api/names";
import { actionMode, actionUnlock } from "../../../firmware/src/wire/message";
import * as policy from "../../../firmware/src/wire/settings";
import { notFound } from "../refusal";
import type { Db, Trx } from "../store/open";
import type { Door } from "../store/tables";
import { freeDoorNumber } from "./door-number";
import type { Author, Directory, Edit } from "./edit";
import { standingDoor } from "./standing-door";
import { isoOf, limitOf, secondsOf } from "./time";

export const unlockCommandSeconds = 30;

const policies = {
  unsureClockOpens: policy.policyUnsureClockOpens,
  journalFailOpens: policy.policyJournalFailOpens,
  keepNewest: policy.policyKeepNewest,
  rexUnlocks: policy.policyRexUnlocks,
  asksPin: policy.policyAskPin,
} as const;
type Policies = { [name in keyof typeof policies]?: boolean };

const newDoorColumns = {
  mode: policy.normal,
  unlock_ms: 3000,
  extended_ms: 8000,
  held_open_s: 30,
  assurance_min: 0,
  policies: policy.policyJournalFailOpens,
  clock_grace_min: 0,
};

/** By number; with `removed` those that are no more behind them. */
export async function listDoors(read: Db, { removed = false } = {}): Promise<DoorRow[]> {
  const asked = read.selectFrom("door").selectAll().orderBy("removed_at", (by) => by.desc().nullsFirst()).orderBy("number");
  const doors = await (removed ? asked : asked.where("removed_at", "is", null)).execute();
  const readers = await read.selectFrom("reader").select(["reader_id", "door_id"]).execute();
  return doors.map((door) => ({
    id: door.id,
    number: door.number,
    name: door.name,
    mode: modeName(door.mode),
    unlockMs: door.unlock_ms,
    extendedMs: door.extended_ms,
    heldOpenS: door.held_open_s,
    assuranceMin: door.assurance_min,
    formerMin: door.former_min,
    formerUntil: limitOf(door.former_until),
    clockGraceMin: door.clock_grace_min,
    ...policyNames(door.policies),
    readers: readers.filter((reader) => reader.door_id === door.id).map((reader) => hexOf(reader.reader_id)),
    removedAt: door.removed_at === null ? null : isoOf(door.removed_at),
  }));
}

export async function doorById(read: Db, id: number): Promise<DoorRow> {
  const door = (await listDoors(read)).find((row) => row.id === id);
  if (!door) throw notFound("door", id);
  return door;
}

export async function addDoor(directory: Directory, author: Author, wish: z.infer<typeof newDoor>): Promise<DoorRow> {
  const id = await directory.edit(author, async (edit) => {
    const id = await insertDoor(edit.trx, wish);
    return { subject: { what: "door", id, action: "add", detail: wish }, answer: id };
  });
  return doorById(directory.read, id);
}

/** Inside an edit that needs a door: readers are enrolled with the name of one. */
export async function insertDoor(trx: Trx, wish: z.infer<typeof newDoor>): Promise<number> {
  const number = await freeDoorNumber(trx);
  const row = { ...newDoorColumns, ...columnsOf(wish, newDoorColumns.policies), name: wish.name, number };
  return (await trx.insertInto("door").values(row).returning("id").executeTakeFirstOrThrow()).id;
}

type Change = { id: number; patch: z.infer<typeof doorPatch> };

export async function changeDoor(directory: Directory, author: Author, { id, patch }: Change): Promise<DoorRow> {
  await directory.edit(author, async (edit) => {
    const door = await standingDoor(edit.trx, id);
    const row = { ...door, ...columnsOf(patch, door.policies) };
    await edit.trx.updateTable("door").set(row).where("id", "=", id).execute();
    await edit.resettle(await readersOf(edit.trx, id));
    return { subject: { what: "door", id, action: "change", detail: patch }, answer: undefined };
  });
  return doorById(directory.read, id);
}

/** Every reader of the door gets the command; an unlock that is not fetched in time is not carried out late. */
export async function commandDoor(
  directory: Directory,
  author: Author,
  wish: { id: number; command: z.infer<typeof doorCommand> },
): Promise<CommandAnswer> {
  return directory.edit(author, async (edit) => {
    const door = await standingDoor(edit.trx, wish.id);
    const readers = await readersOf(edit.trx, wish.id);
    for (const reader of readers) await enqueue(directory, edit, { reader, ...wired(door, wish.command, edit.nowS) });
    const sent = readers.filter((num) => directory.contacts.get(num)?.peer).length;
    const subject = { what: "door", id: wish.id, action: "command", detail: wish.command } as const;
    return { subject, answer: { readers: readers.length, sent } };
  });
}

interface Command {
  reader: number;
  action: number;
  argument: number;
  expires_at: number;
}

function wired(door: Door, command: z.infer<typeof doorCommand>, nowS: number): Omit<Command, "reader"> {
  if (command.action === "unlock") {
    return { action: actionUnlock, argument: command.ms ?? door.unlock_ms, expires_at: nowS + unlockCommandSeconds };
  }
  const argument = modeNumber(command.mode) + (command.seconds ?? 0) * 256;
  return { action: actionMode, argument, expires_at: 0 };
}

/** Gives the command's number. Numbers go on above whatever the reader has done, even if this file was restored from an older copy. */
export async function enqueue(directory: Directory, edit: Edit, command: Command): Promise<number> {
  const { trx } = edit;
  const { reader } = command;
  const done = directory.contacts.get(reader)?.status?.commandDone ?? 0;
  const row = await trx.selectFrom("reader").select("command_number").where("num", "=", reader).executeTakeFirstOrThrow();
  const number = Math.max(row.command_number, done) + 1;
  await trx.deleteFrom("reader_command").where("reader", "=", reader).where("number", "<=", done).execute();
  await trx
    .insertInto("reader_command")
    .values({ ...command, number })
    .execute();
  await trx.updateTable("reader").set({ command_number: number }).where("num", "=", reader).execute();
  edit.touch(reader);
  return number;
}

export async function readersOf(trx: Db | Trx, door: number): Promise<number[]> {
  return (await trx.selectFrom("reader").select("num").where("door_id", "=", door).execute()).map((row) => row.num);
}

/** Undefined fields are left out, so that they do not overwrite. */
function columnsOf(patch: z.infer<typeof doorPatch>, before: number) {
  const columns = {
    name: patch.name,
    mode: patch.mode && modeNumber(patch.mode),
    unlock_ms: patch.unlockMs,
    extended_ms: patch.extendedMs,
    held_open_s: patch.heldOpenS,
    assurance_min: patch.assuranceMin,
    former_min: patch.formerMin,
    former_until: patch.formerUntil === undefined ? undefined : secondsOf(patch.formerUntil, "until", 0),
    clock_grace_min: patch.clockGraceMin,
    policies: policyBits(patch, before),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Partial<Omit<Door, "id">>;
}

function policyBits(wish: Policies, before: number): number {
  let bits = before;
  for (const [name, bit] of Object.entries(policies)) {
    const on = wish[name as keyof Policies];
    if (on !== undefined) bits = on ? bits | bit : bits & ~bit;
  }
  return bits;
}

function policyNames(bits: number): Required<Policies> {
  const named = Object.entries(policies).map(([name, bit]) => [name, (bits & bit) !== 0]);
  return Object.fromEntries(named) as Required<Policies>;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
