import { type VirtualDoor, VirtualSite } from "../support/virtual-site";

/* The backend's clock goes ten years ahead for a minute, and takes its reader's along. */
const tenYears = 3650 * 86_400;
const anyDay = 1_790_000_000;
const hourMs = 3_600_000;
/** A reader that has been alone for an hour has asked again by then. */
const quietMs = 600_000;
const card = "04a0000000000a";

describe("a reader that was told a time ten years ahead", () => {
  let site: VirtualSite;
  let door: VirtualDoor;
  const trueSeconds = () => anyDay + Math.floor(site.clock.uptimeMs() / 1000);
  const wall = () => door.reader.reader!.wall!;
  const aheadS = () => wall().now() - trueSeconds();
  const alarms = async () => (await site.at.readerRow(door.identity.readerId)).alarms;
  const events = async () => (await site.at.eventsOf(door.identity.readerId)).map(({ reason }) => reason);

  beforeEach(async () => {
    site = await VirtualSite.start(11, anyDay);
    door = await site.door("Front");
    const level = await site.at.level("Staff", [door.identity.doorId!]);
    const { id } = await site.at.person("Kim", [level.id]);
    await site.at.card(id, card, { validUntil: new Date((anyDay + tenYears / 10) * 1000).toISOString() });
    await site.pass(60_000);
    await tap("granted");
    expect(Math.abs(aheadS())).toBeLessThan(3);
    expect(await alarms()).toEqual([]);
    site.backendAheadS = tenYears;
    await site.pass(60_000);
    site.backendAheadS = 0;
    await site.pass(60_000);
    expect(Math.abs(aheadS() - tenYears)).toBeLessThan(3);
    await tap("expired");
  });
  afterEach(() => site.stop());

  async function tap(reason: string): Promise<void> {
    door.tap(`uid:${card}`);
    await site.pass(3000);
    expect((await events()).filter((one) => ["granted", "expired", "clockUnsure"].includes(one)).at(-1)).toBe(reason);
    await site.pass(10_000);
  }

  /** Hours with the backend heard now and then; the front end is off, whose polls would cost a minute of machine a day. */
  async function idle(hours: number): Promise<void> {
    door.reader.frontEnd.powerOff(true);
    for (let hour = 0; hour < hours; hour++) {
      door.network.connected = false;
      site.clock.advance(hourMs - quietMs);
      door.network.connected = true;
      await site.pass(quietMs);
    }
    door.reader.frontEnd.powerOff(false);
    await site.pass(5000);
  }

  it("is shown as one whose clock differs, and comes back when it has heard the right time through a whole day", async () => {
    expect(await alarms()).toEqual(["clockDiffers"]);
    await idle(23);
    expect(Math.abs(aheadS() - tenYears)).toBeLessThan(3);
    expect(await alarms()).toEqual(["clockDiffers"]);
    const before = (await events()).length;
    await idle(1);
    expect(Math.abs(aheadS())).toBeLessThan(3);
    await site.pass(60_000);
    expect(await alarms()).toEqual([]);
    const [set] = (await site.at.eventsOf(door.identity.readerId)).slice(before).filter(({ reason }) => reason === "clockSet");
    expect(Math.abs(Date.parse(set!.at) / 1000 - trueSeconds())).toBeLessThan(2 * 3600);
    await tap("granted");
  });

  it("knows the date no more after a restart, says so, and comes back the same way; the next start is sure", async () => {
    door.reader.powerOff();
    door.reader.powerOn();
    await site.pass(60_000);
    expect([wall().sure(), await alarms()]).toEqual([false, ["clockDiffers"]]);
    await tap("expired");
    await idle(24);
    expect([wall().sure(), await alarms()]).toEqual([true, []]);
    await tap("granted");
    door.reader.powerOff();
    door.reader.powerOn();
    await site.pass(60_000);
    expect(wall().sure()).toBe(true);
    expect(Math.abs(aheadS())).toBeLessThan(3);
    await tap("granted");
  });
});
