import type { MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { apiRoot, paths } from "../../api/paths";
import type { Account } from "../auth/accounts";
import { Refusal } from "../refusal";
import type { Env, Services } from "./services";

/** One name for each port, since browsers share cookies between the ports of a host. */
export function cookieName(services: Services): string {
  return `latchkey_${services.port()}`;
}

const open = new Set<string>([paths.health, paths.passes, paths.accessRequests, paths.phoneRenewals]);
const enrolmentOnly = new Set([`POST ${paths.readers}`, `GET ${paths.doors}`, `GET ${paths.session}`]);

/** Lets nobody past who is not signed in, nor a page of another origin that uses someone's cookie. */
export function guard(services: Services): MiddlewareHandler<Env> {
  return async (c, next) => {
    const path = c.req.path;
    const signingIn = path === paths.session && c.req.method === "POST";
    if (!path.startsWith(`${apiRoot}/`) || open.has(path) || signingIn) return next();
    const bearer = /^Bearer (\S+)$/.exec(c.req.header("Authorization") ?? "")?.[1];
    const account = bearer ? services.bearer.accountOf(bearer) : await bySession(services, getCookie(c, cookieName(services)));
    if (!account)
      throw new Refusal(401, "NOT_SIGNED_IN", "nobody is signed in", "Open the sign-in link that `latchkey serve` prints.");
    if (!bearer) refuseForeignOrigin(c.req.method, c.req.header("Origin"), c.req.header("Host"));
    if (account.role === "enrol" && !enrolmentOnly.has(`${c.req.method} ${path}`)) {
      throw new Refusal(403, "ENROL_ONLY", "this token can only enrol readers", "Use the token of the data directory.");
    }
    c.set("account", account);
    return next();
  };
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
