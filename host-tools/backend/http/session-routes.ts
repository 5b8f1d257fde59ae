import type { Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { paths } from "../../api/paths";
import type { SessionRow, SignInLink } from "../../api/session";
import { signIn } from "../../api/session";
import { linkForOneself } from "../auth/account-edits";
import type { Account, SecretGiven } from "../auth/accounts";
import { isoOf } from "../directory/time";
import { Refusal } from "../refusal";
import { addressOf } from "./address";
import { cookieName, refuseForeignOrigin } from "./guard";
import { bodyOf } from "./input";
import { originForOthers } from "./reader-address";
import type { Env, Services } from "./services";

export function sessionRoutes(app: Hono<Env>, services: Services): void {
  const { accounts } = services;

  app.post(paths.session, async (c) => {
    refuseForeignOrigin("POST", c.req.header("Origin"), c.req.header("Host"));
    const { token } = await bodyOf(c, signIn);
    /* Only wrong ones count, so that nobody at the same address, a proxy's for instance, keeps the holder of a right one out. */
    if (!(await accounts.isLink(token)) && !services.signInTries.allows(addressOf(c))) {
      throw new Refusal(429, "SLOW_DOWN", "too many tries", "Wait a minute.");
    }
    const given = await accounts.useLink(token);
    const maxAge = given.expiresAt - Math.floor(services.nowMs() / 1000);
    setCookie(c, cookieName(services), given.secret, { httpOnly: true, sameSite: "Strict", path: "/", maxAge });
    return c.json(sessionRow(given.account), 201);
  });

  app.get(paths.session, (c) => c.json(sessionRow(c.get("account"))));

  app.delete(paths.session, async (c) => {
    const secret = getCookie(c, cookieName(services));
    if (secret) await accounts.signOut(c.get("account"), secret);
    deleteCookie(c, cookieName(services), { path: "/" });
    return c.body(null, 204);
  });

  app.post(paths.signInLinks, async (c) => {
    const link = await linkForOneself(services.directory, c.get("account"));
    return c.json(linkAnswer(services, c, link), 201);
  });
}

function sessionRow({ name, role, expiresAt }: Account): SessionRow {
  return { account: name, role, expiresAt: isoOf(expiresAt) };
}

/** The secret stands behind the #, so it is in no request line and no log. */
export function linkAnswer(services: Services, c: Context<Env>, { secret, expiresAt }: SecretGiven): SignInLink {
  return { url: `${originForOthers(services, c)}${paths.signIn}#${secret}`, expiresAt: isoOf(expiresAt) };
}
