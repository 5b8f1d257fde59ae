import type { AccessAnswer } from "../../host-tools/api/directory";
import type { CardOrders, CardRow } from "../../host-tools/api/cards";
import type { EventsAnswer } from "../../host-tools/api/events";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { EmulatedCard } from "../../host-tools/simulator/cards/card";
import { encodedCard } from "../support/encoded-card";
import { VirtualSite, type VirtualDoor } from "../support/virtual-site";

/* A door that asks for a PIN, set in the backend, and cards with keys of their own at its reader and keypad. */
const uid = "04112233445566";
let site: VirtualSite;
let lobby: VirtualDoor;
let doorId: number;
let kim: { id: number };

beforeEach(async () => {
  site = await VirtualSite.start(1);
  lobby = await site.door("Lobby");
  doorId = lobby.identity.doorId!;
  expect(await site.at.client.send("PATCH", pathOf(paths.door, doorId), { asksPin: true })).toMatchObject({ asksPin: true });
  const staff = await site.at.level("Staff", [doorId]);
  kim = await site.at.person("Kim", [staff.id]);
  await site.pass(20_000);
});
afterEach(() => site.stop());

async function enrolled(technology = "desfire"): Promise<CardOrders> {
  const orders = await site.at.client.send<CardOrders>("POST", paths.cards, { technology, uid });
  await site.at.client.send("POST", pathOf(paths.cardRegistration, orders.id), { personId: kim.id, keyVersion: 1 });
  await site.pass(20_000);
  return orders;
}

async function show(card: EmulatedCard): Promise<void> {
  lobby.reader.frontEnd.present(card);
  await site.pass(400);
  lobby.reader.remove();
  await site.pass(600);
}

async function lastTap() {
  await site.pass(20_000);
  const { rows } = await site.at.client.get<EventsAnswer>(`${paths.events}?limit=1&kind=tap`);
  const { verdict, reason, technology, personName } = rows[0]!;
  return { verdict, reason, technology, personName };
}

test.each([["desfire", "ev2"], ["ntag424", "ntag424"]] as const)("%s: named in the events whether the PIN was right or wrong", async (technology, generation) => {
  const card = encodedCard(await enrolled(technology), generation, { pin: "4711" });
  for (const [keys, verdict, reason] of [["4712#", "denied", "pinWrong"], ["4711#", "granted", "granted"]]) {
    await show(card);
    await site.pass(lobby.reader.keypad.press(keys!) + 100);
    expect(await lastTap()).toEqual({ verdict, reason, technology, personName: "Kim" });
  }
});

test("a right that ends while its owner types is no right any more", async () => {
  const card = encodedCard(await enrolled(), "ev2", { pin: "4711" });
  await show(card);
  await site.pass(lobby.reader.keypad.press("47"));
  const { rows } = await site.at.client.get<{ rows: CardRow[] }>(paths.cards);
  await site.at.client.send("PATCH", pathOf(paths.credential, rows[0]!.credentialId!), { enabled: false });
  await site.pass(3000);
  await site.pass(lobby.reader.keypad.press("11#"));
  expect(await lastTap()).toMatchObject({ verdict: "denied", reason: "credentialDisabled" });
});

test("who may pass, and why not: the backend says of a number what the reader will", async () => {
  await site.at.client.send("POST", pathOf(paths.personCredentials, kim.id), { technology: "uid", identifier: "04a1b2c3" });
  const { credentials } = await site.at.client.get<AccessAnswer>(`${pathOf(paths.doorAccess, doorId)}?person=${kim.id}`);
  expect(credentials).toMatchObject([{ technology: "uid", granted: false, reason: "pinNeedsProof" }]);
});
