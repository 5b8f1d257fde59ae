import { fromHex } from "../../firmware/src/base/bytes";
import { unknownCredential } from "../../firmware/src/access/reason";
import { desfire, uid } from "../../firmware/src/wire/technology";
import type { CardOrders } from "../../host-tools/api/cards";
import type { EventRow } from "../../host-tools/api/events";
import { pathOf, paths } from "../../host-tools/api/paths";
import { BackendAtWork } from "../support/backend-at-work";
import type { ModelReader } from "../support/model-reader";
import { tapOf } from "../support/model-reader";

/* A reader's list leaves out who has no right at its door. Who asks why somebody was denied there wants the name all the same. */
let at: BackendAtWork;
let lobby: ModelReader;
beforeEach(async () => {
  at = await BackendAtWork.start();
  lobby = await at.reader("Lobby");
  await lobby.sync();
});
afterEach(() => at.stop());

const kimsCard = "04a1b2c3d4e5f6";

async function refusedTap(identifier: string, technology = uid): Promise<void> {
  const token = lobby.token(technology, fromHex(identifier));
  await lobby.report([tapOf(token, { reason: unknownCredential, technology, flags: 0, door: 1 })], lobby.nextSequence++);
}

/** Newest first, once nothing is looked for any more. */
async function stored(query = ""): Promise<EventRow[]> {
  await at.backend.services.unlisted.idle();
  return (await at.client.get<{ rows: EventRow[] }>(`${paths.events}?kind=tap${query}`)).rows;
}

test("a person without a right at the door is named in the refusal, and is found by it", async () => {
  const kim = await at.person("Kim", []);
  await at.card(kim.id, kimsCard);
  await refusedTap(kimsCard);
  expect(await stored()).toMatchObject([{ verdict: "denied", reason: "unknownCredential", personName: "Kim", doorName: "Lobby" }]);
  expect(await stored(`&person=${kim.id}`)).toHaveLength(1);
});

test("so is the owner of an encoded card that showed no more than its UID", async () => {
  const kim = await at.person("Kim", []);
  const orders = await at.client.send<CardOrders>("POST", paths.cards, { technology: "desfire", uid: kimsCard });
  const wish = { personId: kim.id, keyVersion: orders.versions[0]!.version };
  await at.client.send("POST", pathOf(paths.cardRegistration, orders.id), wish);
  await refusedTap(kimsCard);
  await refusedTap(kimsCard, desfire);
  expect((await stored()).map(({ personName }) => personName)).toEqual(["Kim", "Kim"]);
});

test("a card of nobody stays nobody's, also after somebody was given it; from then on the taps are theirs", async () => {
  await refusedTap(kimsCard);
  expect(await stored()).toMatchObject([{ personName: null, personId: null }]);
  const kim = await at.person("Kim", []);
  await at.card(kim.id, kimsCard);
  await refusedTap(kimsCard);
  expect((await stored()).map(({ personName }) => personName)).toEqual(["Kim", null]);
});

test("of many cards at once each finds its owner", async () => {
  for (let i = 10; i < 40; i++) await at.card((await at.person(`Person ${i}`, [])).id, `04a1b2c3d4e5${i}`);
  const taps = ["12", "deadbeef", "39", "25"].map((end) => (end.length > 2 ? end : `04a1b2c3d4e5${end}`));
  for (const tap of taps) await refusedTap(tap);
  expect((await stored()).map(({ personName }) => personName)).toEqual(["Person 25", "Person 39", null, "Person 12"]);
});
