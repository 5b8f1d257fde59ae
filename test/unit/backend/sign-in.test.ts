import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { apiRoot, paths } from "../../../host-tools/api/paths";
import { buildApp } from "../../../host-tools/backend/http/app";
import { BackendAtWork } from "../../support/backend-at-work";

/* Who gets in: nobody without the printed link, the token file, or for readers the enrolment token. */
let nowMs = Date.UTC(2026, 9, 3);
let at: BackendAtWork;
beforeEach(async () => void (at = await BackendAtWork.start({ nowMs: () => nowMs })));
afterEach(() => at.stop());

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}
const ask = (path: string, asked: Asked = {}) => fetch(at.backend.url + path, asked);
const json = { "content-type": "application/json" };
const own = () => ({ ...json, origin: at.backend.url });
const linkToken = () => at.backend.signInUrl.split("#")[1]!;
const signIn = (token: string, headers: Record<string, string> = own()) =>
  ask("/api/v1/session", { method: "POST", headers, body: JSON.stringify({ token }) });

async function cookie(): Promise<string> {
  return (await signIn(linkToken())).headers.get("set-cookie")!.split(";")[0]!;
}

/** Health, signing in, and what a cardholder's phone asks, with a proof of its own in what it says. */
const open = new Set([`GET ${paths.health}`, `POST ${paths.session}`, `POST ${paths.passes}`, `POST ${paths.accessRequests}`, `POST ${paths.phoneRenewals}`]);

/** Every route that there is, as "GET /api/v1/people"; a new one is among them by itself. */
function routes(): string[] {
  const { app } = buildApp(at.backend.services);
  const served = app.routes.filter(({ method, path }) => method !== "ALL" && path.startsWith(apiRoot));
  return [...new Set(served.map(({ method, path }) => `${method} ${path.replace(":id", "1")}`))];
}

const statusOf = async (route: string, headers: Record<string, string>): Promise<number> => {
  const [method, path] = route.split(" ") as [string, string];
  return (await ask(path, { method, headers })).status;
};

test("without a session every route is closed but health, signing in, and what a cardholder's phone asks", async () => {
  const closed = routes().filter((route) => !open.has(route));
  expect(closed).toEqual(expect.arrayContaining([`GET ${paths.people}`, `GET ${paths.cards}`, `GET ${paths.doorTags}`, `DELETE ${paths.doorTags}/1`]));
  for (const route of [...closed, "GET /api/v1/nothing"]) expect([route, await statusOf(route, own())]).toEqual([route, 401]);
  expect((await ask("/api/v1/health")).status).toBe(200);
  const unproved = JSON.stringify({ phone: 1, time: 0, held: [], proof: "0".repeat(32) });
  expect((await ask(paths.phoneRenewals, { method: "POST", headers: json, body: unproved })).status).toBe(401);
});

test("the link works once, and leaves a cookie that no script can read", async () => {
  const answer = await signIn(linkToken());
  expect(answer.status).toBe(201);
  expect(answer.headers.get("set-cookie")).toMatch(/^latchkey_\d+=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/);
  const again = await signIn(linkToken());
  expect([again.status, await again.json()]).toMatchObject([401, { error: { code: "SIGN_IN_LINK" } }]);
});

test("the link is good for a day, the session for two weeks", async () => {
  const late = nowMs + 86_400_000;
  const before = nowMs;
  const session = await cookie();
  expect((await ask("/api/v1/session", { headers: { cookie: session } })).status).toBe(200);
  nowMs = before + 14 * 86_400_000;
  expect((await ask("/api/v1/session", { headers: { cookie: session } })).status).toBe(401);
  nowMs = before;
  const { url } = await at.client.send<{ url: string }>("POST", "/api/v1/sign-in-links", {});
  nowMs = late;
  expect((await signIn(url.split("#")[1]!)).status).toBe(401);
  nowMs = before;
});

test("a page of another origin cannot use the cookie", async () => {
  const session = await cookie();
  const body = JSON.stringify({ name: "Eve" });
  for (const origin of ["http://evil.example", "null", `${at.backend.url}.evil.example`]) {
    const answer = await ask("/api/v1/people", { method: "POST", headers: { ...json, origin, cookie: session }, body });
    expect([answer.status, await answer.json()]).toMatchObject([403, { error: { code: "ORIGIN" } }]);
  }
  expect((await ask("/api/v1/people", { method: "POST", headers: { ...json, cookie: session }, body })).status).toBe(403);
  expect((await ask("/api/v1/people", { method: "POST", headers: { ...own(), cookie: session }, body })).status).toBe(201);
  expect((await signIn("x".repeat(43), { ...json, origin: "http://evil.example" })).status).toBe(403);
});

test("signing out ends the session at the backend", async () => {
  const session = await cookie();
  await ask("/api/v1/session", { method: "DELETE", headers: { ...own(), cookie: session } });
  expect((await ask("/api/v1/session", { headers: { cookie: session } })).status).toBe(401);
});

test("guessing is slowed down, and keeps nobody out who has a right link", async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 12; i++) statuses.push((await signIn("x".repeat(43))).status);
  expect(statuses.slice(-2)).toEqual([429, 429]);
  expect((await signIn(linkToken())).status).toBe(201);
  expect((await signIn(linkToken())).status).toBe(429);
});

test("the enrolment token enrols readers and reads doors, and nothing else", async () => {
  const token = at.backend.enrolUrl.split("#enrol=")[1]!;
  const headers = { ...json, authorization: `Bearer ${token}` };
  const made = await ask("/api/v1/readers", { method: "POST", headers, body: JSON.stringify({ name: "R", door: "Lobby" }) });
  expect([made.status, await made.json()]).toMatchObject([
    201,
    { doorNumber: 1, backend: { host: "127.0.0.1", port: at.backend.udpPort } },
  ]);
  expect((await ask("/api/v1/doors", { headers })).status).toBe(200);
  const may = new Set([`POST ${paths.readers}`, `GET ${paths.doors}`, `GET ${paths.session}`]);
  const guarded = routes().filter((route) => !may.has(route) && !open.has(route));
  for (const route of guarded) expect([route, await statusOf(route, headers)]).toEqual([route, 403]);
  nowMs += 86_400_000;
  expect((await ask("/api/v1/doors", { headers })).status).toBe(401);
});

test("token and site key lie in files of the owner alone; no secret lies in the database", async () => {
  const { dataDir } = at.backend.services.store;
  for (const name of ["token", "site.key", "latchkey.db"]) expect(statSync(join(dataDir, name)).mode & 0o077).toBe(0);
  const reader = await at.client.send<{ deviceKey: string }>("POST", "/api/v1/readers", { name: "R" });
  const session = (await cookie()).split("=")[1]!;
  const { url } = await at.client.send<{ url: string }>("POST", "/api/v1/sign-in-links", {});
  const kept = Buffer.concat(["latchkey.db", "latchkey.db-wal"].map((name) => readFileSync(join(dataDir, name))));
  for (const secret of [session, url.split("#")[1]!, at.backend.apiToken]) expect(kept.includes(secret)).toBe(false);
  expect(kept.includes(Buffer.from(reader.deviceKey, "hex"))).toBe(false);
});

test("every page forbids foreign scripts and frames", async () => {
  for (const path of ["/signin", "/", "/api/v1/people"]) {
    const policy = (await ask(path)).headers.get("content-security-policy")!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
  }
  expect(await (await ask("/signin")).text()).not.toMatch(/<script>|style=/);
});

test("no path leads out of the console's directory", async () => {
  await at.stop();
  at = await BackendAtWork.start({ nowMs: () => nowMs, consoleDir: join(__dirname) });
  for (const path of ["/..%2f..%2fpackage.json", "/%2e%2e/package.json", "/%00.html", "/%"]) {
    expect((await ask(path)).status).toBe(404);
  }
});
