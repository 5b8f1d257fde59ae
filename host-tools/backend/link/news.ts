import type { Bytes } from "../../../firmware/src/base/bytes";
import { pack } from "../../../firmware/src/base/pack";
import { bodyCommand, bodyNothing, bodySettings, commandFormat } from "../../../firmware/src/wire/message";
import { openingToNobody } from "../backup/bridge-settings";
import { listPart } from "../delta/list-parts";
import type { Body, Held } from "../delta/since";
import { deltaSince, removalsSince } from "../delta/since";
import type { Db } from "../store/open";
import type { Reader } from "../store/tables";
import type { Contact } from "./contact";
import type { SyncStatus } from "./messages";

type Stored = Pick<Reader, "list_base" | "settings_version" | "settings_bridge" | "settings">;

/** What to send of the settings; undefined: nothing. While a restored list is on its way, those that stand in are enough. */
function settingsFor(status: SyncStatus, reader: Stored): Bytes | undefined {
  const { list_base, settings_version, settings_bridge, settings } = reader;
  const bridged = settings_bridge > 0 && status.settingsVersion <= settings_bridge && status.listVersion < list_base;
  if (bridged) return status.settingsVersion < settings_bridge ? openingToNobody(settings, settings_bridge) : undefined;
  return status.settingsVersion === settings_version ? undefined : settings;
}

const none = new Uint8Array(0);

/** The most urgent thing that the reader does not know yet: removals, settings, a command, then the list in order. */
export async function newsFor(read: Db, contact: Contact, asked: { status: SyncStatus; nowS: number }): Promise<Body> {
  const { status } = asked;
  const reader = await read
    .selectFrom("reader")
    .select(["list_version", "list_base", "settings_version", "settings_bridge", "settings"])
    .where("num", "=", contact.num)
    .executeTakeFirstOrThrow();
  const newest = reader.list_version;
  const whole = wholeList(status, { newest, base: reader.list_base });
  const listVersion = whole ? whole.version : status.listVersion;
  const held: Held = { reader: contact.num, newest, listVersion, removalsThrough: status.removalsThrough, learning: whole !== undefined };
  const commands = await commandsFor(read, contact.num, asked);
  const settings = settingsFor(status, reader);
  const removals = await removalsSince(read, held, settings !== undefined || commands.length > 0);
  if (removals) return removals;
  const behind = whole !== undefined || listVersion < newest;
  if (settings) return { kind: bodySettings, bytes: settings, more: true };
  if (commands.length > 0) return commandBody(commands[0]!, behind || commands.length > 1);
  if (whole) return listPart(read, contact.num, { buckets: status.buckets, ...whole });
  return (await deltaSince(read, held)) ?? { kind: bodyNothing, bytes: none, more: false };
}

/**
 * Where a whole list is to go on, or to begin: when the reader has none or part of it is damaged (version 0), and when it names
 * a version that was never given, or one from before the database was restored (`base`).
 */
function wholeList(status: SyncStatus, { newest, base }: { newest: number; base: number }): { version: number; from: number } | undefined {
  const goesOn = status.target > 0 || status.place > 0;
  if (goesOn && status.target >= base && status.target <= newest) return { version: status.target, from: status.place };
  const needed = goesOn || status.listVersion > newest || status.listVersion < base || (status.listVersion === 0 && newest > 0);
  return needed ? { version: newest, from: 0 } : undefined;
}

interface Command {
  number: number;
  action: number;
  argument: number;
}

/** At most two: the next one, and whether another follows. */
function commandsFor(read: Db, reader: number, asked: { status: SyncStatus; nowS: number }): Promise<Command[]> {
  return read
    .selectFrom("reader_command")
    .select(["number", "action", "argument"])
    .where("reader", "=", reader)
    .where("number", ">", asked.status.commandDone)
    .where((is) => is.or([is("expires_at", "=", 0), is("expires_at", ">", asked.nowS)]))
    .orderBy("number")
    .limit(2)
    .execute();
}

function commandBody(command: Command, more: boolean): Body {
  return { kind: bodyCommand, bytes: pack(commandFormat, [command.number, command.action, command.argument]), more };
}
