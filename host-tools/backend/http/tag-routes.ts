import type { Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import * as api from "../../api/door-tags";
import { paths } from "../../api/paths";
import { signIn } from "../../api/session";
import { requestAccess } from "../door-tags/access-request";
import { doorTags, putDoorTag, revokeDoorTag } from "../door-tags/door-tags";
import { isoOf } from "../directory/time";
import { notFound, Refusal } from "../refusal";
import { addressOf } from "./address";
import { authorOf } from "./author";
import { cookieName, refuseForeignOrigin } from "./guard";
import { bodyOf, idOf } from "./input";
import { originForOthers } from "./reader-address";
import type { Env, Services } from "./services";

/** Of a cardholder's phone; another one than the administrators', so that neither is taken for the other. */
const passCookie = (services: Services): string => `${cookieName(services)}_pass`;

/** What administrators do with door tags and passes. */
export function tagRoutes(app: Hono<Env>, services: Services): void {
  const { directory, passes, keys } = services;
  const secrets = { keys, cipher: services.cardKeys.cipher };
  app.get(paths.doorTags, async (c) => c.json({ rows: await doorTags(directory.read) }));
  app.post(paths.doorTags, async (c) => c.json(await putDoorTag(directory, authorOf(c), { wish: await bodyOf(c, api.newDoorTag), secrets }), 201));
  app.delete(paths.doorTag, async (c) => {
    await revokeDoorTag(directory, authorOf(c), idOf(c));
    return c.body(null, 204);
  });
  app.post(paths.personPasses, async (c) => {
    const id = idOf(c);
    const link = await directory.edit(authorOf(c), async ({ trx }) => {
      if (!(await trx.selectFrom("person").select("id").where("id", "=", id).executeTakeFirst())) throw notFound("person", id);
      return { subject: { what: "person", id, action: "make pass link" }, answer: await passes.makeLink(trx, id) };
    });
    return c.json({ url: `${originForOthers(services, c)}${paths.passPage}#${link.secret}`, expiresAt: isoOf(link.expiresAt) }, 201);
  });
  app.delete(paths.personPasses, async (c) => {
    const id = idOf(c);
    await directory.edit(authorOf(c), async ({ trx }) => ({ subject: { what: "person", id, action: "withdraw passes" }, answer: await passes.withdraw(trx, id) }));
    return c.body(null, 204);
  });
}

/** What a cardholder's phone asks; the guard lets these pass, and they look at the phone's own cookie. */
export function passRoutes(app: Hono<Env>, services: Services): void {
  const { directory, passes, keys } = services;
  const secrets = { keys, cipher: services.cardKeys.cipher };
  app.post(paths.passes, async (c) => {
    refuseOthers(services, c);
    const given = await passes.useLink((await bodyOf(c, signIn)).token);
    const maxAge = given.expiresAt - Math.floor(services.nowMs() / 1000);
    setCookie(c, passCookie(services), given.secret, { httpOnly: true, sameSite: "Strict", path: "/", maxAge });
    return c.json({ expiresAt: isoOf(given.expiresAt) }, 201);
  });
  app.post(paths.accessRequests, async (c) => {
    refuseOthers(services, c);
    const secret = getCookie(c, passCookie(services));
    const person = secret && (await passes.personOf(secret));
    if (!person) throw new Refusal(401, "PASS_MISSING", "this phone is nobody's yet", "Open the link that whoever looks after the doors has sent.");
    const answer = await requestAccess(directory, { person, wish: await bodyOf(c, api.accessRequest), secrets });
    return /\bapplication\/xml\b/.test(c.req.header("Accept") ?? "") ? c.body(xmlOf(answer), 200, { "Content-Type": "application/xml" }) : c.json(answer);
  });
}

function refuseOthers(services: Services, c: Context<Env>): void {
  refuseForeignOrigin("POST", c.req.header("Origin"), c.req.header("Host"));
  if (!services.passTries.allows(addressOf(c))) throw new Refusal(429, "SLOW_DOWN", "too many tries", "Wait a minute.");
}

/** The answer as the elements of one element, for clients that read XML. */
function xmlOf(answer: api.AccessRequestAnswer): string {
  const escaped = (text: string): string => text.replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
  const fields = Object.entries(answer).map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<accessRequest>${fields.join("")}</accessRequest>\n`;
}
