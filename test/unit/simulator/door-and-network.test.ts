import { DoorHardware } from "../../../host-tools/simulator/board/door-hardware";
import { VirtualClock } from "../../../host-tools/simulator/board/clock";
import { seededRandom } from "../../../host-tools/simulator/board/entropy";
import { goodNetwork, Network } from "../../../host-tools/simulator/board/network";

describe("the simulated door", () => {
  it("notes edges only, with their time, and lets everything fall at power-off", () => {
    const clock = new VirtualClock(0);
    const door = new DoorHardware(() => clock.uptimeMs());
    door.relay.set(false);
    door.relay.set(true);
    clock.advance(10);
    door.relay.set(true);
    door.powerOff();
    expect(door.edges).toEqual([
      { atMs: 0, line: "relay", on: true },
      { atMs: 10, line: "relay", on: false },
    ]);
  });

  it("tells the reader of a contact that moves, once a move", () => {
    const door = new DoorHardware(() => 0);
    const seen: boolean[] = [];
    door.contact.watch((on) => seen.push(on));
    door.drive("contact", true);
    door.drive("contact", true);
    door.drive("contact", false);
    expect([seen, door.contact.get()]).toEqual([[true, false], false]);
  });
});

function carried(faults: typeof goodNetwork, seed: number): string[] {
  const clock = new VirtualClock(0);
  const network = new Network(clock, seededRandom(seed), faults);
  const arrived: string[] = [];
  network.far.listen((datagram) => arrived.push(Buffer.from(datagram).toString("hex")));
  for (let i = 0; i < 100; i++) network.near.send(Uint8Array.of(i));
  clock.advance(1000);
  return arrived;
}

describe("the simulated network", () => {
  it("carries everything in order when it is good, nothing when it is cut", () => {
    expect(carried(goodNetwork, 1)).toEqual(Array.from({ length: 100 }, (_, i) => Buffer.of(i).toString("hex")));
    expect(carried({ ...goodNetwork, lost: 1 }, 1)).toEqual([]);
  });

  it("loses, doubles, garbles and reorders, the same way for the same seed", () => {
    const bad = { lost: 0.2, doubled: 0.2, garbled: 0.1, delayMsMin: 1, delayMsMax: 50 };
    const once = carried(bad, 7);
    expect(carried(bad, 7)).toEqual(once);
    expect(carried(bad, 8)).not.toEqual(once);
    expect(new Set(once).size).toBeLessThan(100);
    expect([...once].sort()).not.toEqual(once);
  });
});
