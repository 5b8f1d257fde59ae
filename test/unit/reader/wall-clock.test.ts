import { WallClock } from "../../../firmware/src/reader/wall-clock";
import { VirtualClock } from "../../../host-tools/simulator/board/clock";

const provisioned = 1_790_000_000;
const year = 365 * 86400;

function clockAt(boardSeconds: number) {
  const clock = new VirtualClock(boardSeconds);
  return { clock, wall: new WallClock(clock, provisioned) };
}

describe("what a reader believes of the date", () => {
  it("is sure of a board clock that lies after its provisioning, and of none before", () => {
    expect(clockAt(provisioned + 5).wall.sure()).toBe(true);
    expect(clockAt(0).wall.sure()).toBe(false);
    expect(clockAt(provisioned - 1).wall.sure()).toBe(false);
  });

  it("takes the backend's time when it knows none, and goes on counting from it", () => {
    const { clock, wall } = clockAt(0);
    expect(wall.offer(provisioned + 1000)).toBe(provisioned + 1000);
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
});
