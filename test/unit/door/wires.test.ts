import fc from "fast-check";
import * as state from "../../../firmware/src/door/state";
import * as event from "../../../firmware/src/wire/event";
import { standAlone } from "../../../host-tools/provision/settings";

/* A door at work for hours: what its wires do, what is ordered, and how long it takes until the next. */
const site = { ...standAlone(1), heldOpenS: 0 };
const input = fc.record({
  waitMs: fc.oneof(fc.nat(20_000), fc.nat(120_000), fc.nat(200_000), fc.nat(2_000_000)),
  kind: fc.constantFrom(state.unlock, state.contact, state.contact, state.contact, state.rex, state.tamper),
  on: fc.boolean(),
});
interface Told {
  atMs: number;
  event: number;
  detail: number;
}
interface Step {
  atMs: number;
  kind: number;
  on: boolean;
}

/** The door's answers to `steps`, ticked whenever it asks for it, and its alarm right after each step. */
function run(inputs: { waitMs: number; kind: number; on: boolean }[]): { told: Told[]; steps: Step[]; alarms: boolean[] } {
  const door = state.doorAtRest(site.mode);
  const [told, steps, alarms]: [Told[], Step[], boolean[]] = [[], [], []];
  let nowMs = 0;
  const step = (kind: number, value: number): void => {
    for (const action of state.next(door, { kind, value, seconds: 0 }, site, nowMs)) told.push({ atMs: nowMs, ...action });
  };
  for (const { waitMs, kind, on } of inputs) {
    const untilMs = nowMs + waitMs;
    for (let due = state.dueAt(door, nowMs); due <= untilMs; due = state.dueAt(door, nowMs)) {
      nowMs = Math.max(nowMs, due);
      step(state.tick, 0);
    }
    nowMs = untilMs;
    step(kind, kind === state.unlock ? 3000 : Number(on));
    steps.push({ atMs: nowMs, kind, on });
    alarms.push(state.lockFails(door));
  }
  return { told, steps, alarms };
}

/** Changes of one wire, repeats of the same level left out. */
function changes(steps: Step[], kind: number): Step[] {
  const own = steps.filter((step) => step.kind === kind);
  return own.filter((step, i) => step.on !== (own[i - 1]?.on ?? false));
}

const count = (told: Told[], number: number): number => told.filter((one) => one.event === number).length;
const histories = fc.array(input, { maxLength: 60, size: "max" });

describe("a lock that does not hold", () => {
  it("is told once, at the third opening that nothing excuses, each within a quarter of an hour of the last, and no sooner", () => {
    let tellings = 0;
    const property = fc.property(histories, (inputs) => {
      const { told } = run(inputs);
      let run3 = 0;
      let lastMs = -Infinity;
      const due: number[] = [];
      for (const { atMs } of told.filter((one) => one.event === event.forcedOpen)) {
        run3 = atMs - lastMs < 900_000 ? run3 + 1 : 1;
        lastMs = atMs;
        if (run3 === 3) due.push(atMs);
      }
      expect(told.filter((one) => one.event === event.lockNotHolding)).toEqual(due.map((atMs) => ({ atMs, event: event.lockNotHolding, detail: 3 })));
      tellings += due.length;
    });
    fc.assert(property, { numRuns: 2000, seed: 6 });
    expect(tellings).toBeGreaterThan(100);
  });

  it("is an alarm from then until a quarter of an hour has gone by without such an opening", () => {
    fc.assert(
      fc.property(histories, (inputs) => {
        const { told, steps, alarms } = run(inputs);
        steps.forEach(({ atMs, kind }, i) => {
          if (kind === state.unlock) return;
          const forced = told.filter((one) => one.event === event.forcedOpen && one.atMs <= atMs);
          const since = told.filter((one) => one.event === event.lockNotHolding && one.atMs <= atMs).at(-1);
          const later = since ? forced.filter((one) => one.atMs >= since.atMs).map((one) => one.atMs) : [];
          const broken = later.findIndex((at, k) => (later[k + 1] ?? atMs) - at >= 900_000);
          expect(alarms[i]).toBe(since !== undefined && broken < 0);
        });
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it("is never told of a door that opens only after grants and exits", () => {
    const visit = fc.record({ kind: fc.constantFrom(state.unlock, state.rex), afterMs: fc.nat(3900), openMs: fc.nat(600_000) });
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 20 }), (visits) => {
        const inputs = visits.flatMap(({ kind, afterMs, openMs }) => [
          { waitMs: 100, kind, on: true }, { waitMs: afterMs, kind: state.contact, on: true },
          { waitMs: openMs, kind: state.contact, on: false }, { waitMs: 10, kind: state.rex, on: false },
        ]);
        const { told } = run(inputs);
        expect([count(told, event.forcedOpen), count(told, event.lockNotHolding)]).toEqual([0, 0]);
        expect(count(told, event.opened)).toBe(visits.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the exit button", () => {
  it("is told stuck once for each press longer than a minute, and then excuses nothing until it is let go", () => {
    fc.assert(
      fc.property(histories, (inputs) => {
        const { told, steps } = run(inputs);
        const presses = changes(steps, state.rex);
        const endMs = steps.at(-1)?.atMs ?? 0;
        const stuck = presses.filter((one, i) => one.on && (presses[i + 1]?.atMs ?? endMs) - one.atMs >= state.rexStuckMs);
        expect(told.filter((one) => one.event === event.rexStuck).map((one) => one.atMs)).toEqual(stuck.map((one) => one.atMs + state.rexStuckMs));
        expect(count(told, event.rexPressed)).toBe(presses.filter((one) => one.on).length);
        const unlocks = steps.filter((one) => one.kind === state.unlock);
        for (const opening of changes(steps, state.contact).filter((one) => one.on)) {
          const press = presses.filter((one) => one.atMs <= opening.atMs).at(-1);
          const helpless = press?.on && opening.atMs - press.atMs >= state.rexStuckMs;
          if (!helpless || unlocks.some((one) => one.atMs <= opening.atMs && opening.atMs - one.atMs < 4000)) continue;
          expect(told.filter((one) => one.atMs === opening.atMs).map((one) => one.event)).toContain(event.forcedOpen);
        }
      }),
      { numRuns: 2000, seed: 8 },
    );
  });
});

describe("the case", () => {
  it("is told opened and closed by turns, once for each change, whatever else happens", () => {
    fc.assert(
      fc.property(histories, (inputs) => {
        const { told, steps } = run(inputs);
        const seen = told.filter((one) => one.event === event.tamperOpened || one.event === event.tamperClosed);
        const wanted = changes(steps, state.tamper).map(({ atMs, on }) => ({ atMs, event: on ? event.tamperOpened : event.tamperClosed, detail: 0 }));
        expect(seen).toEqual(wanted);
      }),
      { numRuns: 1000 },
    );
  });
});
