import { pack } from "../../../firmware/src/base/pack";
import { bodyCommand, bodyNothing, bodyReset, bodySettings, commandFormat } from "../../../firmware/src/wire/message";
import type { Body, Held } from "../delta/since";
import { deltaSince, removalsSince } from "../delta/since";
import type { Db } from "../store/open";
import type { Contact } from "./contact";
import type { SyncStatus } from "./messages";

const none = new Uint8Array(0);

/** The most urgent thing that the reader does not know yet: removals, settings, a command, then the list in order. */
export async function newsFor(read: Db, contact: Contact, asked: { status: SyncStatus; nowS: number }): Promise<Body> {
  const { status } = asked;
  const reader = await read
    .selectFrom("reader")
    .select(["list_version", "settings_version", "settings"])
    .where("num", "=", contact.num)
    .executeTakeFirstOrThrow();
  const newest = reader.list_version;
  if (status.listVersion > newest) return { kind: bodyReset, bytes: none, more: true };
  const { listVersion, removalsThrough } = status;
  const held: Held = { reader: contact.num, newest, listVersion, removalsThrough };
  const removals = await removalsSince(read, held);
  if (removals) return removals;
  const commands = await commandsFor(read, contact.num, asked);
  const behind = listVersion < newest;
  if (status.settingsVersion !== reader.settings_version) {
    return { kind: bodySettings, bytes: reader.settings, more: true };
  }
  if (commands.length > 0) return commandBody(commands[0]!, behind || commands.length > 1);
  return (await deltaSince(read, held)) ?? { kind: bodyNothing, bytes: none, more: false };
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
