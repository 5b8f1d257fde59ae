import { join } from "node:path";
import type { AccountRow, NewAccountAnswer } from "../../host-tools/api/accounts";
import type { AuditRow } from "../../host-tools/api/audit";
import { pathOf, paths } from "../../host-tools/api/paths";
import { BackendAtWork } from "../support/backend-at-work";
import { temporaryDir } from "../support/command-line";
import { beforeDoorsWereRemoved, stepBack } from "../support/older-store";
import { SignedIn } from "../support/signed-in";

jest.setTimeout(60_000);

/* One site, several people who look after it: who may do what, how they come and go, and that somebody is always left. */
let at: BackendAtWork;
let owner: SignedIn;
beforeEach(async () => {
  at = await BackendAtWork.start();
  owner = await SignedIn.by(at, at.backend.signInUrl, 1);
});
afterEach(() => at.stop());

const accounts = async () => (await at.client.get<{ rows: AccountRow[] }>(paths.accounts)).rows;
const audit = async () => (await at.client.get<{ rows: AuditRow[] }>(paths.audit)).rows.map((row) => `${row.author}: ${row.action} ${row.subject}`);
const change = (id: number, patch: object) => owner.ask(`PATCH ${pathOf(paths.account, id)}`, patch);
const refusal = (code: string) => ({ json: { error: { code } } });

test("an admin makes an account; its owner signs in by the link, once, under the own name", async () => {
  const { json } = await owner.ask(`POST ${paths.accounts}`, { name: "Kim", role: "operator" });
  const { account, link } = json as NewAccountAnswer;
  expect(account).toEqual({ id: 2, name: "Kim", role: "operator", enabled: true, signedInAt: null, sessions: 0, linkUntil: link.expiresAt, lastAdmin: false });
  const kim = await SignedIn.by(at, link.url, account.id);
  await expect(SignedIn.by(at, link.url, account.id)).rejects.toThrow("SIGN_IN_LINK");
  expect(await kim.ask(`GET ${paths.session}`)).toMatchObject({ status: 200, json: { account: "Kim", role: "operator" } });
  expect(await kim.ask(`POST ${paths.people}`, { name: "Park", levels: [] })).toMatchObject({ status: 201 });
  expect(await kim.ask(`POST ${paths.accounts}`, { name: "Eve", role: "admin" })).toMatchObject({ status: 403, ...refusal("RIGHT_MISSING") });
  expect((await audit()).slice(0, 3)).toEqual(["Kim: add person 1", "Kim: sign-in session", "owner: add account 2"]);
  expect((await accounts())[1]).toMatchObject({ sessions: 1, linkUntil: null, signedInAt: expect.any(String) });
});

test("another role counts from the next request on", async () => {
  const kim = await SignedIn.as(at, "Kim", "viewer");
  expect((await kim.ask(`POST ${paths.people}`, { name: "Park", levels: [] })).status).toBe(403);
  expect(await change(kim.id, { role: "operator" })).toMatchObject({ status: 200, json: { role: "operator" } });
  expect((await kim.ask(`POST ${paths.people}`, { name: "Park", levels: [] })).status).toBe(201);
});

test("an operator sets a door's mode, for good too, and none of its other settings", async () => {
  const door = (await at.door("Lobby")).id;
  const kim = await SignedIn.as(at, "Kim", "operator");
  const patch = (fields: object) => kim.ask(`PATCH ${pathOf(paths.door, door)}`, fields);
  expect(await patch({ mode: "locked" })).toMatchObject({ status: 200, json: { mode: "locked" } });
  expect((await kim.ask(`POST ${pathOf(paths.doorCommands, door)}`, { action: "unlock" })).status).toBe(202);
  for (const fields of [{ name: "Vault" }, { mode: "normal", assuranceMin: 0 }]) expect(await patch(fields)).toMatchObject({ status: 403, ...refusal("RIGHT_MISSING") });
  expect(await at.client.get(pathOf(paths.door, door))).toMatchObject({ name: "Lobby", mode: "locked" });
});

test("a disabled account is out at once, open pages too, and no link lets it in before it is enabled", async () => {
  const kim = await SignedIn.as(at, "Kim", "operator");
  const ends = kim.streamEnds();
  const waiting = (await kim.ask(`POST ${paths.signInLinks}`, {})).json as { url: string };
  await change(kim.id, { enabled: false });
  await ends;
  expect((await kim.ask(`GET ${paths.people}`)).status).toBe(401);
  await expect(SignedIn.by(at, waiting.url, kim.id)).rejects.toThrow("SIGN_IN_LINK");
  expect(await owner.ask(`POST ${pathOf(paths.accountLinks, kim.id)}`, {})).toMatchObject({ status: 409, ...refusal("ACCOUNT_DISABLED") });
  await change(kim.id, { enabled: true });
  const { url } = (await owner.ask(`POST ${pathOf(paths.accountLinks, kim.id)}`, {})).json as { url: string };
  expect((await (await SignedIn.by(at, url, kim.id)).ask(`GET ${paths.people}`)).status).toBe(200);
});

test("all devices of an account are signed out at once, and it may sign in again", async () => {
  const kim = await SignedIn.as(at, "Kim", "operator");
  const ends = kim.streamEnds();
  expect((await owner.ask(`DELETE ${pathOf(paths.accountSessions, kim.id)}`)).status).toBe(204);
  await ends;
  expect((await kim.ask(`GET ${paths.people}`)).status).toBe(401);
  expect((await accounts())[1]).toMatchObject({ enabled: true, sessions: 0 });
});

test("the last admin stays one: also where another was made who has never signed in", async () => {
  const last = { status: 409, ...refusal("LAST_ADMIN") };
  expect((await accounts())[0]!.lastAdmin).toBe(true);
  expect(await change(1, { role: "viewer" })).toMatchObject(last);
  expect(await change(1, { enabled: false })).toMatchObject(last);
  const { json } = await owner.ask(`POST ${paths.accounts}`, { name: "Kim", role: "admin" });
  const { account, link } = json as NewAccountAnswer;
  expect(await change(1, { enabled: false })).toMatchObject(last);
  await expect(at.client.send("PATCH", pathOf(paths.account, 1), { enabled: false })).rejects.toMatchObject({ code: "LAST_ADMIN" });
  const kim = await SignedIn.by(at, link.url, account.id);
  /* Both at once: one of them is the last. */
  const both = await Promise.all([change(account.id, { role: "viewer" }), kim.ask(`PATCH ${pathOf(paths.account, 1)}`, { role: "viewer" })]);
  expect(both.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
  expect((await accounts()).filter(({ role, enabled }) => role === "admin" && enabled)).toHaveLength(1);
});

test("names are one person's each, whatever their letters' case, and none is one that the audit keeps for itself", async () => {
  const add = (name: string) => owner.ask(`POST ${paths.accounts}`, { name, role: "viewer" });
  expect((await add("  Kim Minji ")).json).toMatchObject({ account: { name: "Kim Minji" } });
  expect(await add("kim minji")).toMatchObject({ status: 409, ...refusal("NOT_UNIQUE") });
  for (const name of ["", "api", "API", "clock", "person 7", "reader x", "phone", "a\nb", "x".repeat(61)]) {
    expect([name, await add(name)]).toMatchObject([name, { status: 400, ...refusal("INPUT") }]);
  }
  expect(await change(99, { role: "viewer" })).toMatchObject({ status: 404 });
});

test("a link for another device is for the account that asks, and of the token for the first admin", async () => {
  const kim = await SignedIn.as(at, "Kim", "viewer");
  const { url } = (await kim.ask(`POST ${paths.signInLinks}`, {})).json as { url: string };
  expect((await (await SignedIn.by(at, url, kim.id)).ask(`GET ${paths.session}`)).json).toMatchObject({ account: "Kim", role: "viewer" });
  const made = await at.client.send<{ url: string }>("POST", paths.signInLinks, {});
  expect((await (await SignedIn.by(at, made.url, 1)).ask(`GET ${paths.session}`)).json).toMatchObject({ account: "owner", role: "admin" });
});

test("the one account of an older database is an admin, signed in as before", async () => {
  const dir = temporaryDir();
  const data = join(dir.path, "data");
  let work = await BackendAtWork.start({ dataDir: data });
  const before = await SignedIn.by(work, work.backend.signInUrl, 1);
  const port = work.backend.port;
  await work.stop();
  await asBefore(data);
  work = await BackendAtWork.start({ dataDir: data, port });
  expect((await work.client.get<{ rows: AccountRow[] }>(paths.accounts)).rows).toMatchObject([{ id: 1, name: "owner", role: "admin", enabled: true, sessions: 1, lastAdmin: true }]);
  expect(await before.ask(`GET ${paths.session}`)).toMatchObject({ status: 200, json: { account: "owner", role: "admin" } });
  expect(await work.client.get(paths.auditCheck)).toMatchObject({ intact: true });
  await work.stop();
  dir.clean();
});

const stepsBack = [
  ...beforeDoorsWereRemoved,
  ...["account_name", "session_account", "audit_author", "audit_subject", "audit_at"].map((index) => `drop index ${index}`),
  ...["enabled", "signed_in_at"].map((column) => `alter table account drop column ${column}`),
  ...["session", "sign_in_link"].map((table) => `alter table ${table} rename column account_id to user_id`),
  "alter table account rename to user",
  "update user set role = 'owner'",
];

/** What a database of before there was more than one account looks like. */
const asBefore = (data: string) => stepBack(data, 20, stepsBack);
