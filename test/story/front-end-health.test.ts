import type { EventRow } from "../../host-tools/api/events";
import { recoveryOf } from "../../host-tools/api/names";
import { paths } from "../../host-tools/api/paths";
import { wires } from "../../host-tools/simulator/pn532/wires";
import { VirtualSite, type VirtualDoor } from "../support/virtual-site";

/* A reader with each kind of wire to its front end, which falters and comes back: what the people at the door and the backend see. */
const card = "04a1b2c3d4e5f6";
const servedMs = 500;
const settleMs = 4000;
const minuteMs = 60_000;

let site: VirtualSite;
let door: VirtualDoor;

async function open(wire: (typeof wires)[number]): Promise<void> {
  site = await VirtualSite.start(7);
  door = await site.door("Lobby", {}, wire);
  const level = await site.at.level("Staff", [door.identity.doorId!]);
  await site.at.card((await site.at.person("Kim", [level.id])).id, card);
  await site.pass(settleMs);
}
afterEach(() => site.stop());

const events = async () => (await site.at.client.get<{ rows: EventRow[] }>(`${paths.events}?after=0&limit=1000`)).rows;
const recoveries = async () => (await events()).filter((row) => row.reason === "frontEndRecovered");
const verdicts = async () => (await events()).filter((row) => row.kind === "tap").map(({ verdict, reason }) => `${verdict} ${reason}`);

/** Whether the door opens within `servedMs` of the card's coming. */
async function opens(): Promise<boolean> {
  door.tap(`uid:${card}`);
  await site.passUntil(() => door.reader.door.isOn("relay"), servedMs);
  const open = door.reader.door.isOn("relay");
  await site.pass(settleMs);
  return open;
}

describe.each(wires)("over %s", (wire) => {
  beforeEach(() => open(wire));

  it("a known card opens, an unknown one does not, and a healthy front end is no news", async () => {
    expect(await opens()).toBe(true);
    door.tap("uid:0badcafe");
    await site.pass(settleMs);
    expect(door.reader.door.isOn("relay")).toBe(false);
    expect(await verdicts()).toEqual(["granted granted", "denied unknownCredential"]);
    expect(await recoveries()).toEqual([]);
  });

  /* A line of two paces has a reset wire, and each set-up begins with it. */
  it("after a brown-out of the front end the next card opens within half a second, and one line tells how it came back", async () => {
    const { frontEnd } = door.reader;
    frontEnd.powerOff(true);
    await site.pass(100);
    frontEnd.powerOff(false);
    expect(await opens()).toBe(true);
    const [row, ...more] = await recoveries();
    expect(more).toEqual([]);
    expect(row).toMatchObject({ kind: "reader", readerName: "Lobby reader" });
    expect(recoveryOf(row!.detail)).toEqual({ kind: wire === "serial+fast" ? "reset" : "initialised", count: expect.any(Number) as number });
  });

  it("a damaged answer costs the card nothing, and one line tells of it", async () => {
    door.reader.frontEnd.garble(1);
    expect(await opens()).toBe(true);
    expect((await recoveries()).map((row) => recoveryOf(row.detail).count)).toEqual([1]);
  });
});

describe.each(["spi+irq", "i2c+irq"] as const)("an interrupt line that sticks, over %s", (wire) => {
  it("costs a card some time and is told of, with how often; once it is free again there is no more of it", async () => {
    await open(wire);
    door.reader.stickAlert(true);
    expect(await opens()).toBe(true);
    const kinds = async () => (await recoveries()).map((row) => recoveryOf(row.detail).kind);
    expect(await kinds()).toEqual(["alertMissed"]);
    await site.pass(minuteMs);
    const [, second] = await recoveries();
    expect(recoveryOf(second!.detail).count).toBeGreaterThan(100);
    door.reader.stickAlert(false);
    await site.pass(3 * minuteMs);
    const told = (await kinds()).length;
    await site.pass(10 * minuteMs);
    expect(await opens()).toBe(true);
    expect([(await kinds()).length, new Set(await kinds())]).toEqual([told, new Set(["alertMissed"])]);
  });
});

describe("a front end that is slow to come up at boot", () => {
  it.each(["acknowledgement", "answer", "tenth of a second"])("is no news though its first %s was lost, and what fails later is", async (lost) => {
    await open("serial");
    const { reader } = door;
    reader.powerOff();
    if (lost === "acknowledgement") reader.frontEnd.loseAck(1);
    else if (lost === "answer") reader.frontEnd.mute(1);
    reader.powerOn();
    if (lost === "tenth of a second") reader.frontEnd.powerOff(true);
    await site.pass(100);
    reader.frontEnd.powerOff(false);
    await site.pass(settleMs);
    expect((await events()).map((row) => row.reason).filter((reason) => /frontEnd/.test(reason))).toEqual([]);
    reader.frontEnd.garble(1);
    await site.pass(settleMs);
    expect(await recoveries()).toHaveLength(1);
  });
});

describe("a front end that fails again and again", () => {
  it("is told of at most once a minute, then ever more rarely, and nothing of it is left out of the count", async () => {
    await open("serial");
    const { frontEnd } = door.reader;
    for (let second = 0; second < 1200; second++) {
      frontEnd.garble(1);
      await site.pass(1000);
    }
    const rows = await recoveries();
    const at = rows.map((row) => Date.parse(row.at));
    const gaps = at.slice(1).map((ms, i) => ms - at[i]!);
    expect(gaps.length).toBeGreaterThanOrEqual(3);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(minuteMs - 1000);
    expect([...gaps].sort((a, b) => a - b)).toEqual(gaps);
    expect(gaps.length).toBeLessThan(8);
    const told = rows.reduce((sum, row) => sum + recoveryOf(row.detail).count, 0);
    expect(told).toBeGreaterThan(400);
  });
});
