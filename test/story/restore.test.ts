import { rmSync } from "node:fs";
import type { EventRow } from "../../host-tools/api/events";
import { goodNetwork } from "../../host-tools/simulator/board/network";
import { latchkey } from "../support/command-line";
import { kim, lee, park, TwoDoors } from "../support/two-doors";
import type { VirtualDoor, VirtualSite } from "../support/virtual-site";

jest.setTimeout(120_000);

/*
 * A site is backed up, lives on, and is restored: the shipped firmware at the doors, the real backend, the real commands. Kim and Lee are in the
 * backup. Since then Kim was taken out and Park came; the doors' rules changed, and commands were carried out.
 */
let file: string;
let doors: TwoDoors;
let site: VirtualSite;
let lobby: VirtualDoor;
let lab: VirtualDoor;

beforeEach(async () => {
  doors = await TwoDoors.start();
  ({ site, lobby, lab } = doors);
  file = doors.beside("site.latchkey");
});
afterEach(() => doors.stop());

const run = async (...args: string[]) => {
  const done = await latchkey([...args, "--data", doors.data, "--json"]);
  expect([done.code, done.stderr]).toEqual([0, expect.not.stringContaining("error")]);
  return JSON.parse(done.stdout) as Record<string, unknown>;
};
const count = (rows: EventRow[], reason: string) => rows.filter((row) => row.reason === reason).length;

/** The verdict, and how long the relay was on. */
async function tap(door: VirtualDoor, card: string): Promise<{ reason: string; ms: number }> {
  const from = doors.relayOf(door).length;
  const reason = await doors.tap(door, card);
  const [on, off] = doors.relayOf(door).slice(from);
  return { reason, ms: on && off ? off.atMs - on.atMs : 0 };
}

/** So many taps at the lobby that a page of its journal closes, with a chain record of what is in it. */
async function closePage(): Promise<void> {
  for (let n = 0; n < 130; n++) {
    lobby.tap(`uid:${lee}`);
    await site.pass(2000);
  }
  await site.pass(30_000);
}

/** Everything that may change at a site after its backup. */
async function liveOn(): Promise<void> {
  await doors.kimGoesParkComes([(await site.at.level("Night", [lobby.identity.doorId!])).id]);
  await doors.patchDoor(lobby, { unlockMs: 9000 });
  for (let n = 0; n < 3; n++) {
    await doors.command(lobby, { action: "unlock" });
    await site.pass(12_000);
  }
  expect(await tap(lobby, park)).toMatchObject({ reason: "granted", ms: 9000 });
  expect((await tap(lobby, kim)).reason).toBe("unknownCredential");
  await site.pass(20_000);
}

/** Both readers hold what the backend has for them, and the console says so. */
async function converged(): Promise<void> {
  await doors.expectConverged();
  expect(await tap(lobby, kim)).toEqual({ reason: "granted", ms: 3000 });
  expect(await tap(lobby, lee)).toEqual({ reason: "granted", ms: 3000 });
  expect((await tap(lobby, park)).reason).toBe("unknownCredential");
  expect((await tap(lab, kim)).reason).toBe("granted");
  expect((await tap(lab, park)).reason).toBe("unknownCredential");
}

const recordsOfAll = async () => (await Promise.all(site.doors.map(({ identity }) => site.at.recordsOf(identity.readerId)))).flat().length;

/** Two commands for a reader that is away, one of them for ever. */
async function commandsWaitAtLab(): Promise<void> {
  lab.network.connected = false;
  await doors.command(lab, { action: "unlock" });
  await doors.command(lab, { action: "mode", mode: "unlocked" });
}

/** The admin is quick: before the reader is heard, the numbers given since the restore reach as far as those that it holds. */
async function editBeforeContact(): Promise<void> {
  for (let n = 0; n < 3; n++) await doors.patchDoor(lobby, { heldOpenS: 40 + n });
  for (let n = 0; n < 6; n++) await site.at.card((await site.at.person(`Visitor ${n}`, [doors.staff])).id, `0badcaf${n}`);
  await doors.command(lobby, { action: "unlock", ms: 2000 });
}

/** Nobody accuses the reader of the hole, and its journal goes on being proved behind it. */
async function provedAnew(): Promise<void> {
  const through = (await site.at.recordsOf(lobby.identity.readerId)).at(-1)!;
  await closePage();
  await closePage();
  const row = await site.at.readerRow(lobby.identity.readerId);
  expect([row.journalBreak, (await doors.audit()).filter(({ action }) => action === "journal broken")]).toEqual([null, []]);
  expect(row.journalProven!.sequence).toBeGreaterThan(through);
}

test("onto a machine that knows nothing: the readers end with what was backed up, and what the backup cannot know is told as lost", async () => {
  await closePage();
  await commandsWaitAtLab();
  await run("backup", file);
  const before = (await site.at.recordsOf(lobby.identity.readerId)).length;
  await liveOn();
  const since = (await site.at.recordsOf(lobby.identity.readerId)).length - before;
  const lastId = (await doors.eventsOf(lobby)).at(-1)!.id;
  const labUnlocks = lab.reader.door.edges.length;

  await site.restartBackend(async () => {
    rmSync(doors.data, { recursive: true });
    expect(await run("restore", file)).toMatchObject({ replaced: null, commandsDropped: 2, people: 2 });
  });
  expect((await site.at.readerRow(lobby.identity.readerId)).alarms).toEqual(["notSinceRestore"]);
  await editBeforeContact();
  const edges = doors.relayOf(lobby).length;
  lab.network.connected = true;
  await site.pass(60_000);

  /* The one command since the restore was carried out, once; none of before. */
  const relay = doors.relayOf(lobby).slice(edges);
  expect(relay.map(({ on }) => on)).toEqual([true, false]);
  expect(lab.reader.door.edges.length).toBe(labUnlocks);
  await converged();

  const rows = await doors.eventsOf(lobby);
  const told = rows.filter(({ reason }) => reason === "lostWithRestore");
  expect(told).toMatchObject([{ detail: since, kind: "reader" }]);
  /* Who asks for the events after the last that they know misses none. */
  expect(told[0]!.id).toBeGreaterThan(lastId);
  expect(count(rows, "unlockedByCommand")).toBe(1);
  const [settled] = (await doors.audit()).filter(({ action, subject }) => action === "settle" && subject === `reader ${lobby.identity.readerId}`);
  expect(settled!.detail).toMatchObject({ eventsLost: since });
  await provedAnew();
});

/** Of the lobby, whose records were `records`, nothing is missing, nothing twice, and its journal is proved through the restore as if nothing had been. */
async function provedThrough(records: number[]): Promise<void> {
  const now = await site.at.recordsOf(lobby.identity.readerId);
  expect(now.slice(0, records.length)).toEqual(records);
  expect(now).toEqual(now.map((_, i) => i + 1));
  const rows = await doors.eventsOf(lobby);
  expect([count(rows, "lostWithRestore"), count(rows, "unlockedByCommand")]).toEqual([0, 3]);
  /* What Park did is there, and Park is nobody. */
  const parks = rows.filter(({ token }) => token === rows.at(-1)!.token);
  expect(parks.map(({ personName }) => personName)).toEqual(parks.map(() => null));
  await closePage();
  const row = await site.at.readerRow(lobby.identity.readerId);
  expect(row.journalBreak).toBeNull();
  expect(row.journalProven!.sequence).toBeGreaterThan(records.length);
}

test("over the site itself: events, readers and doubts of since are taken along, and who is valid again is named", async () => {
  await closePage();
  await run("backup", file);
  const before = await recordsOfAll();
  await liveOn();
  const annex = await site.door("Annex");
  await site.at.level("Annex", [annex.identity.doorId!]);
  const visitor = (await site.at.person("Visitor", [])).id;
  await closePage();
  const records = await site.at.recordsOf(lobby.identity.readerId);
  const since = (await recordsOfAll()) - before;
  const [last] = await doors.audit();

  await site.restartBackend(async () => {
    const said = await run("restore", file);
    expect(said).toMatchObject({ replaced: expect.stringContaining("replaced-"), carried: { readers: 1, events: since } });
    expect(said.validAgain).toEqual([{ person: "Kim", technology: "uid", label: "" }]);
  });
  /* Nor does a bad network keep a reader from it. */
  lobby.network.faults = { lost: 0.3, doubled: 0.3, garbled: 0.05, delayMsMin: 5, delayMsMax: 1500 };
  await site.pass(120_000);
  lobby.network.faults = goodNetwork;
  await site.pass(60_000);
  await converged();
  await provedThrough(records);
  /* A reader enrolled since is one of the site's still; its door is not, so it stays locked. */
  const added = await site.at.readerRow(annex.identity.readerId);
  expect([added.doorId, added.listVersion, added.settingsVersion]).toEqual([null, added.backendVersion, added.backendSettingsVersion]);
  /* Numbers given since are not given to others, and the audit says where its other end is. */
  expect((await site.at.person("Next", [])).id).toBeGreaterThan(visitor);
  const restored = (await doors.audit()).find(({ action }) => action === "restore")!;
  expect(restored.detail).toMatchObject({ replacedAudit: { number: last!.number, hash: expect.stringMatching(/^[0-9a-f]{64}$/) } });
});
