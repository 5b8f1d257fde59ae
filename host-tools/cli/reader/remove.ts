import type { ApiClient } from "../../api/client";
import { exitCodes, Failure } from "../../api/failure";
import { pathOf, paths } from "../../api/paths";
import { isCurrent, type ReaderRow } from "../../api/readers";
import { connect, type ServerOptions } from "../backend-client";
import { put, say } from "../output";
import { readerCalled } from "../reader-called";
import { countOf } from "../whole-number";

type Options = ServerOptions & { yes: boolean; wait: string; unheard: boolean; json: boolean };

const lookAgainMs = 500;
const longestWaitS = 86_400;

/** A reader decides by itself, so it is told first: what is removed can be told nothing any more. */
export async function removeReader(name: string, options: Options): Promise<void> {
  const waitS = countOf(options.wait, "--wait", { least: 0, most: longestWaitS });
  const client = connect(options);
  const reader = await readerCalled(client, name);
  if (!options.yes) throw unsaid(reader);
  if (reader.doorId !== null) await client.send("PATCH", pathOf(paths.reader, reader.id), { doorId: null });
  if (reader.enabled && waitS > 0) say(`The reader ${reader.name} has no door now; waiting until it says that it heard, at most ${waitS} s.`);
  const heard = await hears(client, reader, waitS);
  if (!heard && !options.unheard) throw unheard(reader);
  await client.send("DELETE", pathOf(paths.reader, reader.id), undefined);
  const after = heard ? "it opens for nobody any more" : "it did not hear, and goes on opening by the list it has until it is off the door or its board is written anew";
  put(options.json, { reader: reader.id, removed: true, heard }, `the reader ${reader.name} is gone; ${after}`);
}

/** Whether its own word says within the time that it goes by what the backend has for it; a disabled one is not answered. */
async function hears(client: ApiClient, { id, enabled }: ReaderRow, waitS: number): Promise<boolean> {
  for (let lookedMs = 0; ; lookedMs += lookAgainMs) {
    if (isCurrent(await readerCalled(client, id))) return true;
    if (!enabled || lookedMs >= waitS * 1000) return false;
    await new Promise((done) => setTimeout(done, lookAgainMs));
  }
}

function unsaid({ name }: ReaderRow): Failure {
  return new Failure("READER_REMOVAL", {
    message: `the reader ${name} would be removed for good, and its keys with it`,
    hint: "Say --yes if that is meant: it is given no door first, and goes once it has said that it heard.",
    exit: exitCodes.usage,
  });
}

function unheard({ name, enabled }: ReaderRow): Failure {
  const why = enabled ? "did not say in time that it heard" : "is disabled and hears nothing";
  return new Failure("READER_UNHEARD", {
    message: `the reader ${name} has no door now but ${why}, and was not removed: removed so, it goes on opening by the list it has, also by cards that are taken back later`,
    hint: "See that it is enabled, has power and a way to the backend, and do it again; or take it off the door and say --unheard.",
    exit: exitCodes.silentDevice,
  });
}
