import type { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { eventsQuery } from "../../api/events";
import { importBytesMax, importQuery } from "../../api/import-report";
import { paths } from "../../api/paths";
import type { Author, Directory } from "../directory/edit";
import { personById } from "../directory/people";
import { importPeople } from "../import/import-people";
import { Refusal } from "../refusal";
import { findEvents } from "../reports/event-rows";
import { authorOf } from "./author";
import { queryOf } from "./input";
import type { Env, Services } from "./services";

export function eventRoutes(app: Hono<Env>, services: Services): void {
  const { directory, queue } = services;
  app.get(paths.events, async (c) => {
    const query = queryOf(c, eventsQuery);
    if (query.person && query.before === undefined) await noteLook(directory, authorOf(c), query.person);
    return c.json({ rows: await findEvents(directory.read, query) });
  });
  app.get(paths.health, (c) => c.json({ ok: queue.trouble === undefined }, queue.trouble === undefined ? 200 : 503));
  app.post(paths.import, limited, async (c) => {
    const { dryRun, levels } = queryOf(c, importQuery);
    const file = new Uint8Array(await c.req.arrayBuffer());
    const names = (levels ?? "").split(",").map((name) => name.trim());
    return c.json(await importPeople(directory, authorOf(c), { file, dryRun, levels: names.filter((name) => name !== "") }));
  });
}

/** Where a person went is nobody's business without a line of who asked. */
async function noteLook(directory: Directory, author: Author, person: number): Promise<void> {
  await personById(directory.read, person);
  await directory.edit(author, async () => ({ subject: { what: "person", id: person, action: "read events" }, answer: undefined }));
}

const limited = bodyLimit({
  maxSize: importBytesMax,
  onError: () => {
    throw new Refusal(413, "IMPORT_SIZE", "the file is larger than 10 MB", "Part it into several files.");
  },
});
