import type { Hono } from "hono";
import { newUnlock, tapsAtCable } from "../../api/cable";
import { paths } from "../../api/paths";
import { tapsOfCable } from "../cable/taps";
import { unlockCable } from "../cable/unlock";
import { authorOf } from "./author";
import { bodyOf } from "./input";
import { readerIdOf } from "./reader-routes";
import type { Env, Services } from "./services";

/** What a technician's tool needs at the cable of a running reader. */
export function cableRoutes(app: Hono<Env>, { directory, keys, phoneKeys }: Services): void {
  app.post(paths.readerUnlocks, async (c) => {
    const ask = { id: readerIdOf(c), wish: await bodyOf(c, newUnlock), keys, cipher: phoneKeys.cipher };
    return c.json(await unlockCable(directory, authorOf(c), ask), 201);
  });
  app.post(paths.readerTaps, async (c) => {
    return c.json(await tapsOfCable(directory, authorOf(c), { id: readerIdOf(c), told: await bodyOf(c, tapsAtCable) }));
  });
}
