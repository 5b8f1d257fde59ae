import fc from "fast-check";
import { debounce } from "../../../firmware/src/door/debounce";
import * as state from "../../../firmware/src/door/state";
import { evacuate, unlocked } from "../../../firmware/src/wire/settings";
import { standAlone } from "../../../host-tools/provision/settings";
import { VirtualClock } from "../../../host-tools/simulator/board/clock";
import { DoorHardware } from "../../../host-tools/simulator/board/door-hardware";

const step = fc.record({
  waitMs: fc.oneof(fc.nat(200), fc.nat(60_000)), kind: fc.integer({ min: 1, max: 6 }),
  value: fc.oneof(fc.nat(5), fc.nat(100_000)), seconds: fc.oneof(fc.constant(0), fc.nat(120)),
});

describe("the relay", () => {
  it("falls within 30 s of the last wish for it, whatever comes in and in whatever order, unless the mode holds the door unlocked", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(15), (steps, policies) => {
        const site = { ...standAlone(1), policies };
        const door = state.doorAtRest(site.mode);
        let [nowMs, wishedMs] = [0, -Infinity];
        const heldByMode = () => door.mode === unlocked || door.mode === evacuate;
        for (const { waitMs, kind, value, seconds } of steps) {
          const untilMs = nowMs + waitMs;
          for (let due = state.dueAt(door, nowMs); due <= untilMs; due = state.dueAt(door, nowMs)) {
            nowMs = Math.max(nowMs, due);
            state.next(door, { kind: state.tick, value: 0, seconds: 0 }, site, nowMs);
            if (door.relay && !heldByMode()) expect(nowMs - wishedMs).toBeLessThan(state.pulseMsMax);
          }
          nowMs = untilMs;
          if (door.relay && !heldByMode()) expect(nowMs - wishedMs).toBeLessThan(state.pulseMsMax);
          if (kind === state.unlock || kind === state.rex) wishedMs = nowMs;
          state.next(door, { kind, value: kind === state.setMode ? value % 5 : value, seconds }, site, nowMs);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe("a bouncing contact", () => {
  it("is told once for each lasting change, however it bounces", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 39 }), { maxLength: 9 }), { maxLength: 12 }), (moves) => {
        const clock = new VirtualClock(0);
        const wires = new DoorHardware(() => clock.uptimeMs());
        const told: boolean[] = [];
        debounce(clock, wires.contact, (on) => told.push(on));
        moves.forEach((bounces, i) => {
          const lasting = i % 2 === 0;
          for (const gapMs of bounces) {
            wires.drive("contact", !wires.isOn("contact"));
            clock.advance(gapMs);
          }
          wires.drive("contact", lasting);
          clock.advance(1000);
        });
        expect(told).toEqual(moves.map((_, i) => i % 2 === 0));
      }),
      { numRuns: 2000 },
    );
  });
});
