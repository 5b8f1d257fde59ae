import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex } from "../../firmware/src/base/bytes";
import * as event from "../../firmware/src/wire/event";
import * as message from "../../firmware/src/wire/message";
import { doorEvent, flagClockUnsure, system } from "../../firmware/src/wire/record";
import { uid } from "../../firmware/src/wire/technology";
import type { EventRow } from "../../host-tools/api/events";
import { BackendAtWork } from "../support/backend-at-work";
import { tapOf } from "../support/model-reader";

/* From a reader's journal to the store: durable before it is confirmed, once each, in order, with names. */
let at: BackendAtWork;
beforeEach(async () => void (at = await BackendAtWork.start()));
afterEach(() => at.stop());

const card = "04a1b2c3d4e5f6";
const stored = async (query = "") => (await at.client.get<{ rows: EventRow[] }>(`/api/v1/events${query}`)).rows;

test("a tap is shown with door, person, verdict and reason", async () => {
  const lobby = await at.reader("Lobby");
  const staff = await at.level("Staff", [lobby.identity.doorId!]);
  const kim = await at.person("Kim", [staff.id]);
  await at.card(kim.id, card);
  await lobby.sync();
  expect(await lobby.report([tapOf(lobby.token(uid, fromHex(card)), { door: 1 })])).toBe(1);
  expect(await stored()).toMatchObject([
    { kind: "tap", doorName: "Lobby", personName: "Kim", verdict: "granted", reason: "granted", technology: "uid", assurance: 0 },
  ]);
});

test("an unknown credential is an event like any other, without a person", async () => {
  const lobby = await at.reader("Lobby");
  await lobby.sync();
  await lobby.report([tapOf(lobby.token(uid, fromHex("deadbeef")), { reason: 16, flags: 0 })]);
  expect(await stored()).toMatchObject([{ verdict: "denied", reason: "unknownCredential", personName: null, doorName: "Lobby" }]);
});

test("records that come twice, also in other portions, are stored once and confirmed again", async () => {
  const lobby = await at.reader("Lobby");
  await lobby.sync();
  const taps = [1, 2, 3, 4, 5].map((second) => tapOf(undefined, { time: 1_790_000_000 + second }));
  expect(await lobby.report(taps.slice(0, 3), 1)).toBe(3);
  expect(await lobby.report(taps.slice(1), 2)).toBe(5);
  expect(await lobby.report(taps.slice(0, 3), 1)).toBe(3);
  expect((await stored("?after=0")).map((row) => row.sequence)).toEqual([1, 2, 3, 4, 5]);
});

test("many readers at once are each confirmed for their own, and nothing is mixed up", async () => {
  const readers = [];
  for (let i = 0; i < 8; i++) readers.push(await at.reader(`Door ${i}`));
  for (const reader of readers) await reader.sync();
  const batch = Array.from({ length: 32 }, () => tapOf(undefined));
  await Promise.all(readers.map(async (reader) => expect(await reader.report(batch)).toBe(32)));
  const rows = await stored("?after=0&limit=1000");
  expect(rows).toHaveLength(256);
  for (const reader of readers) {
    const own = rows.filter((row) => row.readerId === reader.identity.readerId);
    expect(own.map((row) => row.sequence)).toEqual(batch.map((_, i) => i + 1));
  }
});

test("what happened before the reader knew the date is dated by its uptime", async () => {
  const startMs = Date.UTC(2026, 9, 3, 12, 0, 0);
  const own = await BackendAtWork.start({ nowMs: () => startMs });
  const lobby = await own.reader("Lobby");
  lobby.uptimeS = 100;
  await lobby.sync();
  await lobby.report([tapOf(undefined, { flags: flagClockUnsure, time: 40 })]);
  const { rows } = await own.client.get<{ rows: EventRow[] }>("/api/v1/events");
  expect(rows[0]).toMatchObject({ at: "2026-10-03T11:59:00.000Z", clockUnsure: true });
  await own.stop();
});

test("door and system records have names of their own", async () => {
  const lobby = await at.reader("Lobby");
  await lobby.sync();
  const none = { technology: 0, flags: 0 };
  await lobby.report([
    tapOf(undefined, { ...none, type: doorEvent, reason: event.forcedOpen }),
    tapOf(undefined, { ...none, type: system, reason: event.booted, detail: 7 }),
  ]);
  expect(await stored("?after=0")).toMatchObject([
    { kind: "door", reason: "forcedOpen", verdict: null, technology: null },
    { kind: "reader", reason: "booted", detail: 7, verdict: null },
  ]);
});

test("after a restart of the backend the reader learns the new nonce, and its events go on", async () => {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-restart-"));
  let own = await BackendAtWork.start({ dataDir: dir });
  const { identity } = await own.reader("Lobby");
  let reader = await own.modelOf(identity, 3);
  await reader.sync();
  await reader.report([tapOf(undefined)]);
  const { port } = own.backend;
  await own.stop();
  own = await BackendAtWork.start({ dataDir: dir, port });
  const again = await own.modelOf(identity, 3);
  Object.assign(again, { nonce: reader.nonce, counter: reader.counter, nextSequence: 2, settings: reader.settings });
  reader = again;
  expect((await reader.syncOnce()).kind).toBe(message.bodyAskAgain);
  await reader.sync();
  expect(await reader.report([tapOf(undefined)])).toBe(2);
  const { rows } = await own.client.get<{ rows: EventRow[] }>("/api/v1/events?after=0");
  expect(rows.map((row) => row.sequence)).toEqual([1, 2]);
  await own.stop();
  rmSync(dir, { recursive: true });
});

test("with a full disk nothing is confirmed that is not stored, and all goes on when there is space", async () => {
  const lobby = await at.reader("Lobby");
  await lobby.sync();
  at.backend.services.store.limitBytes(1);
  const batch = Array.from({ length: 32 }, () => tapOf(undefined));
  let confirmed = 0;
  for (let sequence = 1; ; sequence += 32) {
    lobby.nextSequence = sequence;
    const answered = await answeredOrRefused(() => lobby.report(batch, sequence));
    if (answered === undefined) break;
    confirmed = answered;
  }
  await expect(peopleUntilRefused()).rejects.toMatchObject({ code: "STORE_FULL" });
  expect((await stored("?after=0&limit=1000")).length).toBe(confirmed);
  at.backend.services.store.limitBytes(1e9);
  expect(await lobby.report(batch, confirmed + 1)).toBe(confirmed + 32);
  expect((await stored("?after=0&limit=1000")).length).toBe(confirmed + 32);
});

/** The confirmed sequence, or undefined as soon as the backend has counted a frame that it could not store. */
function answeredOrRefused(report: () => Promise<number>): Promise<number | undefined> {
  const contact = at.backend.services.contacts.all()[0]!;
  return new Promise((resolve) => {
    void report().then(resolve);
    const look = (): void => void (contact.dropped.notStored ? resolve(undefined) : setImmediate(look));
    look();
  });
}

/** The last page of a table may still have room for some rows. */
async function peopleUntilRefused(): Promise<void> {
  for (let i = 0; i < 1000; i++) await at.client.send("POST", "/api/v1/people", { name: `Person ${i}`, note: "n".repeat(900) });
}
