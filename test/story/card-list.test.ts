import { fromHex } from "../../firmware/src/base/bytes";
import { uid as uidTechnology } from "../../firmware/src/wire/technology";
import type { CardOrders, CardsPage, ListedCard } from "../../host-tools/api/cards";
import type { CredentialRow, DoorRow, PersonRow } from "../../host-tools/api/directory";
import { pathOf, paths } from "../../host-tools/api/paths";
import { BackendAtWork } from "../support/backend-at-work";
import { tapOf } from "../support/model-reader";

/* Every card of a site in one list: numbers that were entered, cards of the bench, and what is nobody's. */
let at: BackendAtWork;
let gate: DoorRow;
let kim: PersonRow;
let lee: PersonRow;
let number: CredentialRow;

const list = (query = ""): Promise<CardsPage> => at.client.get(paths.cards + query);
const names = async (query: string): Promise<string[]> => (await list(query)).rows.map(({ personName, technology }) => `${personName} ${technology}`);

async function encoded(uid: string, personId: number | undefined, label = ""): Promise<CardOrders> {
  const orders = await at.client.send<CardOrders>("POST", paths.cards, { technology: "desfire", uid });
  await at.client.send("POST", pathOf(paths.cardRegistration, orders.id), { personId, keyVersion: orders.versions[0]!.version, label });
  return orders;
}

beforeEach(async () => {
  at = await BackendAtWork.start();
  gate = await at.door("Gate", { assuranceMin: 3, formerMin: 0, formerUntil: "2099-01-01" });
  const staff = await at.level("Staff", [gate.id]);
  [kim, lee] = [await at.person("Kim", [staff.id]), await at.person("Lee", [])];
  number = await at.card(kim.id, "04a1b2c3", { label: "blue fob" });
  await at.card(lee.id, "04a1b2c4");
});
afterEach(() => at.stop());

test("shows each card once, whose it is, how strong it is, and where and when it was last seen", async () => {
  const reader = await at.reader("Gate");
  await reader.sync();
  const token = reader.token(uidTechnology, fromHex("04a1b2c3"));
  await reader.report([tapOf(token, { door: 1, time: 1_790_000_000 }), tapOf(token, { door: 1, time: 1_790_000_500 })]);
  await encoded("04112233445566", kim.id, "badge");
  const { rows, total } = await list();
  expect(total).toBe(3);
  expect(rows).toMatchObject([
    { id: null, credentialId: number.id, technology: "uid", assurance: 0, uid: "04a1b2c3", label: "blue fob", personName: "Kim", state: "active", keyVersion: null },
    { id: expect.any(Number), technology: "desfire", assurance: 3, uid: "04112233445566", label: "badge", personName: "Kim", keyVersion: 1, newestVersion: 1, locked: false, lastSeen: null },
    { technology: "uid", uid: "04a1b2c4", personName: "Lee", lastSeen: null },
  ]);
  expect(rows[0]!.lastSeen).toEqual({ at: new Date(1_790_000_500_000).toISOString(), doorId: gate.id, doorName: "Gate" });
});

test("tells no key, no credential id and no message of a tag, entered or encoded", async () => {
  const { versions, credential } = await encoded("04112233445566", kim.id);
  const entered = ["d1011055046c61746368", "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"];
  await at.card(lee.id, entered[0]!, { technology: "ntag" });
  await at.card(lee.id, entered[1]!, { technology: "desfire" });
  const told = JSON.stringify(await list());
  for (const secret of [credential, ...versions[0]!.keys, versions[0]!.card, ...entered]) expect(told).not.toContain(secret);
});

test("finds by a part of a name, a label or a UID, by kind and by page, and counts all that fit", async () => {
  await encoded("04112233445566", kim.id, "badge");
  expect(await names("?search=le")).toEqual(["Lee uid"]);
  expect(await names("?search=BLUE")).toEqual(["Kim uid"]);
  expect(await names("?search=04%2011%2022")).toEqual(["Kim desfire"]);
  expect(await names("?technology=uid")).toEqual(["Kim uid", "Lee uid"]);
  expect(await list("?limit=1&offset=1")).toMatchObject({ total: 3, rows: [{ technology: "desfire" }] });
  await expect(list("?technology=paper")).rejects.toMatchObject({ code: "INPUT" });
});

test("a card is active while card, person and validity are; one that was begun, removed or made for a door is nobody's", async () => {
  await at.client.send("PATCH", pathOf(paths.credential, number.id), { enabled: false });
  expect((await list("?state=lapsed")).rows).toMatchObject([{ personName: "Kim", state: "lapsed", enabled: false }]);
  await at.change(lee.id, { enabled: false });
  expect((await list("?state=lapsed")).rows).toMatchObject([{ personName: "Kim" }, { personName: "Lee", state: "lapsed", enabled: true }]);
  await at.card(kim.id, "04a1b2c5", { validUntil: "2020-01-01" });
  await at.card(kim.id, "04a1b2c6", { validFrom: "2099-01-01" });
  expect((await list("?state=lapsed")).total).toBe(4);
  expect((await list("?state=active")).total).toBe(0);
  await at.client.send("POST", paths.cards, { technology: "desfire", uid: "04112233445577" });
  await encoded("04112233445588", undefined);
  await encoded("04112233445599", kim.id);
  const theirs = (await list("?technology=desfire&state=active")).rows[0]!;
  await at.client.send("DELETE", pathOf(paths.credential, theirs.credentialId!), undefined);
  const nobodys = (await list("?state=ownerless")).rows;
  expect(nobodys.map(({ uid, state, keyVersion, credentialId }) => [uid, state, keyVersion, credentialId])).toEqual([
    ["04112233445577", "ownerless", 0, null],
    ["04112233445588", "ownerless", 1, null],
    ["04112233445599", "ownerless", 1, null],
  ]);
});

test("who must get a new card before a door asks for more, and whose card has old keys", async () => {
  await encoded("04112233445566", kim.id);
  expect(await names(`?below=${gate.id}`)).toEqual(["Kim uid"]);
  await at.client.send("PATCH", pathOf(paths.door, gate.id), { assuranceMin: 0 });
  expect(await names(`?below=${gate.id}`)).toEqual([]);
  await expect(list("?below=99")).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await names("?state=oldKeys")).toEqual([]);
  await at.client.send("POST", paths.cardMasters, { technology: "desfire" });
  const [old] = (await list("?state=oldKeys")).rows as [ListedCard];
  expect(old).toMatchObject({ uid: "04112233445566", keyVersion: 1, newestVersion: 2 });
});

test("who would stand before a door that asks for a PIN without one: known before it asks, and again after a card is issued anew", async () => {
  const badge = await encoded("04112233445566", kim.id);
  await encoded("04112233445577", lee.id);
  expect(await names(`?withoutPin=${gate.id}`)).toEqual(["Kim uid", "Kim desfire"]);
  const told = (): Promise<ListedCard> => at.client.send("PUT", pathOf(paths.cardPin, badge.id), { hasPin: true });
  const first = await told();
  expect(first).toMatchObject({ hasPin: true, pinSince: expect.any(String) });
  expect(await told()).toEqual(first);
  expect(await names(`?withoutPin=${gate.id}`)).toEqual(["Kim uid"]);
  const { rows } = await list("?technology=desfire&search=kim");
  await at.client.send("DELETE", pathOf(paths.credential, rows[0]!.credentialId!), undefined);
  await encoded("04112233445566", kim.id);
  expect((await list("?technology=desfire&search=kim")).rows).toMatchObject([{ hasPin: null, pinSince: null }]);
  await expect(list("?withoutPin=99")).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(at.client.send("PUT", pathOf(paths.cardPin, 99), { hasPin: true })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a phone is no card", async () => {
  await at.client.send("POST", pathOf(paths.personPhones, kim.id), {});
  expect((await list()).total).toBe(2);
});
