import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { wrapKeyOf } from "../../firmware/src/crypto/kdf";
import type { CardOrders, CardRow } from "../../host-tools/api/cards";
import { readKey } from "../../host-tools/api/cards";
import type { EventsAnswer } from "../../host-tools/api/events";
import { pathOf, paths } from "../../host-tools/api/paths";
import { diversify } from "../../host-tools/keys/diversify";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import type { Generation } from "../../host-tools/simulator/cards/desfire";
import { encode } from "../../host-tools/encode/encode";
import { lock } from "../../host-tools/encode/lock";
import { cardFrom } from "../../host-tools/simulator/cards/card-from";
import type { EmulatedCard } from "../../host-tools/simulator/cards/card";
import { CardOnBench } from "../support/card-on-bench";
import { encodedCard } from "../support/encoded-card";
import { VirtualSite, type VirtualDoor } from "../support/virtual-site";

/* Cards with keys of their own, from the backend's master to the relay of the shipped reader. */
const uid = "04112233445566";
const other = "04a1a2a3a4a5a6";
let site: VirtualSite;
let lobby: VirtualDoor;
let cellar: VirtualDoor;
let kim: { id: number };

beforeEach(async () => {
  site = await VirtualSite.start(1);
  lobby = await site.door("Lobby");
  cellar = await site.door("Cellar");
  for (const door of [lobby, cellar]) await site.at.client.send("PATCH", pathOf(paths.door, door.identity.doorId!), { assuranceMin: 3 });
  const staff = await site.at.level("Staff", [lobby.identity.doorId!]);
  kim = await site.at.person("Kim", [staff.id]);
  await site.pass(20_000);
});
afterEach(() => site.stop());

const begin = (technology = "desfire", card = uid, ev1 = false): Promise<CardOrders> =>
  site.at.client.send("POST", paths.cards, { technology, uid: card, ev1 });
const register = (orders: CardOrders, personId = kim.id): Promise<CardRow> =>
  site.at.client.send("POST", pathOf(paths.cardRegistration, orders.id), { personId, keyVersion: orders.versions[0]!.version });

async function enrolled(technology = "desfire", card = uid, ev1 = false): Promise<CardOrders> {
  const orders = await begin(technology, card, ev1);
  await register(orders);
  await site.pass(20_000);
  return orders;
}

async function opens(door: VirtualDoor, card: EmulatedCard): Promise<boolean> {
  const from = door.reader.door.edges.length;
  door.reader.frontEnd.present(card);
  await site.pass(3000);
  door.reader.remove();
  await site.pass(6000);
  return door.reader.door.edges.slice(from).some((edge) => edge.line === "relay" && edge.on);
}

async function lastTap(): Promise<{ reason: string; technology: string | null; personName: string | null }> {
  await site.pass(20_000);
  const { rows } = await site.at.client.get<EventsAnswer>(`${paths.events}?limit=1&kind=tap`);
  const { reason, technology, personName } = rows[0]!;
  return { reason, technology, personName };
}

const holds = (image: Uint8Array, bytes: Uint8Array): boolean => Buffer.from(image).includes(Buffer.from(bytes));

/** What `door` would have of the card's key, if it had it: the key itself, and as it is wrapped for this reader. */
function formsAt(door: VirtualDoor, orders: CardOrders): Uint8Array[] {
  const cipher = nobleCipher();
  return orders.versions[0]!.keys.map(fromHex).flatMap((key) => [key, cipher.encryptBlock(wrapKeyOf(cipher, fromHex(door.identity.deviceKey)), key)]);
}

describe.each([["desfire", "ev2", false], ["desfire", "ev3", false], ["desfire", "ev1", true], ["ntag424", "ntag424", false]] as const)("%s %s", (technology, generation, ev1) => {
  test("opens the doors of its owner, names him, and opens no more once it is removed", async () => {
    const orders = await enrolled(technology, uid, ev1);
    const card = (): EmulatedCard => encodedCard(orders, generation as Generation);
    expect(await opens(lobby, card())).toBe(true);
    expect(await lastTap()).toEqual({ reason: "granted", technology, personName: "Kim" });
    expect(await opens(cellar, card())).toBe(false);
    const { credentialId } = (await site.at.client.get<{ rows: CardRow[] }>(paths.cards)).rows[0]!;
    await site.at.client.send("DELETE", pathOf(paths.credential, credentialId!), undefined);
    await site.pass(20_000);
    expect(await opens(lobby, card())).toBe(false);
  });
});

test.each(["desfire-ev1", "desfire-ev2", "desfire-ev3", "ntag424"])("%s from the factory, over the bench, to an open door", async (kind) => {
  const card = cardFrom(`${kind}:${uid}`);
  const orders = await begin(kind === "ntag424" ? kind : "desfire", uid, kind === "desfire-ev1");
  await new CardOnBench(card).with((one) => encode(one, orders));
  expect(await opens(lobby, card)).toBe(false);
  await register(orders);
  await site.pass(20_000);
  expect(await opens(lobby, card)).toBe(true);
  await new CardOnBench(card).with((one) => lock(one, orders));
  expect(await opens(lobby, card)).toBe(true);
});

test("an EV1 beside later cards: each is asked in its own way", async () => {
  const [later, earlier] = [await enrolled(), await enrolled("desfire", other, true)];
  expect(await opens(lobby, encodedCard(later, "ev2"))).toBe(true);
  expect(await opens(lobby, encodedCard(earlier, "ev1"))).toBe(true);
});

test("a reader's flash holds the key of cards it may open with, wrapped for it alone, and no other key of any card", async () => {
  const orders = await enrolled();
  const wrapped = formsAt(lobby, orders)[readKey * 2 + 1];
  expect(holds(lobby.reader.flash.image(), wrapped!)).toBe(true);
  const forms = [...formsAt(lobby, orders), ...formsAt(cellar, orders)];
  const held = ({ reader }: VirtualDoor): Uint8Array[] => forms.filter((form) => holds(reader.flash.image(), form));
  expect([held(lobby).map(toHex), held(cellar)]).toEqual([[toHex(wrapped!)], []]);
  for (const reader of [lobby.reader, cellar.reader]) expect(holds(reader.flash.image(), fromHex(orders.credential))).toBe(false);
});

test("no master is in any reader's flash, nor unsealed in the database, nor in what the bench is told", async () => {
  const orders = await enrolled();
  await enrolled("ntag424", other);
  const { store, cardKeys } = site.at.backend.services;
  const masters = [...(await cardKeys.masters(store.read, "desfire")), ...(await cardKeys.masters(store.read, "ntag424"))].map(({ key }) => key);
  expect(masters).toHaveLength(2);
  const sealed = await store.read.selectFrom("card_master").selectAll().execute();
  for (const master of masters) {
    for (const { reader } of [lobby, cellar]) {
      expect(holds(reader.flash.image(), master)).toBe(false);
      const wrapKey = wrapKeyOf(nobleCipher(), fromHex(lobby.identity.deviceKey));
      expect(holds(reader.flash.image(), nobleCipher().encryptBlock(wrapKey, master))).toBe(false);
    }
    for (const row of sealed) expect(holds(row.sealed, master)).toBe(false);
    expect(JSON.stringify(orders)).not.toContain(toHex(master));
  }
});

test("the key of a card is AN10922's of UID, application and key number", async () => {
  const { versions } = await begin();
  const [{ key }] = [(await site.at.backend.services.cardKeys.masters(site.at.backend.services.store.read, "desfire"))[0]!];
  const input = (number: number, application: string): Uint8Array => fromHex(`${uid}${application}${Buffer.from("latchkey").toString("hex")}0${number}`);
  expect(versions[0]!.keys).toEqual([0, 1].map((number) => toHex(diversify(nobleCipher(), key, input(number, "c71af5")))));
  expect(versions[0]!.card).toBe(toHex(diversify(nobleCipher(), key, input(0, "000000"))));
});

test("who took a reader apart, and knows the UIDs, makes no card that opens: not even at that door", async () => {
  const orders = await enrolled();
  const stolen = lobby.reader.flash.image();
  expect(holds(stolen, formsAt(lobby, orders)[readKey * 2 + 1]!)).toBe(true);
  expect(await opens(lobby, encodedCard(orders, "ev2", { credential: "00".repeat(16) }))).toBe(false);
  expect(await lastTap()).toMatchObject({ reason: "unknownCredential" });
});

test("a copy without the key, and another card's key, are refused by name", async () => {
  const [orders, foreign] = [await enrolled(), await begin("desfire", other)];
  expect(await opens(lobby, encodedCard(orders, "ev2", { keys: foreign.versions[0]!.keys }))).toBe(false);
  expect(await lastTap()).toMatchObject({ reason: "wrongKey", technology: "desfire" });
  expect(await opens(lobby, encodedCard({ ...orders, uid: other }, "ev2"))).toBe(false);
});

test("a disabled card proves itself and is refused as disabled", async () => {
  const orders = await enrolled();
  const { credentialId } = (await site.at.client.get<{ rows: CardRow[] }>(paths.cards)).rows[0]!;
  await site.at.client.send("PATCH", pathOf(paths.credential, credentialId!), { enabled: false });
  await site.pass(20_000);
  expect(await opens(lobby, encodedCard(orders, "ev2"))).toBe(false);
  expect(await lastTap()).toMatchObject({ reason: "credentialDisabled", personName: "Kim" });
});

test("cards under an older and a newer master open side by side; one encoded anew opens by its new keys alone", async () => {
  const [first, second] = [await enrolled(), await enrolled("desfire", other)];
  await site.at.client.send("POST", paths.cardMasters, { technology: "desfire" });
  const renewed = await begin();
  expect(renewed.versions.map(({ version }) => version)).toEqual([2, 1]);
  expect([renewed.credential, renewed.versions[1]!.keys]).toEqual([first.credential, first.versions[0]!.keys]);
  await register(renewed);
  await site.pass(20_000);
  expect(await opens(lobby, encodedCard(renewed, "ev2"))).toBe(true);
  expect(await opens(lobby, encodedCard(first, "ev2"))).toBe(false);
  expect(await lastTap()).toMatchObject({ reason: "wrongKeyVersion" });
  expect(await opens(lobby, encodedCard(second, "ev2"))).toBe(true);
});

test("orders stay the same until the card is removed, then they are for a new credential", async () => {
  const first = await begin();
  expect(await begin()).toEqual(first);
  const { credentialId } = await register(first);
  expect(await register(first)).toMatchObject({ credentialId, personName: "Kim" });
  const lee = await site.at.person("Lee", []);
  await expect(register(first, lee.id)).rejects.toMatchObject({ code: "CREDENTIAL_TAKEN" });
  await site.at.client.send("DELETE", pathOf(paths.credential, credentialId!), undefined);
  await expect(register(first)).rejects.toMatchObject({ code: "CARD_REMOVED" });
  const again = await begin();
  expect(again.credential).not.toBe(first.credential);
  expect((await begin()).credential).toBe(again.credential);
  expect(await register(again, lee.id)).toMatchObject({ personName: "Lee" });
  await site.at.client.send("DELETE", pathOf(paths.person, lee.id), undefined);
  expect((await begin()).credential).not.toBe(again.credential);
});

test("keys are given out for known cards alone, and each time is written down", async () => {
  await expect(site.at.client.send("POST", paths.cardKeys, { technology: "desfire", uid })).rejects.toMatchObject({ code: "CARD_UNKNOWN" });
  const orders = await begin();
  expect(await site.at.client.send("POST", paths.cardKeys, { technology: "desfire", uid })).toEqual(orders);
  const { rows } = await site.at.client.get<{ rows: { action: string }[] }>(paths.audit);
  expect(rows.map(({ action }) => action)).toEqual(expect.arrayContaining(["begin card", "card keys"]));
  expect(JSON.stringify(rows)).not.toContain(uid);
  await expect(site.at.client.send("POST", paths.cards, { technology: "desfire", uid: "04112233" })).rejects.toMatchObject({ code: "INPUT" });
});
