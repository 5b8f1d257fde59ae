import { again, burstEnd, burstGapMs, ended, garbled, hash, more, newBurst, noKey, press, pulse, star } from "../../../firmware/src/credential/keypad";

/** Keys that come of bursts, each a text of pulses, with `gapMs` of quiet between two. */
function keysOf(bursts: string[], gapMs = 100): number[] {
  const burst = newBurst();
  const keys: number[] = [];
  let atMs = 1000;
  for (const pulses of bursts) {
    for (const bit of pulses) keys.push(pulse(burst, Number(bit), (atMs += 2)));
    atMs += gapMs;
  }
  return [...keys, burstEnd(burst)].filter((key) => key !== noKey);
}

describe("a keypad's pulses", () => {
  it("are keys by four bits and by eight, all twelve", () => {
    const bits = (key: number) => key.toString(2).padStart(4, "0");
    const keys = Array.from({ length: 12 }, (_, key) => key);
    expect(keysOf(keys.map(bits))).toEqual(keys);
    expect(keysOf(keys.map((key) => bits(15 - key) + bits(key)))).toEqual(keys);
    expect([star, hash]).toEqual([10, 11]);
  });

  it.each([
    ["half a burst", "01"],
    ["a bit too many", "01011"],
    ["halves that do not fit", "10100110"],
    ["nine bits, the last eight of which would do", "010100101"],
    ["a card number of 26 bits", "10101010101010101010101010"],
    ["a key that no keypad of twelve has", "1101"],
  ])("are a garbled key when they are %s, and spoil no key beside them", (_name, noise) => {
    expect(keysOf(["0001", noise, "0010"])).toEqual([1, garbled, 2]);
    expect(keysOf([noise])).toEqual([garbled]);
  });

  it("that come alone are nobody's", () => {
    expect(keysOf(["0001", "1", "0010", "0"])).toEqual([1, 2]);
  });

  it("of one burst may be apart by as long as the line then must be quiet", () => {
    const burst = newBurst();
    [0, 1, 0, 1].forEach((bit, i) => expect(pulse(burst, bit, 1000 + i * burstGapMs)).toBe(noKey));
    expect(pulse(burst, 0, 1000 + 4 * burstGapMs + 1)).toBe(5);
  });

  it("are taken 300 times over without a trace of those before", () => {
    expect(keysOf(Array.from({ length: 300 }, () => "0111"))).toEqual(Array.from({ length: 300 }, () => 7));
  });
});

describe("keys", () => {
  const typed = (keys: number[]) => {
    const entry = { digits: "" };
    return { leadsTo: keys.map((key) => press(entry, key)).at(-1), digits: entry.digits };
  };

  it("are digits until #, cleared by *; # alone ends nothing", () => {
    expect(typed([1, 2, star, 4, 0, 1, 1, hash])).toEqual({ leadsTo: ended, digits: "4011" });
    expect(typed([hash])).toEqual({ leadsTo: more, digits: "" });
    expect(typed([1, star, hash])).toEqual({ leadsTo: more, digits: "" });
  });

  it("too many are kept as too many", () => {
    expect(typed([1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, hash])).toEqual({ leadsTo: ended, digits: "123456789" });
  });

  it("among which one was garbled are wanted again, and judged neither with it nor without", () => {
    expect(typed([1, garbled, 2, hash])).toEqual({ leadsTo: again, digits: "" });
    expect(typed([garbled, hash, 4, 7, hash])).toEqual({ leadsTo: ended, digits: "47" });
    expect(typed([garbled, star, 4, 7, hash])).toEqual({ leadsTo: ended, digits: "47" });
    expect(typed([garbled, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, hash])).toEqual({ leadsTo: again, digits: "" });
  });
});
