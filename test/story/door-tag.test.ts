import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AccessRequestAnswer, DoorTagRow } from "../../host-tools/api/door-tags";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { AuditRow } from "../../host-tools/api/audit";
import type { SignInLink } from "../../host-tools/api/session";
import { fromHex, toHex } from "../../firmware/src/base/bytes";
import type { CardOrders } from "../../host-tools/api/cards";
import { sunMacKey, sunMetaKey } from "../../host-tools/api/cards";
import type { CardLink } from "../../host-tools/encode/front-end";
import { encode } from "../../host-tools/encode/encode";
import { sunAddress } from "../../host-tools/encode/sun-address";
import { cardFrom } from "../../host-tools/simulator/cards/card-from";
import { CardOnBench } from "../support/card-on-bench";
import { SunTag } from "../support/sun-tag";
import { VirtualSite, type VirtualDoor } from "../support/virtual-site";

/* A phone reads the tag at a door, the backend decides, the real reader opens: shipped firmware, real backend, virtual time. */
let site: VirtualSite;
let lobby: VirtualDoor;
let kim: { id: number; levels: number[] };
let tag: SunTag;
let cookie: string;

const doorId = () => lobby.identity.doorId!;
const origin = () => site.at.backend.url;
const post = (path: string, body: object, headers: Record<string, string> = { origin: origin(), cookie }) =>
  fetch(origin() + path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
const ask = (sent: { e: string; c: string }, door = doorId()) => post(paths.accessRequests, { doorId: door, ...sent });
const answerOf = async (response: Response) => (await response.json()) as AccessRequestAnswer & { error?: { code: string } };
const codeOf = async (response: Response) => [response.status, (await answerOf(response)).error?.code];
const relayRose = () => lobby.reader.door.edges.some((edge) => edge.line === "relay" && edge.on);

async function passOf(person: number): Promise<string> {
  const { url } = await site.at.client.send<SignInLink>("POST", pathOf(paths.personPasses, person), {});
  const used = await post(paths.passes, { token: url.split("#")[1] }, { origin: origin() });
  expect(used.status).toBe(201);
  return used.headers.get("set-cookie")!.split(";")[0]!;
}

const put = (one: SunTag, door = doorId()) =>
  site.at.client.send<DoorTagRow>("POST", paths.doorTags, { doorId: door, uid: one.uid, metaKey: one.metaKey, macKey: one.macKey });

beforeEach(async () => {
  site = await VirtualSite.start(1);
  lobby = await site.door("Lobby");
  const staff = await site.at.level("Staff", [doorId()]);
  kim = await site.at.person("Kim", [staff.id]);
  tag = new SunTag("04112233445566", "00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100");
  await put(tag);
  cookie = await passOf(kim.id);
  await site.pass(20_000);
});
afterEach(() => site.stop());

test("the door opens, and the audit says who asked, of which tap, and no name", async () => {
  const answer = await answerOf(await ask(tag.tap()));
  expect(answer).toMatchObject({ granted: true, reason: "granted", doorName: "Lobby", readers: 1, sent: 1 });
  await site.pass(2000);
  expect(relayRose()).toBe(true);
  const audit = (await site.at.client.get<{ rows: AuditRow[] }>(paths.audit)).rows;
  expect(audit.find(({ action }) => action === "access request")).toMatchObject({
    author: `person ${kim.id}`, subject: `door ${doorId()}`, detail: { granted: true, reason: "granted", counter: 1 },
  });
  const kept = await site.at.backend.services.store.read.selectFrom("audit").selectAll().execute();
  expect(JSON.stringify(kept)).not.toContain("Kim");
});

test("an address is good once, and none that is older than the newest that was taken", async () => {
  const [first, second, third] = [tag.tap(), tag.tap(), tag.tap()];
  expect((await ask(second)).status).toBe(200);
  expect(await codeOf(await ask(second))).toEqual([409, "TAG_REPLAYED"]);
  expect(await codeOf(await ask(first))).toEqual([409, "TAG_REPLAYED"]);
  expect((await ask(third)).status).toBe(200);
  expect((await site.at.client.get<{ rows: DoorTagRow[] }>(paths.doorTags)).rows).toMatchObject([{ counter: 3 }]);
});

test("of many that come at once with the same address exactly one is let in", async () => {
  const sent = tag.tap();
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask(sent)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(11).fill(409)]);
});

test("nothing but the door's own tag is believed, and a wrong address spends nothing", async () => {
  const good = tag.tap();
  const flipped = { ...good, c: good.c.replace(/^./, (digit) => (parseInt(digit, 16) ^ 1).toString(16)) };
  const stranger = new SunTag(tag.uid, tag.macKey, tag.metaKey, 100).tap();
  const twin = new SunTag("04998877665544", tag.metaKey, tag.macKey, 100).tap();
  for (const sent of [flipped, stranger, twin, { e: good.c + good.c, c: good.c }]) {
    expect(await codeOf(await ask(sent))).toEqual([403, "TAG_UNPROVED"]);
  }
  for (const sent of [{ ...good, e: good.e.slice(2) }, { ...good, c: "" }, { ...good, e: good.e + "00" }, { e: "zz".repeat(16), c: good.c }]) {
    expect(await codeOf(await ask(sent))).toEqual([400, "INPUT"]);
  }
  const other = await site.at.door("Other");
  expect(await codeOf(await ask(good, other.id))).toEqual([403, "TAG_UNPROVED"]);
  expect((await ask(good)).status).toBe(200);
});

test("who may not pass is told why, the address is spent all the same, and the relay stays where it is", async () => {
  await site.at.change(kim.id, { levels: [] });
  const sent = tag.tap();
  expect(await answerOf(await ask(sent))).toMatchObject({ granted: false, reason: "noAccessLevel", readers: 0 });
  await site.at.change(kim.id, { levels: kim.levels });
  expect(await codeOf(await ask(sent))).toEqual([409, "TAG_REPLAYED"]);
  await site.at.client.send("PATCH", pathOf(paths.door, doorId()), { assuranceMin: 3 });
  expect(await answerOf(await ask(tag.tap()))).toMatchObject({ granted: false, reason: "assuranceTooLow" });
  await site.at.client.send("PATCH", pathOf(paths.door, doorId()), { assuranceMin: 2 });
  await site.at.change(kim.id, { enabled: false });
  expect(await answerOf(await ask(tag.tap()))).toMatchObject({ granted: false, reason: "credentialDisabled" });
  await site.pass(2000);
  expect(relayRose()).toBe(false);
});

test("a pass is for asking alone, comes by a link that works once, and is withdrawn in one step", async () => {
  const { url } = await site.at.client.send<SignInLink>("POST", pathOf(paths.personPasses, kim.id), {});
  const use = () => post(paths.passes, { token: url.split("#")[1] }, { origin: origin() });
  expect([(await use()).status, await codeOf(await use())]).toEqual([201, [401, "PASS_LINK"]]);
  const without = await post(paths.accessRequests, { doorId: doorId(), ...tag.tap() }, { origin: origin() });
  expect(await codeOf(without)).toEqual([401, "PASS_MISSING"]);
  const foreign = await post(paths.accessRequests, { doorId: doorId(), ...tag.tap() }, { origin: "https://elsewhere.example", cookie });
  expect(await codeOf(foreign)).toEqual([403, "ORIGIN"]);
  expect((await fetch(origin() + paths.people, { headers: { cookie } })).status).toBe(401);
  await site.at.client.send("DELETE", pathOf(paths.personPasses, kim.id), undefined);
  expect(await codeOf(await ask(tag.tap()))).toEqual([401, "PASS_MISSING"]);
});

test("a tag that moves to another door or gets new keys goes on counting; a removed one is believed no more", async () => {
  const old = tag.tap();
  expect((await ask(tag.tap())).status).toBe(200);
  const [row] = (await site.at.client.get<{ rows: DoorTagRow[] }>(paths.doorTags)).rows;
  const renewed = new SunTag(tag.uid, tag.macKey, tag.metaKey, 0);
  expect(await put(renewed)).toMatchObject({ id: row!.id, counter: 2 });
  expect(await codeOf(await ask(old))).toEqual([403, "TAG_UNPROVED"]);
  expect(await codeOf(await ask(renewed.tap()))).toEqual([409, "TAG_REPLAYED"]);
  renewed.counter = 2;
  expect((await ask(renewed.tap())).status).toBe(200);
});

test("a revoked tag is believed no more and stays in the list; put again it goes on counting, so that what was read before stays worthless", async () => {
  const [used, kept] = [tag.tap(), tag.tap()];
  expect((await ask(kept)).status).toBe(200);
  const list = async () => (await site.at.client.get<{ rows: DoorTagRow[] }>(paths.doorTags)).rows;
  const [row] = await list();
  expect(row).toMatchObject({ doorId: doorId(), doorName: "Lobby", uid: tag.uid, counter: 2, revokedAt: null });
  expect(Date.parse(row!.lastUsed!)).toBeCloseTo(site.at.backend.services.nowMs(), -4);
  const revoke = () => site.at.client.send("DELETE", pathOf(paths.doorTag, row!.id), undefined);
  await revoke();
  expect(await codeOf(await ask(tag.tap()))).toEqual([403, "TAG_UNPROVED"]);
  expect(await list()).toMatchObject([{ counter: 2, revokedAt: expect.any(String) }]);
  await expect(revoke()).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(JSON.stringify(await list())).not.toMatch(new RegExp(`${tag.metaKey}|${tag.macKey}`));
  await put(tag);
  expect(await list()).toMatchObject([{ counter: 2, revokedAt: null }]);
  for (const sent of [used, kept]) expect(await codeOf(await ask(sent))).toEqual([409, "TAG_REPLAYED"]);
  expect((await ask(tag.tap())).status).toBe(200);
});

test("a tag that the bench encoded with the site's own keys opens by what a phone reads from it", async () => {
  const [card, uid] = [cardFrom("ntag424:04A1A2A3A4A5A6"), "04a1a2a3a4a5a6"];
  const orders = await site.at.client.send<CardOrders>("POST", paths.cards, { technology: "ntag424", uid });
  const { keys } = orders.versions[0]!;
  await new CardOnBench(card).with((one) => encode(one, orders, sunAddress(`https://doors.example.org/d/${doorId()}`)));
  await put(new SunTag(uid, keys[sunMetaKey]!, keys[sunMacKey]!));
  const addresses = await new CardOnBench(card).with(async ({ link }) => [await addressOn(link), await addressOn(link)]);
  for (const address of addresses) {
    const { pathname, searchParams } = new URL(address);
    expect(pathname).toBe(`/d/${doorId()}`);
    const sent = { e: searchParams.get("e")!, c: searchParams.get("c")! };
    expect(await answerOf(await ask(sent))).toMatchObject({ granted: true });
    expect(await codeOf(await ask(sent))).toEqual([409, "TAG_REPLAYED"]);
  }
});

/** As a phone reads a type 4 tag (NFC Forum T4T, 5.4): application, file E104, its length, and the address behind "https://". */
async function addressOn(link: CardLink): Promise<string> {
  for (const command of ["00a4040007d276000085010100", "00a4000c02e104"]) expect(toHex(await link.exchange(fromHex(command)))).toBe("9000");
  const read = await link.exchange(fromHex("00b00000f0"));
  const message = read.subarray(2, 2 + read[0]! * 256 + read[1]!);
  return `https://${Buffer.from(message.subarray(5)).toString("latin1")}`;
}

test("the page says nothing of the door, keeps to our own scripts, and there is the answer as XML", async () => {
  const pages = await Promise.all([doorId(), 999].map(async (id) => (await fetch(`${origin()}${paths.tagPage}/${id}`)).text()));
  expect(pages[0]).toBe(pages[1]);
  expect(pages[0]!.length).toBeLessThan(10_000);
  const accept = { origin: origin(), cookie, accept: "application/xml" };
  const xml = await post(paths.accessRequests, { doorId: doorId(), ...tag.tap() }, accept);
  expect(await xml.text()).toMatch(/<accessRequest><granted>true<\/granted><reason>granted<\/reason><doorName>Lobby<\/doorName>/);
});

test("the keys of a tag lie in the database sealed", async () => {
  const bytes = Buffer.concat(["latchkey.db", "latchkey.db-wal"].map((name) => readFileSync(join(site.at.backend.services.store.dataDir, name))));
  for (const key of [tag.metaKey, tag.macKey]) expect(bytes.includes(Buffer.from(key, "hex"))).toBe(false);
  expect(bytes.includes(Buffer.from(tag.uid, "hex"))).toBe(true);
});
