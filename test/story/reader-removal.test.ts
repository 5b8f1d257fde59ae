import { pathOf, paths } from "../../host-tools/api/paths";
import type { VirtualDoor } from "../support/virtual-site";
import { kim, lee, TwoDoors } from "../support/two-doors";

jest.setTimeout(120_000);

/* A reader decides by itself: what one does that is led away from its door, and one that is removed before it hears of it, by the shipped firmware. */
let doors: TwoDoors;
let lobby: VirtualDoor;
let lab: VirtualDoor;
beforeEach(async () => {
  doors = await TwoDoors.start();
  ({ lobby, lab } = doors);
});
afterEach(() => doors.stop());

const pass = (seconds: number) => doors.site.pass(seconds * 1000);
const own = () => pathOf(paths.reader, lobby.identity.readerId);
const setDoor = (doorId: number | null) => doors.site.at.client.send("PATCH", own(), { doorId });
const remove = () => doors.site.at.client.send("DELETE", own(), undefined);
const open = () => doors.relayOf(lobby).at(-1)?.on ?? false;
/** Whether the door opens for the card, by its relay: a removed reader tells nobody. */
async function opensFor(card: string): Promise<boolean> {
  const before = doors.relayOf(lobby).length;
  lobby.tap(`uid:${card}`);
  await pass(15);
  return doors.relayOf(lobby).slice(before).some(({ on }) => on);
}

test("led away and heard, it opens for nobody, and goes on so once it is removed", async () => {
  expect(await opensFor(kim)).toBe(true);
  await setDoor(null);
  await pass(20);
  const row = await doors.site.at.readerRow(lobby.identity.readerId);
  expect([row.listVersion, row.settingsVersion, row.eventsWaiting]).toEqual([row.backendVersion, row.backendSettingsVersion, 0]);
  expect([await opensFor(kim), await opensFor(lee)]).toEqual([false, false]);
  await remove();
  await pass(60);
  expect([await opensFor(kim), await opensFor(lee)]).toEqual([false, false]);
});

test("removed unheard, it goes on opening by the list it has, also for whoever is taken out later, and what it notes is lost", async () => {
  lobby.network.connected = false;
  await pass(20);
  await setDoor(null);
  await remove();
  await doors.kimGoesParkComes();
  lobby.network.connected = true;
  await pass(60);
  const told = (await doors.eventsOf(lobby)).length;
  expect([await opensFor(kim), await opensFor(lee)]).toEqual([true, true]);
  await pass(60);
  expect((await doors.eventsOf(lobby)).length).toBe(told);
});

test.each([
  ["no door", () => null],
  ["another door", () => lab.identity.doorId!],
])("led to %s, it does not stay unlocked for the hours that the door it left was to be", async (_where, door) => {
  if (door() === null) await doors.patchDoor(lobby, { mode: "locked" });
  await pass(20);
  await doors.command(lobby, { action: "mode", mode: "unlocked", seconds: 28_800 });
  await pass(20);
  expect(open()).toBe(true);
  await setDoor(door());
  await pass(20);
  expect(open()).toBe(false);
});

test("what its former door was told and it had not fetched, it does not do at the next", async () => {
  lobby.network.connected = false;
  await pass(60);
  await doors.command(lobby, { action: "mode", mode: "unlocked" });
  await setDoor(lab.identity.doorId!);
  lobby.network.connected = true;
  await pass(60);
  expect(open()).toBe(false);
  expect(await opensFor(kim)).toBe(true);
});
