import type { Hono } from "hono";
import * as api from "../../api/phones";
import { paths } from "../../api/paths";
import { issueLeases, leasesOf, revokeLease } from "../leases/leases";
import { groupKeyState } from "../leases/group-key-state";
import { renewGroupKey } from "../leases/renew-group-key";
import { addPhone } from "../leases/phones";
import { renewLeases } from "../leases/renew";
import { Refusal } from "../refusal";
import { addressOf } from "./address";
import { authorOf } from "./author";
import { bodyOf, idOf } from "./input";
import type { Env, Services } from "./services";

export function phoneRoutes(app: Hono<Env>, { directory, phoneKeys, tokens }: Services): void {
  app.post(paths.personPhones, async (c) => {
    const wish = await bodyOf(c, api.newPhone);
    return c.json(await addPhone(directory, authorOf(c), { person: idOf(c), wish, keys: phoneKeys }), 201);
  });
  app.get(paths.phoneLeases, async (c) => c.json({ rows: await leasesOf(directory.read, idOf(c), directory.nowS) }));
  app.post(paths.phoneLeases, async (c) => {
    const wish = await bodyOf(c, api.newLeases);
    return c.json(await issueLeases(directory, authorOf(c), { phone: idOf(c), wish, keys: phoneKeys, tokens }), 201);
  });
  app.delete(paths.lease, async (c) => {
    await revokeLease(directory, authorOf(c), idOf(c));
    return c.body(null, 204);
  });
  app.get(paths.phoneGroupKey, async (c) => c.json(await groupKeyState(directory.read, phoneKeys.groups, directory.nowS)));
  app.post(paths.phoneGroupKey, async (c) => {
    const { now } = await bodyOf(c, api.newGroupKey);
    return c.json(await renewGroupKey(directory, authorOf(c), { now, groups: phoneKeys.groups }), 201);
  });
}

/** What a phone asks without anybody signed in: its proof is in the request, which no page can make in its place. */
export function ownPhoneRoutes(app: Hono<Env>, services: Services): void {
  const { directory, phoneKeys, tokens } = services;
  app.post(paths.phoneRenewals, async (c) => {
    if (!services.passTries.allows(addressOf(c))) throw new Refusal(429, "SLOW_DOWN", "too many tries", "Wait a minute.");
    return c.json(await renewLeases(directory, { wish: await bodyOf(c, api.renewal), keys: phoneKeys, tokens }));
  });
}
