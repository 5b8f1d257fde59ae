import { describeWith } from "../support/needs";
import { soak, type Reading } from "./soak/soak";

jest.setTimeout(600_000);

/* `npm run soak` does the same a million times. */
const taps = Number(process.env.TAPS ?? 4000);

describeWith(["espruino"], "the whole reader in the real interpreter, tapped again and again", () => {
  it("keeps no block of memory of its taps, and a record of each", async () => {
    const readings: Reading[] = [];
    await soak(taps, 1000, (reading) => readings.push(reading));
    const last = readings.at(-1)!;
    expect(last.taps).toBe(taps);
    expect(last.records).toBeGreaterThanOrEqual(taps);
    expect(last.openings).toBeGreaterThan(0);
    expect(readings.map(({ blocks }) => blocks)).toEqual(readings.map(() => readings[0]!.blocks));
  });
});
