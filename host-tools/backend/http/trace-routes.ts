import type { Hono } from "hono";
import { paths } from "../../api/paths";
import { newTrace } from "../../api/traces";
import { askForTrace, readTrace, removeTrace, traceRows } from "../captures/ask";
import { notFound } from "../refusal";
import { authorOf } from "./author";
import { bodyOf, idOf } from "./input";
import { readerIdOf } from "./reader-routes";
import type { Env, Services } from "./services";

/** What readers kept of their front ends' lines. */
export function traceRoutes(app: Hono<Env>, { directory, contacts }: Services): void {
  app.get(paths.traces, async (c) => c.json({ rows: await traceRows(directory.read, directory.nowS) }));
  app.post(paths.readerTraces, async (c) => {
    const id = readerIdOf(c);
    const contact = contacts.find(Buffer.from(id, "hex"));
    if (!contact) throw notFound("reader", id);
    return c.json(await askForTrace(directory, authorOf(c), { reader: contact.num, wish: await bodyOf(c, newTrace) }), 202);
  });
  app.get(paths.trace, async (c) => c.json(await readTrace(directory, authorOf(c), idOf(c))));
  app.delete(paths.trace, async (c) => {
    await removeTrace(directory, authorOf(c), idOf(c));
    return c.body(null, 204);
  });
}
