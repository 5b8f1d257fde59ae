import { clockUnsure, grantedClockUnsure } from "../../../firmware/src/access/reason";
import { WallClock } from "../../../firmware/src/reader/wall-clock";
import { Journal } from "../../../firmware/src/store/journal";
import { VirtualClock } from "../../../host-tools/simulator/board/clock";
import { jsNative } from "../../../host-tools/hal/native";
import { LoneReader, provisionedAt } from "../../support/lone-reader";

const provisioned = 1_790_000_000;
const year = 365 * 86400;

function clockAt(boardSeconds: number) {
  const clock = new VirtualClock(boardSeconds);
  return { clock, wall: new WallClock(clock, provisioned, 0) };
}

describe("what a reader believes of the date", () => {
  it("is sure of a board clock that lies after its provisioning, and of none before", () => {
    expect(clockAt(provisioned + 5).wall.sure()).toBe(true);
    expect(clockAt(0).wall.sure()).toBe(false);
    expect(clockAt(provisioned - 1).wall.sure()).toBe(false);
  });

  it("takes the backend's time when it knows none, and goes on counting from it", () => {
    const { clock, wall } = clockAt(0);
    expect(wall.offer(provisioned + 1000)).toBe(1000);
    clock.advance(5000);
    expect([wall.sure(), wall.now()]).toEqual([true, provisioned + 1005]);
  });

  it("never believes a date before its own provisioning", () => {
    const { wall } = clockAt(0);
    expect([wall.offer(provisioned - 1), wall.sure()]).toEqual([0, false]);
  });

  it("refuses ten years back, and ten years ahead until told twice ten seconds apart", () => {
    const { clock, wall } = clockAt(provisioned + 11 * year);
    expect(wall.offer(provisioned + year)).toBe(0);
    expect(wall.offer(wall.now() + 10 * year)).toBe(0);
    clock.advance(9_999);
    expect(wall.offer(wall.now() + 10 * year)).toBe(0);
    clock.advance(1);
    expect(wall.offer(wall.now() + 10 * year)).toBe(10 * year);
  });

  it("forgets a claimed leap once an ordinary time comes in between", () => {
    const { clock, wall } = clockAt(provisioned + 5);
    wall.offer(wall.now() + 10 * year);
    wall.offer(wall.now() + 1);
    clock.advance(20_000);
    expect(wall.offer(wall.now() + 10 * year)).toBe(0);
  });

  /** Told every 25 s, as a session does, what `told` says of the true time. */
  function hear(one: ReturnType<typeof clockAt>, seconds: number, told: () => number): void {
    for (let s = 0; s < seconds; s += 25, one.clock.advance(25_000)) one.wall.offer(told());
  }

  it.each(["sure of a time ten years ahead", "unsure, and its newest record ten years ahead"])("comes back when it is %s and told the right time through a day, no sooner", (how) => {
    const clock = new VirtualClock(how.startsWith("sure") ? provisioned + 11 * year : 0);
    const one = { clock, wall: new WallClock(clock, provisioned, provisioned + 11 * year) };
    const right = () => provisioned + year + Math.floor(clock.uptimeMs() / 1000);
    hear(one, 86_400, right);
    expect(one.wall.now()).toBeGreaterThanOrEqual(provisioned + 11 * year);
    one.wall.offer(right());
    expect([one.wall.sure(), one.wall.now()]).toEqual([true, right()]);
    hear(one, 86_400, right);
    expect(Math.abs(one.wall.now() - right())).toBeLessThan(2);
  });

  it("begins its day of doubt anew when it is told anything else in between, and never comes back before its provisioning", () => {
    const one = clockAt(provisioned + 11 * year);
    const right = () => provisioned + year + Math.floor(one.clock.uptimeMs() / 1000);
    hear(one, 86_000, right);
    one.wall.offer(right() - 301);
    hear(one, 86_400, right);
    expect(one.wall.now()).toBeGreaterThan(provisioned + 11 * year);
    hear(one, 2 * 86_400, () => provisioned - 1);
    expect(one.wall.now()).toBeGreaterThan(provisioned + 11 * year);
  });

  it("tells, while it is unsure, the least that it can be", () => {
    const { clock, wall } = clockAt(0);
    clock.advance(90_000);
    expect([wall.sure(), wall.now(), wall.unsureMin()]).toEqual([false, provisioned + 90, 1.5]);
  });

  it.each([-200, -40, 0, 40, 200])("learns that its crystal is off by %i ppm, and is right by it through 30 days alone", (ppm) => {
    const clock = new VirtualClock(0);
    /* A second of the board's is not a second of the world's. */
    const wall = new WallClock({ uptimeMs: () => clock.uptimeMs() * (1 + ppm / 1e6), boardSeconds: () => 0, after: () => ({ id: 0 }), later: () => undefined, cancel: () => undefined }, provisioned, 0);
    const world = () => provisioned + 1000 + Math.floor(clock.uptimeMs() / 1000);
    const watchedS = 3 * 86_400;
    for (let s = 0; s <= watchedS; s += 25, clock.advance(25_000)) {
      wall.offer(world());
      expect(Math.abs(wall.now() - world())).toBeLessThanOrEqual(2);
    }
    const aloneS = 30 * 86_400;
    clock.advance(aloneS * 1000);
    expect(Math.abs(wall.now() - world())).toBeLessThanOrEqual(2 + (aloneS * 2) / watchedS);
  });

  it("does not take a step of the backend's clock for its own drift", () => {
    const { clock, wall } = clockAt(0);
    wall.offer(provisioned + 1000);
    clock.advance(7 * 3_600_000);
    expect(wall.offer(wall.now() + 200)).toBe(200);
    const before = wall.now();
    clock.advance(86_400_000);
    expect(wall.now() - before).toBe(86_400);
  });
});

describe("a reader that lost its clock with its power", () => {
  it("takes no time from before its journal's newest record, ten years back least of all", () => {
    const site = new LoneReader({}, { boardSeconds: provisionedAt + 5 * year });
    site.tap();
    const newest = site.records().at(-1)!.time;
    expect(newest).toBeGreaterThanOrEqual(provisionedAt + 5 * year);
    const journal = new Journal(site.reader.region("journal"), jsNative(), 2, false);
    const wall = new WallClock(new VirtualClock(0), provisionedAt, journal.lastSureTime());
    expect([wall.offer(newest - 5 * year), wall.offer(newest - 1), wall.sure()]).toEqual([0, 0, false]);
    expect(wall.offer(newest + 60)).toBe(60);
  });

  it("lets limited grants in through its minutes of grace and no longer", () => {
    const settings = { levels: Uint8Array.of(0), schedules: [Uint8Array.of(127, 0, 0, 160, 5)], graceMin: 10, unlockMs: 500 };
    const site = new LoneReader(settings, { boardSeconds: 0 });
    site.pass(9 * 60_000);
    site.tap();
    site.pass(90_000);
    site.tap();
    expect(site.records().filter((one) => one.type === 1).map((one) => one.reason)).toEqual([grantedClockUnsure, clockUnsure]);
  });
});
