import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { fromHex, toHex } from "../../../../firmware/src/base/bytes";
import { flagDisabled } from "../../../../firmware/src/wire/grant";
import { desfire, uid } from "../../../../firmware/src/wire/technology";
import type { AccountRow } from "../../../../host-tools/api/accounts";
import type { CardOrders, CardsPage } from "../../../../host-tools/api/cards";
import type { DoorTagRow } from "../../../../host-tools/api/door-tags";
import { pathOf, paths } from "../../../../host-tools/api/paths";
import type { GroupKeyState, IssuedLease, PhoneSecrets } from "../../../../host-tools/api/phones";
import { makeBackup } from "../../../../host-tools/backend/backup/make-backup";
import { restoreBackup } from "../../../../host-tools/backend/backup/restore";
import type { Restored } from "../../../../host-tools/backend/backup/restore";
import { BackendAtWork } from "../../../support/backend-at-work";
import type { ModelReader } from "../../../support/model-reader";
import { secondOf, tapOf } from "../../../support/model-reader";
import { SignedIn } from "../../../support/signed-in";

/* What must not go back with the people and the rules, each from the edit to what is true after the restore. */
let dir: string;
let dataDir: string;
let path: string;
let at: BackendAtWork;
let lobby: ModelReader;
let staff: number;
let kim: number;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "latchkey-"));
  [dataDir, path] = [join(dir, "data"), join(dir, "site.latchkey")];
  at = await BackendAtWork.start({ dataDir });
  lobby = await at.reader("Lobby");
  staff = (await at.level("Staff", [lobby.identity.doorId!])).id;
  kim = (await at.person("Kim", [staff])).id;
});
afterEach(async () => {
  await at.stop();
  rmSync(dir, { recursive: true });
});

const backup = () => makeBackup({ dataDir, path, program: "0.0.0", nowMs: Date.now() });
async function restore(before: () => void = () => undefined): Promise<Restored> {
  await at.stop();
  before();
  const restored = await restoreBackup({ dataDir, path, nowMs: Date.now() });
  at = await BackendAtWork.start({ dataDir });
  return restored;
}
const send = <T>(method: "POST" | "DELETE", where: string, body: object = {}) => at.client.send<T>(method, where, body);
const readerAgain = async (of = lobby): Promise<ModelReader> => {
  const reader = await at.modelOf({ ...of.identity, backend: { host: "127.0.0.1", port: at.backend.udpPort } }, 2);
  await reader.sync();
  return reader;
};

async function encode(card: string): Promise<CardOrders> {
  const orders = await send<CardOrders>("POST", paths.cards, { technology: "desfire", uid: card });
  await send("POST", pathOf(paths.cardRegistration, orders.id), { personId: kim, keyVersion: orders.versions[0]!.version, hasPin: true });
  return orders;
}

test("accounts: who was disabled or became less since stays so, who was added since may still sign in, and everybody does so anew", async () => {
  const owner = await SignedIn.by(at, at.backend.signInUrl, 1);
  const [park, choi] = [await SignedIn.as(at, "Park", "operator"), await SignedIn.as(at, "Choi", "admin")];
  backup();
  await owner.ask(`PATCH ${pathOf(paths.account, park.id)}`, { enabled: false });
  await owner.ask(`PATCH ${pathOf(paths.account, choi.id)}`, { role: "viewer" });
  await SignedIn.as(at, "Seo", "admin");
  await restore();
  const { rows } = await at.client.get<{ rows: AccountRow[] }>(paths.accounts);
  expect(rows.map(({ name, role, enabled, sessions }) => [name, role, enabled, sessions])).toEqual([
    ["owner", "admin", true, 0],
    ["Park", "operator", false, 0],
    ["Choi", "viewer", true, 0],
    ["Seo", "admin", true, 0],
  ]);
});

test("keys on cards: those encoded since are known to the bench, those with newer keys open with them", async () => {
  const first = await encode("04112233445566");
  backup();
  await send("POST", paths.cardMasters, { technology: "desfire" });
  const renewed = await encode("04112233445566");
  const since = await encode("04112233445577");
  expect(renewed.versions.map(({ version }) => version)).toEqual([2, 1]);
  await lobby.sync();
  const key = lobby.list.get(secondOf(lobby.token(desfire, fromHex("04112233445566"))))?.key;
  expect(key).toHaveLength(16);
  expect((await restore()).carried).toMatchObject({ cards: 2 });
  const reader = await readerAgain();
  expect(reader.list.get(secondOf(reader.token(desfire, fromHex("04112233445566"))))?.key).toEqual(key);
  expect(reader.settings!.profiles).toEqual(lobby.settings!.profiles);
  const rows = (await at.client.get<CardsPage>(paths.cards)).rows;
  expect(rows).toMatchObject([{ personName: "Kim", keyVersion: 2, state: "active" }, { personName: null, keyVersion: 2, state: "ownerless" }]);
  const again = await send<CardOrders>("POST", paths.cardKeys, { technology: "desfire", uid: "04112233445577" });
  expect([again.versions, again.credential, again.personId]).toEqual([since.versions, since.credential, null]);
  expect(first.credential).toBe(renewed.credential);
});

test("a tag goes on counting where it was, and one that was revoked since stays so", async () => {
  const put = (tag: string) => send<DoorTagRow>("POST", paths.doorTags, { doorId: lobby.identity.doorId, uid: tag, metaKey: "00".repeat(16), macKey: "11".repeat(16), label: "" });
  await put("04112233445566");
  const bad = await put("04112233445567");
  backup();
  await at.backend.services.store.change((trx) => trx.updateTable("door_tag").set({ counter: 70 }).where("id", "<>", bad.id).execute());
  await send("DELETE", pathOf(paths.doorTag, bad.id));
  await put("04112233445568");
  expect((await restore()).carried).toMatchObject({ tags: 3 });
  const { rows } = await at.client.get<{ rows: DoorTagRow[] }>(paths.doorTags);
  expect(rows.map((row) => [row.uid.slice(-1), row.counter, row.revokedAt !== null])).toEqual([["6", 70, false], ["7", null, true], ["8", null, false]]);
});

test("a lease that was given or taken back since is on its reader's list as taken back", async () => {
  const phone = await send<PhoneSecrets>("POST", pathOf(paths.personPhones, kim), {});
  const lease = async () => (await send<{ rows: IssuedLease[] }>("POST", pathOf(paths.phoneLeases, phone.id), { doorId: lobby.identity.doorId, hours: 24 })).rows[0]!;
  const [kept, back] = [await lease(), await lease()];
  backup();
  await send("DELETE", pathOf(paths.lease, back.id));
  const given = await lease();
  const tokenOf = async (id: number) =>
    toHex((await at.backend.services.store.read.selectFrom("lease").select("token").where("id", "=", id).executeTakeFirstOrThrow()).token);
  const tokens = [await tokenOf(kept.id), await tokenOf(back.id), await tokenOf(given.id)];
  expect((await restore()).carried).toMatchObject({ leases: 2 });
  const { list } = await readerAgain();
  expect(tokens.map((token) => list.get(token.slice(8))?.flags)).toEqual([undefined, flagDisabled, flagDisabled]);
});

test("the phones' group key: one that readers have since is the one in force, and phones may keep the one of the backup until readers were heard", async () => {
  await send<PhoneSecrets>("POST", pathOf(paths.personPhones, kim), {});
  await send("POST", paths.phoneGroupKey, {});
  backup();
  await send("POST", paths.phoneGroupKey, { now: true });
  await lobby.sync();
  const inForce = toHex(lobby.settings!.phones);
  await at.backend.services.store.change((trx) => sql`delete from group_key where since < (select max(since) from group_key)`.execute(trx));
  await restore();
  expect(toHex((await readerAgain()).settings!.phones)).toBe(inForce);
  expect(await at.client.get<GroupKeyState>(paths.phoneGroupKey)).toMatchObject({ exists: true, next: null });
});

test("a reader taken out of use since is back disabled, and one enrolled since at a door of the backup has its list", async () => {
  await at.card(kim, "04a1b2c3d4e5f6");
  backup();
  await send("DELETE", pathOf(paths.reader, lobby.identity.readerId));
  const second = await at.reader("Lobby");
  await second.sync();
  expect((await restore()).carried).toMatchObject({ readers: 1, readersOff: 1 });
  expect(await at.readerRow(lobby.identity.readerId)).toMatchObject({ enabled: false });
  expect((await readerAgain(second)).list.size).toBe(1);
});

test("what a journal was caught at since stays told", async () => {
  backup();
  const broken = { break_reason: "altered", break_sequence: 70, break_at: 1_790_000_000 } as const;
  await at.backend.services.store.change((trx) => trx.updateTable("reader").set(broken).execute());
  await restore();
  expect((await at.readerRow(lobby.identity.readerId)).journalBreak).toMatchObject({ reason: "altered", sequence: 70 });
});

test("who was added since is nobody's name in the events of since, also when the number is another's", async () => {
  backup();
  const lee = await at.person("Lee", [staff]);
  await at.card(lee.id, "04a1b2c3d4e5f7");
  await lobby.sync();
  await lobby.report([tapOf(lobby.token(uid, fromHex("04a1b2c3d4e5f7")), { door: 1 })]);
  expect((await restore()).carried).toMatchObject({ events: 1 });
  const park = await at.person("Park", [staff]);
  expect((await at.card(park.id, "04a1b2c3d4e5f8")).id).toBeGreaterThan(1);
  expect(await at.eventsOf(lobby.identity.readerId)).toMatchObject([{ personName: null, doorName: "Lobby", verdict: "granted" }]);
});

test("of another site, or of what cannot be read, nothing is taken, and the reason is said", async () => {
  backup();
  const other = await restore(() => writeFileSync(join(dataDir, "site.key"), `${"A".repeat(43)}\n`));
  expect(other).toMatchObject({ carried: null, validAgain: null, notCarried: expect.stringContaining("another site's") });
  const spoilt = await restore(() => writeFileSync(join(dataDir, "latchkey.db"), "spoilt".repeat(1000)));
  expect(spoilt).toMatchObject({ carried: null, notCarried: expect.stringContaining("cannot be read") });
  expect((await at.readerRow(lobby.identity.readerId)).name).toBe("Lobby reader");
});
