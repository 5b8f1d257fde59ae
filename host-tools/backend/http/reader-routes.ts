import type { Context, Hono } from "hono";
import { paths } from "../../api/paths";
import * as api from "../../api/readers";
import { addReader, changeReader, removeReader } from "../directory/readers";
import { Refusal } from "../refusal";
import { readerRows } from "../reports/reader-rows";
import { authorOf } from "./author";
import { bodyOf } from "./input";
import { addressForReaders } from "./reader-address";
import type { Env, Services } from "./services";

export function readerRoutes(app: Hono<Env>, services: Services): void {
  const { directory, contacts, keys } = services;

  app.get(paths.readers, async (c) => {
    const rows = await readerRows(directory.read, contacts, { nowMs: services.nowMs() });
    return c.json({ rows, dropped: { ...services.gateway.dropped } } satisfies api.ReadersAnswer);
  });
  app.post(paths.readers, async (c) => {
    const wish = await bodyOf(c, api.newReader);
    const backend = { host: addressForReaders(services, c), port: services.port() };
    return c.json(await addReader(directory, authorOf(c), { wish, keys, backend }), 201);
  });
  app.patch(paths.reader, async (c) => {
    const id = readerIdOf(c);
    await changeReader(directory, authorOf(c), { id, patch: await bodyOf(c, api.readerPatch) });
    const num = contacts.find(Buffer.from(id, "hex"))!.num;
    return c.json((await readerRows(directory.read, contacts, { nowMs: services.nowMs(), only: [num] }))[0]);
  });
  app.delete(paths.reader, async (c) => {
    await removeReader(directory, authorOf(c), readerIdOf(c));
    return c.body(null, 204);
  });
}

export function readerIdOf(c: Context<Env>): string {
  const id = c.req.param("id") ?? "";
  if (api.readerId.safeParse(id).success) return id;
  throw new Refusal(400, "ID", `"${id}" is no reader's id`, "Readers have ids of 16 hexadecimal digits.");
}
