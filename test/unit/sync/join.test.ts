import { stayJoined } from "../../../firmware/src/sync/join";
import { VirtualClock } from "../../../host-tools/simulator/board/clock";
import { seededRandom } from "../../../host-tools/simulator/board/entropy";

const boundMs = 45_000 + 2 * 60_000;
/** Nothing the radio itself does takes longer. */
const answerMsMax = 20_000;

/** The interpreter's Wi-Fi at its worst: no word, two words, late words, storms of events; it notes two tries at once. */
class BadRadio {
  there = false;
  joined = false;
  busy = false;
  overlaps = 0;
  tries = 0;
  private lost: () => void = () => undefined;

  constructor(
    private readonly clock: VirtualClock,
    private readonly random: () => number,
  ) {}

  onLost(run: () => void): void {
    this.lost = run;
  }

  leave(): void {
    this.busy = this.joined = false;
  }

  connect(done: (failed: boolean) => void): void {
    if (this.busy) this.overlaps++;
    this.busy = true;
    const mine = ++this.tries;
    const silent = !this.there && this.random() < 0.3;
    if (!this.there) this.storm();
    this.clock.after(1 + this.random() * answerMsMax, () => {
      if (silent || mine !== this.tries || !this.busy) return;
      this.busy = false;
      this.joined = this.there;
      done(!this.joined);
      if (this.random() < 0.3) done(!this.joined);
      if (this.random() < 0.3) this.clock.after(this.random() * 90_000, () => done(this.random() < 0.5));
    });
  }

  go(): void {
    this.there = false;
    if (!this.joined) return;
    this.joined = false;
    this.storm();
  }

  private storm(): void {
    for (let i = 0; i < 5; i++) this.clock.after(this.random() * 300, () => !this.joined && this.lost());
  }
}

describe.each(Array.from({ length: 40 }, (_, seed) => seed))("staying on a bad network, seed %i", (seed) => {
  it("tries one at a time, ever rarer, and is back within the stated bound each time", () => {
    const clock = new VirtualClock(0);
    const random = seededRandom(seed);
    const radio = new BadRadio(clock, random);
    stayJoined(radio, clock, Uint8Array.from({ length: 8 }, () => Math.floor(random() * 256)));
    for (let outage = 0; outage < 20; outage++) {
      const before = radio.tries;
      const awayMs = 60_000 + Math.floor(random() * 3_600_000);
      clock.advance(awayMs);
      expect(radio.tries - before).toBeLessThan(8 + awayMs / 60_000);
      radio.there = true;
      clock.advance(boundMs + answerMsMax);
      expect(radio.joined).toBe(true);
      radio.go();
    }
    expect(radio.overlaps).toBe(0);
  });
});

it("leaves a network that is of no use, when told, and joins it anew; in the middle of a try that changes nothing", () => {
  const clock = new VirtualClock(0);
  const radio = new BadRadio(clock, () => 0.5);
  radio.there = true;
  const rejoin = stayJoined(radio, clock, new Uint8Array(8));
  rejoin();
  clock.advance(answerMsMax);
  expect([radio.joined, radio.tries]).toEqual([true, 1]);
  rejoin();
  rejoin();
  expect(radio.joined).toBe(false);
  clock.advance(answerMsMax + 5000);
  expect([radio.joined, radio.tries, radio.overlaps]).toEqual([true, 2, 0]);
});

it("sets readers apart whose network is away for all at once, by up to as much again as each waits", () => {
  const triesOf = (chance: number): number[] => {
    const clock = new VirtualClock(0);
    const at: number[] = [];
    const failing = { connect: (done: (failed: boolean) => void) => void (at.push(clock.uptimeMs()), clock.after(100, () => done(true))), leave: () => undefined, onLost: () => undefined };
    stayJoined(failing, clock, new Uint8Array(8).fill(chance));
    clock.advance(600_000);
    return at;
  };
  const [soon, late] = [triesOf(0), triesOf(255)] as [number[], number[]];
  const gaps = (at: number[]) => at.slice(1).map((ms, i) => ms - at[i]! - 100);
  expect(gaps(soon).slice(0, 7)).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  gaps(late).slice(0, 7).forEach((gap, i) => expect(gap).toBeCloseTo(gaps(soon)[i]! * (1 + 255 / 256), -1));
  expect(new Set([1, 90, 180].map((chance) => triesOf(chance).join())).size).toBe(3);
});
