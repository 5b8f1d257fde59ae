import { faultSeen } from "../../firmware/src/wire/event";
import { flashFailed, flashVerify } from "../../firmware/src/base/fault";
import { breakPage } from "../support/broken-flash";
import { knownCard, LoneReader } from "../support/lone-reader";
import type { VirtualDoor } from "../support/virtual-site";
import { VirtualSite } from "../support/virtual-site";

/* Flash wears out page by page. Whichever page it is: what the backend orders holds at once, and somebody is told to replace the reader. */
describe("a reader one of whose pages takes nothing any more", () => {
  const card = "04a1b2c3d4e5f6";
  let site: VirtualSite;
  let door: VirtualDoor;
  let kim: number;
  let staff: number;

  beforeEach(async () => {
    site = await VirtualSite.start(6);
    door = await site.door("Lobby");
    staff = (await site.at.level("Staff", [door.identity.doorId!])).id;
    kim = (await site.at.person("Kim", [staff])).id;
    await site.at.card(kim, card);
    await site.pass(30_000);
  });
  afterEach(() => site.stop());

  async function opens(uid = card): Promise<boolean> {
    door.tap(`uid:${uid}`);
    await site.pass(1000);
    const isOpen = door.reader.door.isOn("relay");
    await site.pass(20_000);
    return isOpen;
  }

  async function edited(unlockMs: number): Promise<void> {
    await site.at.client.send("PATCH", `/api/v1/doors/${door.identity.doorId}`, { unlockMs });
    await site.pass(30_000);
  }

  const uidOf = (n: number): string => `0b${n.toString(16).padStart(12, "0")}`;
  const row = () => site.at.readerRow(door.identity.readerId);
  const faults = async () => (await site.at.eventsOf(door.identity.readerId)).filter(({ reason }) => reason === "faultSeen").map(({ detail }) => detail);

  test.each([0, 1])("settings, half %i: an edit is in force, a card taken away opens nothing, and the alarm stands", async (half) => {
    expect(await opens()).toBe(true);
    breakPage(door.reader, "settings", half);
    await edited(2000);
    await edited(4000);
    expect(door.reader.reader!.stores!.settings.unlockMs).toBe(4000);
    await site.at.client.send("DELETE", `/api/v1/people/${kim}`, undefined);
    await site.pass(30_000);
    expect([await opens(), (await row()).alarms]).toEqual([false, ["flashWorn"]]);
    expect(await faults()).toContain(flashFailed);
    /* Where it starts anew, the backend tells it again. */
    door.reader.powerOff();
    door.reader.powerOn();
    await site.pass(60_000);
    expect(door.reader.reader!.stores!.settings.unlockMs).toBe(4000);
  });

  test.each([0, 1])("list, page %i of its log: hundreds of changes are taken, before and after a start, and the alarm stands", async (page) => {
    breakPage(door.reader, "grants", page);
    for (let n = 0; n < 260; n++) {
      const { id } = await site.at.card(kim, uidOf(n));
      if (n % 2) await site.at.client.send("DELETE", `/api/v1/credentials/${id}`, undefined);
      await site.pass(1000);
      if (n !== 130) continue;
      door.reader.powerOff();
      door.reader.powerOn();
    }
    await site.pass(60_000);
    expect([await opens(uidOf(2)), await opens(uidOf(1)), await opens()]).toEqual([true, false, true]);
    await site.at.client.send("DELETE", `/api/v1/people/${kim}`, undefined);
    await site.pass(30_000);
    expect([await opens(), (await row()).alarms]).toEqual([false, ["flashWorn"]]);
    expect(door.reader.restarts).toBe(0);
  });

  test.each([0, 1])("state, page %i: it starts a hundred times, each with a number of its own, and the alarm stands", async (page) => {
    breakPage(door.reader, "state", page);
    const epochs: number[] = [];
    for (let n = 0; n < 100; n++) {
      door.reader.powerOff();
      door.reader.powerOn();
      await site.pass(2000);
      epochs.push(door.reader.reader!.epoch);
    }
    expect(epochs).toEqual(epochs.map((_, n) => epochs[0]! + n));
    await site.pass(60_000);
    expect([await opens(), (await row()).alarms]).toEqual([true, ["flashWorn"]]);
    await site.at.client.send("POST", `/api/v1/doors/${door.identity.doorId}/commands`, { action: "unlock" });
    await site.pass(1000);
    expect(door.reader.door.isOn("relay")).toBe(true);
  });

  test("state lost whole: it goes on with numbers that the backend takes, and says so", async () => {
    door.reader.powerOff();
    for (const page of [0, 1]) door.reader.region("state").erase(page);
    door.reader.powerOn();
    await site.pass(60_000);
    expect([await opens(), (await row()).alarms, (await row()).online]).toEqual([true, ["stateDamaged"], true]);
  });
});

test("a reader whose state takes nothing at all keeps the door shut, says why on its cable, and tries again from time to time", () => {
  const site = new LoneReader();
  site.pass(5000);
  site.reader.powerOff();
  site.breakFlash("state");
  site.reader.powerOn();
  expect(site.reader.reader).toMatchObject({ id: "0102030405060708", lastFault: `fault ${flashVerify}` });
  site.tap(`uid:${knownCard}`);
  expect(site.reader.door.isOn("relay")).toBe(false);
  site.pass(300_000);
  expect(site.reader.restarts).toBe(0);
  site.breakFlash("state", false);
  site.pass(900_000);
  expect(site.reader.restarts).toBe(1);
  site.tap(`uid:${knownCard}`);
  expect([site.reader.door.isOn("relay"), site.records().some(({ reason }) => reason === faultSeen)]).toEqual([true, false]);
});
