import type { NewAccountAnswer } from "../../host-tools/api/accounts";
import type { AuditRow } from "../../host-tools/api/audit";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { ReaderIdentity } from "../../host-tools/api/readers";
import { routeRights } from "../../host-tools/backend/http/route-rights";
import { BackendAtWork } from "../support/backend-at-work";
import { SignedIn } from "../support/signed-in";

jest.setTimeout(60_000);

/*
 * Every route that changes something, asked by an account once: each leaves a line with that account's name. A new route has to be added here, or the last
 * test fails.
 */
let at: BackendAtWork;
let kim: SignedIn;
let readerId: string;
beforeAll(async () => {
  at = await BackendAtWork.start();
  kim = await SignedIn.as(at, "Kim", "admin");
  readerId = (await at.client.send<ReaderIdentity>("POST", paths.readers, { name: "First", door: "Lobby" })).readerId;
});
afterAll(() => at.stop());

interface Step {
  route: string;
  id?: () => number | string;
  body?: unknown;
  line: string;
}
const one = () => 1;
const two = () => 2;
const step = (route: string, line: string, body?: unknown, id?: () => number | string): Step => ({ route, line, body, ...(id && { id }) });
const hex = (bytes: number) => "5a".repeat(bytes);

/* In an order in which each finds what it needs: Lobby is door 1, its reader is there, Kim is account 2. */
const steps: Step[] = [
  step(`PATCH ${paths.site}`, "change site 1", { name: "Home" }),
  step(`POST ${paths.doors}`, "add door 2", { name: "Lab" }),
  step(`PATCH ${paths.door}`, "change door 2", { name: "Laboratory" }, two),
  step(`POST ${paths.doorCommands}`, "command door 1", { action: "unlock" }, one),
  step(`POST ${paths.levels}`, "add level 1", { name: "All", doors: [1], scheduleId: 1 }),
  step(`PATCH ${paths.level}`, "change level 1", { name: "Everywhere" }, one),
  step(`POST ${paths.schedules}`, "add schedule 3", { name: "Mornings", windows: [] }),
  step(`PATCH ${paths.schedule}`, "change schedule 3", { name: "Nights" }, () => 3),
  step(`DELETE ${paths.schedule}`, "remove schedule 3", undefined, () => 3),
  step(`PUT ${paths.holidays}`, "change holidays", []),
  step(`POST ${paths.readers}`, "add reader", { name: "Second" }),
  step(`PATCH ${paths.reader}`, "change reader", { name: "Front" }, () => readerId),
  step(`POST ${paths.people}`, "add person 1", { name: "Park", levels: [1] }),
  step(`PATCH ${paths.person}`, "change person 1", { note: "x" }, one),
  step(`POST ${paths.personCredentials}`, "add credential 1", { technology: "uid", identifier: "04a1b2c3" }, one),
  step(`PATCH ${paths.credential}`, "change credential 1", { enabled: false }, one),
  step(`DELETE ${paths.credential}`, "remove credential 1", undefined, one),
  step(`POST ${paths.personPhones}`, "add credential 2", {}, one),
  step(`POST ${paths.phoneLeases}`, "lease credential 2", { doorId: 1 }, two),
  step(`POST ${paths.phoneGroupKey}`, "new group key site", {}),
  step(`DELETE ${paths.lease}`, "revoke credential 2", undefined, one),
  step(`POST ${paths.personPasses}`, "make pass link person 1", {}, one),
  step(`DELETE ${paths.personPasses}`, "withdraw passes person 1", undefined, one),
  step(`POST ${paths.import}`, "import import", "name,identifier\nLee,04b1c2d3\n"),
  step(`POST ${paths.cards}`, "begin card credential", { technology: "desfire", uid: "04010203040506" }),
  step(`POST ${paths.cardRegistration}`, "register card credential", { personId: 1, keyVersion: 1 }, one),
  step(`POST ${paths.cardKeys}`, "card keys credential", { technology: "desfire", uid: "04010203040506" }),
  step(`PUT ${paths.cardPin}`, "set card PIN credential", { hasPin: true }, one),
  step(`POST ${paths.cardLock}`, "lock card credential", {}, one),
  step(`POST ${paths.cardMasters}`, "new card master site", { technology: "desfire" }),
  step(`POST ${paths.doorTags}`, "put tag door 1", { doorId: 1, uid: hex(7), metaKey: hex(16), macKey: hex(16) }),
  step(`DELETE ${paths.doorTag}`, "revoke tag door 1", undefined, one),
  step(`POST ${paths.readerTraces}`, "ask trace 1", {}, () => readerId),
  step(`DELETE ${paths.trace}`, "remove trace 1", undefined, one),
  step(`POST ${paths.readerUnlocks}`, "unlock cable reader", { challenge: hex(16), scope: "trace", reason: "a test" }, () => readerId),
  step(`POST ${paths.readerTaps}`, "trace over cable reader", { records: [], lost: 0 }, () => readerId),
  /* Nobody listens there: what is sent fails, and was sent all the same. */
  step(`POST ${paths.webhooks}`, "add webhook 1", { url: "http://127.0.0.1:9/" }),
  step(`POST ${paths.webhookTest}`, "test webhook 1", {}, one),
  step(`PATCH ${paths.webhook}`, "disable webhook 1", { enabled: false }, one),
  step(`DELETE ${paths.webhook}`, "remove webhook 1", undefined, one),
  step(`DELETE ${paths.reader}`, "remove reader", undefined, () => readerId),
  step(`DELETE ${paths.person}`, "remove person 1", undefined, one),
  step(`DELETE ${paths.level}`, "remove level 1", undefined, one),
  step(`DELETE ${paths.door}`, "remove door 2", undefined, two),
  step(`POST ${paths.accounts}`, "add account 3", { name: "Lee", role: "viewer" }),
  step(`PATCH ${paths.account}`, "change account 3", { role: "operator" }, () => 3),
  step(`POST ${paths.accountLinks}`, "make link account 3", {}, () => 3),
  step(`DELETE ${paths.accountSessions}`, "end sessions account 3", undefined, () => 3),
  step(`POST ${paths.signInLinks}`, "make link account 2", {}),
  step(`DELETE ${paths.session}`, "sign-out session"),
];

const newest = async (): Promise<AuditRow> => (await at.client.get<{ rows: AuditRow[] }>(`${paths.audit}?limit=1`)).rows[0]!;

test.each(steps.map((one) => [one.route, one] as const))("%s leaves a line of who asked", async (route, { id, body, line }) => {
  const before = (await newest()).number;
  const query = route.endsWith(paths.import) ? "?dryRun=0" : "";
  const answer = await kim.ask((id ? pathOf(route, id()) : route) + query, body);
  expect([answer.status < 300, answer.json ?? null]).toEqual([true, answer.json ?? null]);
  const after = await newest();
  expect(`${after.author}: ${after.action} ${after.subject}`).toContain(`Kim: ${line}`);
  expect(after.number).toBe(before + 1);
});

test("so do signing in, a phone's link, and each reading that shows what is somebody's own", async () => {
  const { account, link } = await at.client.send<NewAccountAnswer>("POST", paths.accounts, { name: "Choi", role: "admin" });
  const choi = await SignedIn.by(at, link.url, account.id);
  expect(await newest()).toMatchObject({ author: "Choi", action: "sign-in" });
  const person = (await at.person("Kang", [])).id;
  await choi.ask(`GET ${paths.events}?person=${person}`);
  expect(await newest()).toMatchObject({ author: "Choi", action: "read events", subject: `person ${person}`, object: { name: "Kang" } });
  const pass = (await choi.ask(`POST ${pathOf(paths.personPasses, person)}`, {})).json as { url: string };
  await choi.ask(`POST ${paths.passes}`, { token: pass.url.split("#")[1] });
  expect(await newest()).toMatchObject({ author: `person ${person}`, action: "use pass link", by: { what: "person", name: "Kang" } });
});

/** Whoever is signed out asks these: the tests of door tags, of renewed leases, and the one above look at their lines. */
const ownProof = [`POST ${paths.session}`, `POST ${paths.passes}`, `POST ${paths.accessRequests}`, `POST ${paths.phoneRenewals}`];

test("no changing route is left out", () => {
  const changing = Object.keys(routeRights).filter((route) => !route.startsWith("GET ")).sort();
  expect([...steps.map(({ route }) => route), ...ownProof].sort()).toEqual(changing);
});
