import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { VirtualDoor, VirtualSite } from "../support/virtual-site";
import { kim, lee, park, startSeconds, TwoDoors } from "../support/two-doors";

jest.setTimeout(120_000);

/*
 * Somebody stops the backend, puts an older copy of its database file in the place of the newer one, and starts it again. Nothing on the machine tells;
 * the readers do. Kim and Lee are in the copy; since then Kim was taken out, Park came, and the lobby did and was told things.
 */
let logged: { fields: object; message: string }[];
let doors: TwoDoors;
let site: VirtualSite;
let lobby: VirtualDoor;
let lab: VirtualDoor;

beforeEach(async () => {
  logged = [];
  const log = { info: () => undefined, warn: () => undefined, error: (fields: object, message: string) => void logged.push({ fields, message }) };
  doors = await TwoDoors.start(log);
  ({ site, lobby, lab } = doors);
});
afterEach(() => doors.stop());

const database = () => join(doors.data, "latchkey.db");
const copy = () => doors.beside("copy.db");
/** Neither of them is how it should be done. */
const copyByHand = () => site.restartBackend(async () => copyFileSync(database(), copy()));
const putBackByHand = () =>
  site.restartBackend(async () => {
    for (const end of ["-wal", "-shm"]) rmSync(`${database()}${end}`, { force: true });
    copyFileSync(copy(), database());
  });

const wentBack = async () => [...(await doors.eventsOf(lobby)), ...(await doors.eventsOf(lab))].filter(({ reason }) => reason === "databaseWentBack");

async function liveOn(): Promise<void> {
  await doors.kimGoesParkComes();
  await site.pass(20_000);
  await doors.command(lobby, { action: "unlock" });
  await site.pass(12_000);
  expect([await doors.tap(lobby, park), await doors.tap(lobby, kim)]).toEqual(["granted", "unknownCredential"]);
  await site.pass(20_000);
}

/** Every reader holds what the database says, under a number that no reader can have had. */
async function converged(): Promise<void> {
  await doors.expectConverged();
  for (const door of [lobby, lab]) expect([await doors.tap(door, kim), await doors.tap(door, lee), await doors.tap(door, park)]).toEqual(["granted", "granted", "unknownCredential"]);
}

test("the first reader that knows more than the database tells: an alarm says what happened, all readers start over, and what is lost is told once", async () => {
  await copyByHand();
  const before = (await site.at.recordsOf(lobby.identity.readerId)).length;
  await liveOn();
  const lost = (await site.at.recordsOf(lobby.identity.readerId)).length - before;
  const held = await site.at.readerRow(lobby.identity.readerId);
  await putBackByHand();
  await site.pass(60_000);

  const rows = await wentBack();
  expect(rows).toHaveLength(1);
  /* When the copy was made, as far as it tells: later than the site began and before it lived on. */
  expect(rows[0]!.detail).toBeGreaterThanOrEqual(startSeconds);
  expect(rows[0]!.detail).toBeLessThanOrEqual(startSeconds + 25);
  expect(logged).toEqual([{ fields: expect.objectContaining({ code: "DATABASE_WENT_BACK" }), message: expect.stringContaining("latchkey restore") }]);
  const line = (await doors.audit()).find(({ action }) => action === "went back")!;
  expect(line.detail).toMatchObject({ says: { listVersion: expect.any(Number) }, known: { listVersion: expect.any(Number) } });

  expect((await site.at.readerRow(lobby.identity.readerId)).backendVersion).toBeGreaterThan(held.backendVersion);
  await converged();
  const events = await doors.eventsOf(lobby);
  expect(events.filter(({ reason }) => reason === "lostWithRestore")).toMatchObject([{ detail: lost }]);
  const records = (await site.at.recordsOf(lobby.identity.readerId)).filter((sequence) => sequence > before + lost);
  expect(records).toEqual(records.map((_, i) => before + lost + 1 + i));
  expect((await site.at.readerRow(lobby.identity.readerId)).journalBreak).toBeNull();
});

test("numbers that meet by chance hide nothing: what is edited before the first word does not count, nor what another reader holds", async () => {
  lab.network.connected = false;
  await site.pass(60_000);
  await doors.command(lab, { action: "mode", mode: "unlocked" });
  await copyByHand();
  await liveOn();
  lobby.network.connected = false;
  await site.pass(60_000);
  await putBackByHand();
  /* Lists as long as those that the readers hold, and longer; nothing is said before a reader says it. */
  for (let n = 0; n < 8; n++) await site.at.card((await site.at.person(`Visitor ${n}`, [doors.staff])).id, `0badcaf${n}`);
  expect(logged).toEqual([]);
  const edges = doors.relayOf(lab).length;
  lobby.network.connected = true;
  await site.pass(60_000);
  expect((await site.at.readerRow(lab.identity.readerId)).alarms).toEqual(["notSinceRestore"]);
  await doors.command(lab, { action: "unlock" });
  lab.network.connected = true;
  await site.pass(60_000);
  expect([await wentBack(), logged]).toEqual([[expect.anything()], [expect.anything()]]);
  /* What was ordered in the copy is not carried out late, what was ordered since is, once. */
  expect(doors.relayOf(lab).slice(edges).map(({ on }) => on)).toEqual([true, false]);
  await converged();
});

test("who signed in before is signed out, who signed in since is not", async () => {
  const signIn = async () => (await site.at.backend.services.accounts.useLink((await site.at.backend.services.accounts.firstLink()).secret)).secret;
  const old = await signIn();
  await site.pass(1000);
  await copyByHand();
  await site.at.backend.services.store.change((trx) => trx.deleteFrom("session").execute());
  await liveOn();
  await putBackByHand();
  const fresh = await signIn();
  expect(await site.at.backend.services.accounts.accountOf(old)).toBeDefined();
  await site.pass(60_000);
  const { accounts } = site.at.backend.services;
  expect([await accounts.accountOf(old), await accounts.accountOf(fresh)]).toEqual([undefined, expect.objectContaining({ name: "owner" })]);
});

test("a reader that says too much once it has been met gets the whole list and starts nothing over", async () => {
  const model = await site.at.reader("Gate");
  await model.sync();
  model.listVersion += 1000;
  model.acknowledged = 50;
  await model.sync();
  expect([await wentBack(), logged, (await doors.audit()).filter(({ action }) => action === "went back")]).toEqual([[], [], []]);
  expect(model.listVersion).toBe((await site.at.readerRow(model.identity.readerId)).backendVersion);
});
