import { activationAirMs, exchangeAirMs, linkMs, listing, proofBoundMs, tapBoundMs, tapMs, type HostLink } from "../../bench/wire-model";

/* Figures of another program that reckons with the same frames (ISO/IEC 14443-3, UM0701-02); the model agrees within 1 %. */
const links: HostLink[] = ["spi5", "i2c", "hsu", "hsu921"];
const activation = { 4: 2.505604719764012, 7: 4.550442477876107 };
const uidTap = { 4: [2.57, 3.52, 5.63, 2.9], 7: [4.62, 5.63, 7.94, 4.97] };
const ntagRead = { air: 6.63, links: [6.79, 8.91, 13.84, 7.54] };
const ntagFastRead = { air: 9.44, links: [9.65, 12.45, 19.51, 10.7] };

function within(actual: number, expected: number): void {
  expect(Math.abs(actual / expected - 1)).toBeLessThan(0.01);
}

describe("the bounds of air and wire", () => {
  it.each([4, 7] as const)("activate and report a card of %d bytes UID", (uidBytes) => {
    within(activationAirMs(uidBytes), activation[uidBytes]);
    links.forEach((link, i) => within(tapBoundMs(link, uidBytes), uidTap[uidBytes][i]!));
  });

  it.each([
    ["4 pages (READ)", ntagRead, 2, 16],
    ["48 bytes (FAST_READ)", ntagFastRead, 3, 48],
  ] as const)("read an NTAG: %s", (_what, bound, sentBytes, heardBytes) => {
    const airMs = activationAirMs(7) + exchangeAirMs(sentBytes, heardBytes);
    within(airMs, bound.air);
    links.forEach((link, i) => {
      const read = { sentBytes: 2 + sentBytes, heardBytes: 2 + heardBytes };
      within(airMs + linkMs(link, listing(7)) + linkMs(link, read), bound.links[i]!);
    });
  });

  it.each([
    ["a DESFire, 2 ms a command", { uidBytes: 7, atsBytes: 6, cardMs: 2 }, [[4, 1], [2, 17], [33, 17], [8, 41]], [27.63, 34.27, 50.75, 30.09]],
    ["a phone that takes no time", { uidBytes: 4, atsBytes: 8, cardMs: 0 }, [[13, 2], [22, 34]], [11.69, 15.76, 25.89, 13.2]],
  ] as const)("prove %s", (_what, card, pairs, bounds) => {
    const exchanges = pairs.map(([sentBytes, heardBytes]) => ({ sentBytes, heardBytes }));
    links.forEach((link, i) => within(proofBoundMs(link, { ...card, exchanges }), bounds[i]!));
  });

  it("add the interpreter's work at its clock to a tap", () => {
    const cost = { link: "spi5", uidBytes: 7, cpuMhz: 64 } as const;
    expect(tapMs({ ...cost, instructions: 0 })).toBe(tapBoundMs("spi5", 7));
    within(tapMs({ ...cost, instructions: 500_000 }), 4.62 + 10.16);
    expect(tapMs({ ...cost, instructions: 500_000, cpuMhz: 240 })).toBeLessThan(tapMs({ ...cost, instructions: 500_000 }));
  });
});
