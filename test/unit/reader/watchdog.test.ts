import { faultSeen } from "../../../firmware/src/wire/event";
import { flashFailed } from "../../../firmware/src/base/fault";
import { system } from "../../../firmware/src/wire/record";
import { knownCard, LoneReader } from "../../support/lone-reader";

/* Ten seconds after the last proof, and proofs are asked for every two. */
const biteMsMax = 12_000;
const hopelessMs = 600_000;
const dayMs = 86_400_000;

const faultsOnFlash = (site: LoneReader): number[] =>
  site.records().filter(({ type, reason }) => type === system && reason === faultSeen).map(({ detail }) => detail);

describe("the watchdog", () => {
  it("never bites a healthy reader, idle for a day or busy", () => {
    const site = new LoneReader();
    site.pass(dayMs);
    for (let i = 0; i < 50; i++) {
      site.tap();
      site.pass(3000);
    }
    expect(site.reader.restarts).toBe(0);
  }, 120_000);

  it("bears a front end that is dead: it is looked for, which is progress", () => {
    const site = new LoneReader();
    site.reader.frontEnd.powerOff(true);
    site.pass(120_000);
    expect(site.reader.restarts).toBe(0);
  });

  it("bites when the poller is dead, and the reader serves again", () => {
    const site = new LoneReader();
    const { bus } = site.reader.frontEnd;
    const write = bus.write;
    site.pass(5000);
    bus.write = () => {
      throw new Error("the port is gone");
    };
    site.pass(biteMsMax);
    expect(site.reader.restarts).toBe(1);
    bus.write = write;
    site.pass(20_000);
    site.tap();
    expect(site.reader.door.isOn("relay")).toBe(true);
  });

  it("bites when the reader's own timers are dead though the poller runs", () => {
    const site = new LoneReader();
    site.pass(5000);
    site.clock.swallow = (delayMs) => delayMs === 500;
    site.pass(biteMsMax + 2000);
    expect(site.reader.restarts).toBe(1);
  });

  it("bites when no timer comes at all", () => {
    const site = new LoneReader();
    site.pass(5000);
    site.clock.swallow = (delayMs) => delayMs < 10_000;
    site.pass(biteMsMax);
    expect(site.reader.restarts).toBe(1);
  });

  it("bites when the journal takes nothing any more", () => {
    const site = new LoneReader();
    site.pass(5000);
    site.breakFlash("journal");
    site.tap();
    site.pass(biteMsMax);
    expect(site.reader.restarts).toBe(1);
  });

  it("does not bite when the journal works again in time, which its own record tells", () => {
    const site = new LoneReader();
    site.pass(5000);
    site.breakFlash("journal");
    site.tap();
    site.pass(5000);
    site.breakFlash("journal", false);
    site.pass(60_000);
    expect(site.reader.restarts).toBe(0);
    expect(faultsOnFlash(site)).toEqual([flashFailed]);
  });

  it("gives a journal that was never written in this boot ten minutes, serving a door whose policy allows it", () => {
    const site = new LoneReader();
    site.breakFlash("journal");
    site.reader.powerOff();
    site.reader.powerOn();
    site.pass(hopelessMs - 5000);
    expect(site.reader.restarts).toBe(0);
    site.tap(`uid:${knownCard}`);
    expect(site.reader.door.isOn("relay")).toBe(true);
    site.pass(biteMsMax + 5000);
    expect(site.reader.restarts).toBe(1);
  });

  it("does not bite a full journal: a restart would not empty it", () => {
    const site = new LoneReader();
    const before = site.records().length;
    for (let i = 0; i < 2400; i++) site.reader.reader!.faulted({ fault: flashFailed });
    site.pass(60_000);
    expect(site.records().length).toBeGreaterThan(before + 1000);
    site.tap();
    site.pass(60_000);
    expect(site.reader.restarts).toBe(0);
  });
});
