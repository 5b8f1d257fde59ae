import type { Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { paths } from "../../api/paths";
import type { SessionRow, SignInLink } from "../../api/session";
import { signIn } from "../../api/session";
import { isoOf } from "../directory/time";
import { Refusal } from "../refusal";
import { addressOf } from "./address";
import { cookieName, refuseForeignOrigin } from "./guard";
import { bodyOf } from "./input";
import type { Env, Services } from "./services";

export function sessionRoutes(app: Hono<Env>, services: Services): void {
  const { accounts } = services;

  app.post(paths.session, async (c) => {
    refuseForeignOrigin("POST", c.req.header("Origin"), c.req.header("Host"));
    if (!services.signInTries.allows(addressOf(c))) {
      throw new Refusal(429, "SLOW_DOWN", "too many tries", "Wait a minute.");
    }
    const given = await accounts.useLink((await bodyOf(c, signIn)).token);
    const maxAge = given.expiresAt - Math.floor(services.nowMs() / 1000);
    setCookie(c, cookieName(services), given.secret, { httpOnly: true, sameSite: "Strict", path: "/", maxAge });
    return c.json({ user: "owner", role: "owner", expiresAt: isoOf(given.expiresAt) } satisfies SessionRow, 201);
  });

  app.get(paths.session, (c) => {
    const { user, role, expiresAt } = c.get("account");
    return c.json({ user, role, expiresAt: isoOf(expiresAt) } satisfies SessionRow);
  });

  app.delete(paths.session, async (c) => {
    const secret = getCookie(c, cookieName(services));
    if (secret) await accounts.signOut(secret);
    deleteCookie(c, cookieName(services), { path: "/" });
    return c.body(null, 204);
  });

  app.post(paths.signInLinks, async (c) => {
    const link = await accounts.makeLink();
    const origin = new URL(c.req.url).origin;
    return c.json({ url: `${origin}${paths.signIn}#${link.secret}`, expiresAt: isoOf(link.expiresAt) } satisfies SignInLink, 201);
  });
}
