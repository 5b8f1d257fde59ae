import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { EventRow } from "../../host-tools/api/events";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { AuditRow } from "../../host-tools/api/session";
import { temporaryDir } from "../support/command-line";
import type { VirtualDoor } from "../support/virtual-site";
import { VirtualSite } from "../support/virtual-site";

jest.setTimeout(120_000);

/*
 * Somebody stops the backend, puts an older copy of its database file in the place of the newer one, and starts it again. Nothing on the machine tells;
 * the readers do. Kim and Lee are in the copy; since then Kim was taken out, Park came, and the lobby did and was told things.
 */
const [kim, lee, park] = ["04a1b2c3d4e5f6", "04a1b2c3d4e5f7", "04a1b2c3d4e5f8"] as const;
const startSeconds = 1_790_000_000;
let dir: ReturnType<typeof temporaryDir>;
let data: string;
let logged: { fields: object; message: string }[];
let site: VirtualSite;
let lobby: VirtualDoor;
let lab: VirtualDoor;
let staff: number;
let kimId: number;

beforeEach(async () => {
  dir = temporaryDir();
  data = join(dir.path, "data");
  logged = [];
  const log = { info: () => undefined, warn: () => undefined, error: (fields: object, message: string) => void logged.push({ fields, message }) };
  site = await VirtualSite.start(3, startSeconds, data, log);
  lobby = await site.door("Lobby");
  lab = await site.door("Lab");
  staff = (await site.at.level("Staff", [lobby.identity.doorId!, lab.identity.doorId!])).id;
  kimId = (await site.at.person("Kim", [staff])).id;
  await site.at.card(kimId, kim);
  await site.at.card((await site.at.person("Lee", [staff])).id, lee);
  await site.pass(20_000);
});
afterEach(async () => {
  await site.stop();
  dir.clean();
});

const database = () => join(data, "latchkey.db");
const copy = () => join(dir.path, "copy.db");
/** Neither of them is how it should be done. */
const copyByHand = () => site.restartBackend(async () => copyFileSync(database(), copy()));
const putBackByHand = () =>
  site.restartBackend(async () => {
    for (const end of ["-wal", "-shm"]) rmSync(`${database()}${end}`, { force: true });
    copyFileSync(copy(), database());
  });

const command = (door: VirtualDoor, order: object) => site.at.client.send("POST", pathOf(paths.doorCommands, door.identity.doorId!), order);
const eventsOf = (door: VirtualDoor) => site.at.eventsOf(door.identity.readerId);
const audit = async () => (await site.at.client.get<{ rows: AuditRow[] }>(paths.audit)).rows;
const wentBack = async () => [...(await eventsOf(lobby)), ...(await eventsOf(lab))].filter(({ reason }) => reason === "databaseWentBack");
const relayOf = (door: VirtualDoor) => door.reader.door.edges.filter(({ line }) => line === "relay");

async function tap(door: VirtualDoor, card: string): Promise<string> {
  door.tap(`uid:${card}`);
  await site.pass(15_000);
  return (await eventsOf(door)).filter((row: EventRow) => row.verdict).at(-1)!.reason;
}

async function liveOn(): Promise<void> {
  await site.at.client.send("DELETE", pathOf(paths.person, kimId), undefined);
  await site.at.card((await site.at.person("Park", [staff])).id, park);
  await site.pass(20_000);
  await command(lobby, { action: "unlock" });
  await site.pass(12_000);
  expect([await tap(lobby, park), await tap(lobby, kim)]).toEqual(["granted", "unknownCredential"]);
  await site.pass(20_000);
}

/** Every reader holds what the database says, under a number that no reader can have had. */
async function converged(): Promise<void> {
  for (const door of [lobby, lab]) {
    const row = await site.at.readerRow(door.identity.readerId);
    expect([row.listVersion, row.settingsVersion, row.alarms]).toEqual([row.backendVersion, row.backendSettingsVersion, []]);
    expect([await tap(door, kim), await tap(door, lee), await tap(door, park)]).toEqual(["granted", "granted", "unknownCredential"]);
  }
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
  const line = (await audit()).find(({ action }) => action === "went back")!;
  expect(line.detail).toMatchObject({ says: { listVersion: expect.any(Number) }, known: { listVersion: expect.any(Number) } });

  expect((await site.at.readerRow(lobby.identity.readerId)).backendVersion).toBeGreaterThan(held.backendVersion);
  await converged();
  const events = await eventsOf(lobby);
  expect(events.filter(({ reason }) => reason === "lostWithRestore")).toMatchObject([{ detail: lost }]);
  const records = (await site.at.recordsOf(lobby.identity.readerId)).filter((sequence) => sequence > before + lost);
  expect(records).toEqual(records.map((_, i) => before + lost + 1 + i));
  expect((await site.at.readerRow(lobby.identity.readerId)).journalBreak).toBeNull();
});

test("numbers that meet by chance hide nothing: what is edited before the first word does not count, nor what another reader holds", async () => {
  lab.network.connected = false;
  await site.pass(60_000);
  await command(lab, { action: "mode", mode: "unlocked" });
  await copyByHand();
  await liveOn();
  lobby.network.connected = false;
  await site.pass(60_000);
  await putBackByHand();
  /* Lists as long as those that the readers hold, and longer; nothing is said before a reader says it. */
  for (let n = 0; n < 8; n++) await site.at.card((await site.at.person(`Visitor ${n}`, [staff])).id, `0badcaf${n}`);
  expect(logged).toEqual([]);
  const edges = relayOf(lab).length;
  lobby.network.connected = true;
  await site.pass(60_000);
  expect((await site.at.readerRow(lab.identity.readerId)).alarms).toEqual(["notSinceRestore"]);
  await command(lab, { action: "unlock" });
  lab.network.connected = true;
  await site.pass(60_000);
  expect([await wentBack(), logged]).toEqual([[expect.anything()], [expect.anything()]]);
  /* What was ordered in the copy is not carried out late, what was ordered since is, once. */
  expect(relayOf(lab).slice(edges).map(({ on }) => on)).toEqual([true, false]);
  await converged();
});

test("who signed in before is signed out, who signed in since is not", async () => {
  const signIn = async () => (await site.at.backend.services.accounts.useLink((await site.at.backend.services.accounts.makeLink()).secret)).secret;
  const old = await signIn();
  await site.pass(1000);
  await copyByHand();
  await site.at.backend.services.accounts.signOut(old);
  await liveOn();
  await putBackByHand();
  const fresh = await signIn();
  expect(await site.at.backend.services.accounts.accountOf(old)).toBeDefined();
  await site.pass(60_000);
  const { accounts } = site.at.backend.services;
  expect([await accounts.accountOf(old), await accounts.accountOf(fresh)]).toEqual([undefined, expect.objectContaining({ user: "owner" })]);
});

test("a reader that says too much once it has been met gets the whole list and starts nothing over", async () => {
  const model = await site.at.reader("Gate");
  await model.sync();
  model.listVersion += 1000;
  model.acknowledged = 50;
  await model.sync();
  expect([await wentBack(), logged, (await audit()).filter(({ action }) => action === "went back")]).toEqual([[], [], []]);
  expect(model.listVersion).toBe((await site.at.readerRow(model.identity.readerId)).backendVersion);
});
