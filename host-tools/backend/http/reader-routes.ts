import { networkInterfaces } from "node:os";
import { isIPv4 } from "node:net";
import type { Context, Hono } from "hono";
import { paths } from "../../api/paths";
import * as api from "../../api/readers";
import { addReader, changeReader, removeReader } from "../directory/readers";
import { Refusal } from "../refusal";
import { readerRows } from "../reports/reader-rows";
import { authorOf } from "./author";
import { bodyOf } from "./input";
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

/** Readers take an IPv4 address and no name: they have no resolver that does not block. */
function addressForReaders(services: Services, c: Context<Env>): string {
  const asked = new URL(c.req.url).hostname;
  const candidates = [services.advertise, asked === "localhost" ? "127.0.0.1" : asked];
  return candidates.find((host) => host !== undefined && isIPv4(host) && host !== "0.0.0.0") ?? ownAddress();
}

function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find((one) => one.family === "IPv4" && !one.internal)?.address ?? "127.0.0.1";
}
