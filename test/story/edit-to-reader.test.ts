import { fromHex } from "../../firmware/src/base/bytes";
import * as message from "../../firmware/src/wire/message";
import { flagDisabled } from "../../firmware/src/wire/grant";
import { uid } from "../../firmware/src/wire/technology";
import { BackendAtWork } from "../support/backend-at-work";
import { secondOf, type ModelReader } from "../support/model-reader";

/* From an edit on the screen to the list of a reader: the backend's half, with a model of a reader over real datagrams. */
let at: BackendAtWork;
let lobby: ModelReader;
beforeEach(async () => {
  at = await BackendAtWork.start();
  lobby = await at.reader("Lobby");
});
afterEach(() => at.stop());

async function staffAtLobby(): Promise<number> {
  return (await at.level("Staff", [lobby.identity.doorId!])).id;
}

const card = "04a1b2c3d4e5f6";
const held = (identifier: string) => lobby.list.get(secondOf(lobby.token(uid, fromHex(identifier))));

test("a reader is told the nonce, its settings and then a list of tokens", async () => {
  const kim = await at.person("Kim", [await staffAtLobby()]);
  await at.card(kim.id, card);
  expect(await lobby.sync()).toEqual([message.bodyAskAgain, message.bodySettings, message.bodyListPart, message.bodyNothing]);
  expect(lobby.settings!.door).toBe(1);
  expect([...lobby.settings!.levels]).toEqual([255]);
  expect(held(card)).toMatchObject({ levels: 1, flags: 0, validFrom: 0, validUntil: 0 });
});

test("an edit pokes the reader, and the person is disabled in its next answer", async () => {
  const kim = await at.person("Kim", [await staffAtLobby()]);
  await at.card(kim.id, card);
  await lobby.sync();
  const poked = lobby.poked();
  await at.change(kim.id, { enabled: false });
  await poked;
  await lobby.sync();
  expect(held(card)!.flags).toBe(flagDisabled);
});

test("a removed card leaves the list; a card of nobody was never on it", async () => {
  const kim = await at.person("Kim", [await staffAtLobby()]);
  const lee = await at.person("Lee", []);
  const { id } = await at.card(kim.id, card);
  await at.card(lee.id, "0badcafe");
  await lobby.sync();
  expect(lobby.list.size).toBe(1);
  await at.client.send("DELETE", `/api/v1/credentials/${id}`, undefined);
  await lobby.sync();
  expect(lobby.list.size).toBe(0);
});

test("removals travel ahead of a long delta", async () => {
  const staff = await staffAtLobby();
  const kim = await at.person("Kim", [staff]);
  await at.card(kim.id, card);
  await lobby.sync();
  const crowd = await at.person("Crowd", [staff]);
  for (let i = 0; i < 40; i++) await at.card(crowd.id, `0411223344${(i + 256).toString(16).slice(1)}00`);
  await at.change(kim.id, { levels: [] });
  const first = await lobby.syncOnce();
  expect(first).toMatchObject({ kind: message.bodyRemovals, more: true });
  expect(lobby.list.size).toBe(0);
  const { bodyDelta } = message;
  expect(await lobby.sync()).toEqual([bodyDelta, bodyDelta, bodyDelta, message.bodyNothing]);
  expect(lobby.list.size).toBe(40);
});

test("a credential's own key, wrapped for the reader, goes down with its grant", async () => {
  const kim = await at.person("Kim", [await staffAtLobby()]);
  await at.card(kim.id, "0badcafe");
  await lobby.sync();
  const { id } = await at.card(kim.id, card);
  for (let i = 0; i < 12; i++) await at.card(kim.id, `0411223344${(i + 256).toString(16).slice(1)}00`);
  const card_key = new Uint8Array(16).fill(5);
  await at.backend.services.store.change((trx) => trx.updateTable("reader_grant").set({ card_key }).where("credential_id", "=", id).execute());
  expect(await lobby.sync()).toEqual([message.bodyKeyedDelta, message.bodyDelta, message.bodyNothing]);
  expect(held(card)!.key).toEqual(card_key);
  expect([...lobby.list.values()].filter((grant) => grant.key)).toHaveLength(1);
});

test("a reader that claims a version nobody gave it is sent the whole list", async () => {
  await lobby.sync();
  lobby.listVersion = 999;
  expect(await lobby.sync()).toEqual([message.bodyListPart, message.bodyNothing]);
  expect(lobby.listVersion).toBe(1);
});

test("levels are bits of the grant that the settings tie to schedules", async () => {
  const door = lobby.identity.doorId!;
  const always = await at.level("Always in", [door]);
  const office = await at.level("Office", [door], 2);
  const kim = await at.person("Kim", [office.id]);
  await at.card(kim.id, card);
  await lobby.sync();
  const bit = Math.log2(held(card)!.levels);
  expect(lobby.settings!.schedules[lobby.settings!.levels[bit]!]).toHaveLength(5);
  await at.change(kim.id, { levels: [always.id, office.id] });
  await lobby.sync();
  expect(held(card)!.levels).toBe(3);
});

test("a level that is taken from the door takes its people with it, and its bit waits until the reader has heard", async () => {
  const door = lobby.identity.doorId!;
  const first = await at.level("First", [door]);
  const kim = await at.person("Kim", [first.id]);
  await at.card(kim.id, card);
  await lobby.sync();
  await at.client.send("PATCH", `/api/v1/levels/${first.id}`, { doors: [] });
  const second = await at.level("Second", [door]);
  await at.change(kim.id, { levels: [second.id] });
  await lobby.sync();
  expect(held(card)!.levels).toBe(2);
  expect([...lobby.settings!.levels]).toEqual([254, 255]);
});

test("an unlock from the screen arrives once, with its own length", async () => {
  await lobby.sync();
  const poked = lobby.poked();
  const path = `/api/v1/doors/${lobby.identity.doorId}/commands`;
  expect(await at.client.send("POST", path, { action: "unlock", ms: 4500 })).toEqual({ readers: 1, sent: 1 });
  await poked;
  const news = await lobby.syncOnce();
  expect(news.kind).toBe(message.bodyCommand);
  expect([...news.body]).toEqual([1, 0, 0, 0, message.actionUnlock, 4500 & 255, 4500 >> 8, 0, 0]);
  expect(await lobby.sync()).toEqual([message.bodyNothing]);
});
