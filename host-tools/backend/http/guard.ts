import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { matchedRoutes } from "hono/route";
import { apiRoot } from "../../api/paths";
import type { Holder, Right } from "../../api/rights";
import { may } from "../../api/rights";
import type { Account } from "../auth/accounts";
import { Refusal } from "../refusal";
import { routeRights } from "./route-rights";
import type { Env, Services } from "./services";

/** One name for each port, since browsers share cookies between the ports of a host. */
export function cookieName(services: Services): string {
  return `latchkey_${services.port()}`;
}

/** Lets nobody past who is not signed in or has not the route's right, nor a page of another origin that uses someone's cookie. */
export function guard(services: Services): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (!c.req.path.startsWith(`${apiRoot}/`)) return next();
    const route = routeOf(c);
    const right = route && routeRights[route];
    if (right === "open") return next();
    const bearer = /^Bearer (\S+)$/.exec(c.req.header("Authorization") ?? "")?.[1];
    const account = bearer ? services.bearer.accountOf(bearer) : await bySession(services, getCookie(c, cookieName(services)));
    if (!account)
      throw new Refusal(401, "NOT_SIGNED_IN", "nobody is signed in", "Open the sign-in link that `latchkey serve` prints, or ask an admin for one.");
    if (!bearer) refuseForeignOrigin(c.req.method, c.req.header("Origin"), c.req.header("Host"));
    if (route && !(right && may(account.role, right))) throw withoutRight(account.role);
    c.set("account", account);
    return next();
  };
}

/** For what a route does only for some of those whom it lets in. Throws RIGHT_MISSING. */
export function demand(c: Context<Env>, right: Right): void {
  const { role } = c.get("account");
  if (!may(role, right)) throw withoutRight(role);
}

/** The first that answers, as "GET /api/v1/people/:id"; undefined where none does. */
function routeOf(c: Context<Env>): string | undefined {
  const found = matchedRoutes(c).find(({ method, path }) => method !== "ALL" && path.startsWith(apiRoot));
  return found && `${found.method} ${found.path}`;
}

function withoutRight(role: Holder): Refusal {
  if (role === "enrol") return new Refusal(403, "ENROL_ONLY", "this token can only enrol readers", "Use the token of the data directory.");
  return new Refusal(403, "RIGHT_MISSING", `the role ${role} may not do this`, "Ask an admin to do it, or to give your account another role.");
}

/** SameSite=Strict keeps the cookie away from foreign pages; this holds where a browser does not know it. */
export function refuseForeignOrigin(method: string, origin: string | undefined, host: string | undefined): void {
  if (method === "GET" || method === "HEAD") return;
  if (origin && host && URL.canParse(origin) && new URL(origin).host === host) return;
  throw new Refusal(403, "ORIGIN", "the request comes from another page", "Open the console under its own address.");
}

async function bySession(services: Services, secret: string | undefined): Promise<Account | undefined> {
  return secret ? services.accounts.accountOf(secret) : undefined;
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** No script but our own files, no frame, no guessing of types, no address given away. */
export const securityHeaders: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  c.header("Content-Security-Policy", policy);
  c.header("X-Content-Type-Options", "nosniff");
  c.header("Referrer-Policy", "no-referrer");
  c.header("Cross-Origin-Opener-Policy", "same-origin");
  if (c.req.path.startsWith(apiRoot)) c.header("Cache-Control", "no-store");
};
