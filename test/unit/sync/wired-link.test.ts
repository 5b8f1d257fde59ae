import fc from "fast-check";
import { W5500 } from "../../../firmware/src/sync/w5500";
import { wiredLink } from "../../../firmware/src/sync/wired-link";
import { VirtualClock } from "../../../host-tools/simulator/board/clock";
import { jsNative } from "../../../host-tools/hal/native";
import { EmulatedW5500 } from "../../support/w5500-twin";
import { backendAddress, backendPort, reply, WiredLan } from "../../support/wired-lan";

const readerId = Uint8Array.of(0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 6, 7, 8);
const minuteMs = 60_000;

/** A reader's wired link, its chip and what hangs on the cable. `prepare`: how they are when the reader starts. */
function wired(prepare: (chip: EmulatedW5500, lan: WiredLan) => void = () => undefined, id = readerId) {
  const clock = new VirtualClock(0);
  const lan = new WiredLan(clock);
  const twin = new EmulatedW5500(clock, lan);
  lan.chip = twin;
  prepare(twin, lan);
  let transfers = 0;
  const device = { transfer: (kind: number, parts: (Uint8Array | number)[]) => (transfers++, twin.exchange([kind, ...parts.flatMap((one) => (typeof one === "number" ? [one & 255] : [...one]))])) };
  const link = wiredLink({ chip: new W5500(device), clock, native: jsNative(), readerId: id, backendHost: Uint8Array.from(backendAddress), backendPort });
  const heard: string[] = [];
  link.listen((datagram) => heard.push(Buffer.from(datagram).toString("hex")));
  lan.backend.listen((datagram) => lan.backend.send(Uint8Array.of(...datagram, 0xee)));
  const echoed = (text: string) => {
    heard.length = 0;
    link.send(Uint8Array.from(Buffer.from(text, "hex")));
    clock.advance(200);
    return heard.includes(`${text}ee`);
  };
  return { clock, lan, twin, link, heard, echoed, transfers: () => transfers };
}

describe("a reader on a cable", () => {
  it("has an address within two seconds, and datagrams go and come", () => {
    const { clock, twin, lan, echoed, heard } = wired();
    clock.advance(2000);
    expect(twin.address).toEqual([10, 0, 0, 50]);
    expect(lan.asked.map(({ kind }) => kind)).toEqual([1, 3]);
    expect(echoed("0102")).toBe(true);
    for (let i = 0; i < 300; i++) expect(echoed(Buffer.alloc(528, i & 255).toString("hex"))).toBe(true);
    for (let i = 0; i < 3; i++) lan.backend.send(Uint8Array.of(i));
    clock.advance(200);
    expect(heard.slice(-3)).toEqual(["00", "01", "02"]);
  });

  it("has an address of its own for its card, made of its id and nobody's maker's", () => {
    const macs = [readerId, Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 9)].map((id) => {
      const { clock, twin } = wired(undefined, id);
      clock.advance(2000);
      return twin.mac;
    });
    expect(macs).toEqual([[2, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5], [2, 9, 9, 9, 9, 9]]);
  });

  it.each([
    ["the cable out", (twin: EmulatedW5500) => void (twin.linked = false), (twin: EmulatedW5500) => void (twin.linked = true)],
    ["the chip without power", (twin: EmulatedW5500) => twin.power(false), (twin: EmulatedW5500) => twin.power(true)],
  ])("starts with %s, never waits, and is on its network soon after", (_, off, on) => {
    const { clock, twin, link, echoed, transfers } = wired(off);
    clock.advance(10 * minuteMs);
    link.send(Uint8Array.of(1));
    expect(transfers()).toBeLessThan(2 * 600);
    on(twin);
    clock.advance(2500);
    expect(echoed("0203")).toBe(true);
  });

  it.each([
    ["the cable is out for an hour", (twin: EmulatedW5500) => void (twin.linked = false), (twin: EmulatedW5500) => void (twin.linked = true)],
    ["its chip loses its power", (twin: EmulatedW5500) => twin.power(false), (twin: EmulatedW5500) => twin.power(true)],
  ])("is back soon after %s", (_, off, on) => {
    const { clock, twin, echoed } = wired();
    clock.advance(2000);
    off(twin);
    clock.advance(60 * minuteMs);
    expect(echoed("01")).toBe(false);
    on(twin);
    clock.advance(2500);
    expect(echoed("02")).toBe(true);
  });

  it("is back though its chip's power went for less than a look", () => {
    const { clock, twin, echoed } = wired();
    clock.advance(2000);
    twin.power(false);
    twin.power(true);
    clock.advance(2500);
    expect(echoed("02")).toBe(true);
  });

  it("is not held up by a gateway that is gone, and goes on when it is back", () => {
    const { clock, twin, lan, link, echoed } = wired();
    clock.advance(2000);
    lan.routes = false;
    for (let i = 0; i < 600; i++) {
      link.send(Uint8Array.of(i & 255));
      clock.advance(100);
    }
    expect(twin.overruns).toBe(0);
    lan.routes = true;
    clock.advance(1000);
    expect(echoed("03")).toBe(true);
  });

  it("survives datagrams that nobody fetched in time, and lets go of none that it can have", () => {
    const { clock, lan, heard, echoed } = wired();
    clock.advance(2000);
    for (let burst = 0; burst < 50; burst++) {
      for (let i = 0; i < 9; i++) lan.backend.send(new Uint8Array(500).fill(i));
      clock.advance(500);
    }
    expect(heard.length).toBe(50 * 4);
    expect(echoed("04")).toBe(true);
  });
});

describe("the address", () => {
  it("is asked for ever more rarely while nobody gives one, at most once a minute or two, and taken when somebody does", () => {
    const { clock, lan, twin } = wired((_, network) => void (network.serves = false));
    clock.advance(60 * minuteMs);
    const gaps = lan.asked.slice(1).map(({ atMs }, i) => atMs - lan.asked[i]!.atMs);
    expect(gaps.length).toBeGreaterThan(30);
    expect(gaps[0]).toBeGreaterThanOrEqual(2000);
    expect(Math.max(...gaps)).toBeLessThan(2.2 * minuteMs);
    expect(Math.min(...gaps.slice(6))).toBeGreaterThanOrEqual(minuteMs);
    lan.serves = true;
    clock.advance(2.2 * minuteMs);
    expect(twin.address).toEqual([10, 0, 0, 50]);
  });

  it("is asked for by readers apart, whose network comes back for all at once", () => {
    const times = [1, 2, 3, 4].map((n) => {
      const { clock, lan } = wired((_, network) => void (network.serves = false), new Uint8Array(8).fill(n * 50));
      clock.advance(minuteMs);
      return lan.asked.map(({ atMs }) => atMs).join();
    });
    expect(new Set(times).size).toBe(4);
  });

  it("is prolonged at half its time, again and again, without a break", () => {
    const { clock, lan, echoed } = wired();
    for (let quarter = 0; quarter < 16; quarter++) {
      clock.advance(15 * minuteMs);
      expect(echoed("05")).toBe(true);
    }
    const prolonged = lan.asked.slice(2);
    expect(prolonged.length).toBeGreaterThan(6);
    expect(prolonged.every(({ kind, own }) => kind === 3 && own === "10.0.0.50")).toBe(true);
  });

  it("is given up when its time is over and nobody prolonged it, and not before", () => {
    const { clock, lan, twin } = wired();
    clock.advance(2000);
    lan.serves = false;
    clock.advance(59 * minuteMs);
    expect(twin.address).toEqual([10, 0, 0, 50]);
    clock.advance(2 * minuteMs);
    expect(twin.address).toEqual([0, 0, 0, 0]);
  });

  it("is another when the server says so, at once where the cable leads elsewhere", () => {
    const { clock, lan, twin, echoed } = wired();
    clock.advance(2000);
    twin.linked = false;
    lan.offers = [10, 0, 0, 77];
    clock.advance(2000);
    twin.linked = true;
    clock.advance(2500);
    expect(twin.address).toEqual([10, 0, 0, 77]);
    lan.offers = [10, 0, 0, 78];
    clock.advance(31 * minuteMs);
    expect(twin.address).toEqual([10, 0, 0, 78]);
    expect(echoed("06")).toBe(true);
  });

  it("is not taken from an answer to somebody else, nor from one cut off anywhere, nor from noise", () => {
    const { clock, lan, twin, echoed } = wired((_, network) => void (network.serves = false));
    clock.advance(2000);
    const { data } = lan.asked[0]!;
    const offer = reply(data, 2, [10, 0, 0, 66], 3600);
    for (const at of [0, 4, 28, 33, 236]) {
      const wrong = Uint8Array.from(offer);
      wrong[at]! ^= 1;
      lan.answer(wrong);
      clock.advance(100);
    }
    for (let length = 0; length < 255; length++) {
      lan.answer(offer.subarray(0, length));
      clock.advance(60);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        lan.answer(Uint8Array.of(...offer.subarray(0, 240), ...noise.map((byte) => (byte === 54 ? 55 : byte))));
        clock.advance(60);
      }),
      { numRuns: 300 },
    );
    expect(lan.asked.filter(({ kind }) => kind !== 1)).toEqual([]);
    lan.serves = true;
    clock.advance(3 * minuteMs);
    expect(twin.address).toEqual([10, 0, 0, 50]);
    expect(echoed("07")).toBe(true);
  });
});
