import { toHex } from "../../firmware/src/base/bytes";
import type { CardOrders } from "../../host-tools/api/cards";
import type { PersonRow } from "../../host-tools/api/directory";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { IssuedLease, PhoneSecrets } from "../../host-tools/api/phones";
import { may } from "../../host-tools/api/rights";
import type { TraceAnswer, TraceRow } from "../../host-tools/api/traces";
import { routeRights } from "../../host-tools/backend/http/route-rights";
import { replayTrace } from "../../host-tools/trace/replay";
import { parseTrace } from "../../host-tools/trace/trace-file";
import { encodedCard } from "../support/encoded-card";
import { SignedIn } from "../support/signed-in";
import { VirtualSite, type VirtualDoor } from "../support/virtual-site";

/* What a card, tag or phone proves itself by leaves the backend by no answer (docs/adr/0012): every kind at a door, and every answer read. */
const message = "d1010b5402656e736563726574746167";
const entered = { desfire: "c0ffee00c0ffee11c0ffee22c0ffee33", ntag424: "decafbad00decafbad11decafbad22de" };
const tag = `ntag213:04A1B2C3D4E5F6:${message}`;
let site: VirtualSite;
let door: VirtualDoor;
let kim: PersonRow;
let orders: CardOrders;
let phone: string;

beforeEach(async () => {
  site = await VirtualSite.start(3);
  door = await site.door("Lobby");
  const staff = await site.at.level("Staff", [door.identity.doorId!]);
  kim = await site.at.person("Kim", [staff.id]);
  const { client } = site.at;
  await site.at.card(kim.id, "04a1b2c3");
  await site.at.card(kim.id, message, { technology: "ntag" });
  for (const technology of ["desfire", "ntag424"] as const) await site.at.card(kim.id, entered[technology], { technology });
  orders = await client.send("POST", paths.cards, { technology: "desfire", uid: "04112233445566" });
  await client.send("POST", pathOf(paths.cardRegistration, orders.id), { personId: kim.id, keyVersion: orders.versions[0]!.version });
  const keys = await client.send<PhoneSecrets>("POST", pathOf(paths.personPhones, kim.id), {});
  const { rows } = await client.send<{ rows: IssuedLease[] }>("POST", pathOf(paths.phoneLeases, keys.id), { doorId: door.identity.doorId, hours: 24 });
  phone = ["phone", "08010203", keys.phoneKey, keys.groupKey, ...rows.flatMap((one) => [one.doorKeyId, one.lease])].join(":");
  await site.pass(20_000);
}, 30_000);
afterEach(() => site.stop());

/** Identifiers of the site's credentials other than plain numbers, base 16. */
async function secrets(): Promise<string[]> {
  const rows = await site.at.backend.services.store.read.selectFrom("credential").select(["identifier", "technology"]).execute();
  return rows.filter(({ technology }) => technology !== 1).map(({ identifier }) => toHex(identifier));
}

const heldIn = (text: string, among: string[]): string[] => among.filter((one) => text.toLowerCase().includes(one) || text.includes(Buffer.from(one, "hex").toString("base64")));

async function taps(which: ("card" | "phone" | "tag" | "uid")[]): Promise<TraceAnswer> {
  const { id } = await site.at.client.send<TraceRow>("POST", pathOf(paths.readerTraces, door.identity.readerId), { taps: which.length, seconds: 120 });
  await site.pass(2000);
  for (const one of which) {
    if (one === "card") door.reader.frontEnd.present(encodedCard(orders, "ev2"));
    else door.reader.tap({ phone, tag, uid: "uid:04A1B2C3" }[one]);
    await site.pass(600);
    door.reader.remove();
    await site.pass(2000);
  }
  await site.pass(6000);
  return site.at.client.get<TraceAnswer>(pathOf(paths.trace, id));
}

const readable = Object.entries(routeRights).filter(([route]) => route.startsWith("GET") && !route.endsWith("/stream"));
const ids = (): string[] => [...Array.from({ length: 9 }, (_, i) => String(i + 1)), door.identity.readerId];

test.each(["viewer", "admin"] as const)("no answer to a %s holds what a card, tag or phone proves itself by", async (role) => {
  const taken = await taps(["card", "phone", "uid"]);
  const among = await secrets();
  expect(among).toHaveLength(5);
  const person = await SignedIn.as(site.at, "Lee", role);
  for (const [route, right] of readable) {
    const asked = route.includes(":id") ? ids().map((id) => route.replace(":id", id)) : [route];
    const answers = await Promise.all([...asked, ...asked.map((one) => `${one}?person=${kim.id}`)].map((one) => person.ask(one)));
    const found = answers.map(({ json }) => heldIn(JSON.stringify(json ?? ""), among)).flat();
    /* Each that is allowed was answered, so that there was something to look through. */
    const answered = answers.some(({ status }) => status === 200);
    expect([route, found, answered]).toEqual([route, [], right === "open" || may(role, right)]);
  }
  expect(taken.text).not.toBeNull();
}, 60_000);

test("an edit's answer, too, holds the card's number and no more", async () => {
  const { credentials } = await site.at.client.get<PersonRow>(pathOf(paths.person, kim.id));
  expect(credentials.map(({ technology, uid }) => [technology, uid])).toEqual([
    ["uid", "04a1b2c3"],
    ["ntag", null],
    ["desfire", null],
    ["ntag424", null],
    ["desfire", "04112233445566"],
    ["phone", null],
  ]);
  const changed = await site.at.client.send("PATCH", pathOf(paths.credential, credentials[2]!.id), { label: "grey" });
  expect(heldIn(JSON.stringify(changed), await secrets())).toEqual([]);
});

test("a trace of cards that prove themselves has no id in it, and its replay says what it cannot judge", async () => {
  const { text } = await taps(["card", "uid", "phone"]);
  expect(heldIn(text!, await secrets())).toEqual([]);
  const trace = parseTrace(text!);
  expect(trace.header.list).toMatchObject([{ technology: "uid", identifier: "04a1b2c3" }]);
  expect(replayTrace(trace)).toMatchObject({
    differences: [],
    unjudged: [
      "verdict 1: recorded granted (granted) by desfire; no replay can judge it: its proof was blanked at the reader",
      "verdict 3: recorded granted (granted) by phone; no replay can judge it: its proof was blanked at the reader",
    ],
  });
}, 60_000);

test("of a tag the trace holds what its frames tell, so that a replay decides as recorded", async () => {
  const trace = parseTrace((await taps(["tag"])).text!);
  expect(trace.header.list).toMatchObject([{ technology: "ntag", identifier: message }]);
  expect(replayTrace(trace)).toMatchObject({ differences: [], unjudged: [] });
}, 60_000);
