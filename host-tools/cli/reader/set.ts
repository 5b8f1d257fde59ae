import type { DoorRow } from "../../api/directory";
import { exitCodes, Failure } from "../../api/failure";
import { pathOf, paths } from "../../api/paths";
import type { ReaderRow } from "../../api/readers";
import { connect, type ServerOptions } from "../backend-client";
import { doorAmong } from "../door-called";
import { put, say } from "../output";
import { readerCalled } from "../reader-called";
import { doorNameOf } from "./list";

/** `door`: false is none at all. */
type Options = ServerOptions & { name?: string; door?: string | false; json: boolean };

export async function setReader(name: string, options: Options): Promise<void> {
  if (options.name === undefined && options.door === undefined) throw nothingSaid();
  const client = connect(options);
  const { id } = await readerCalled(client, name);
  const { rows: doors } = await client.get<{ rows: DoorRow[] }>(paths.doors);
  const doorId = typeof options.door === "string" ? doorAmong(doors, options.door).id : options.door === false ? null : undefined;
  const row = await client.send<ReaderRow>("PATCH", pathOf(paths.reader, id), { name: options.name, doorId });
  put(options.json, row, `${row.name} is at ${doorNameOf(doors, row)}`);
  if (!options.json && doorId !== undefined) say("It has not heard of that before `latchkey reader list` calls it up to date; until then it decides as before.");
}

function nothingSaid(): Failure {
  return new Failure("READER_OPTIONS", {
    message: "nothing was said that is to become different",
    hint: "Say --name, --door or --no-door.",
    exit: exitCodes.usage,
  });
}
