import { complaintsOf, readBaseline, repeatable } from "../../bench/gate";
import { groups } from "../../bench/groups";

describe("the bench's gate", () => {
  it("lets pass what is as accepted, better, or worse by no more than 5 %", () => {
    const accepted = { "tap.instructions": 1000, "bundle.bytes": 2000, "clones.granted": 0 };
    expect(complaintsOf(accepted, accepted)).toEqual([]);
    expect(complaintsOf(accepted, { "tap.instructions": 1050, "bundle.bytes": 100, "clones.granted": 0 })).toEqual([]);
  });

  it("names each figure that is worse, with what was accepted", () => {
    const complaints = complaintsOf({ "tap.instructions": 1000, "bundle.bytes": 2000 }, { "tap.instructions": 1051, "bundle.bytes": 2110 });
    expect(complaints).toEqual(["tap.instructions: 1051, accepted 1000 (+5.1 %)", "bundle.bytes: 2110, accepted 2000 (+5.5 %)"]);
  });

  it("takes a single thing where there was to be none", () => {
    expect(complaintsOf({ "clones.granted": 0 }, { "clones.granted": 1 })).toEqual(["clones.granted: 1, accepted 0 (from nothing)"]);
  });

  it("wants more of what was tried and caught, and not less", () => {
    expect(complaintsOf({ "bugs.caught": 32 }, { "bugs.caught": 40 })).toEqual([]);
    expect(complaintsOf({ "bugs.caught": 32 }, { "bugs.caught": 30 })).toEqual(["bugs.caught: 30, accepted 32 (-6.3 %)"]);
  });

  it("does not hold a machine to another's rates, nor to what it could not measure, but misses a figure that is gone", () => {
    const accepted = { "ingest.single_per_s": 20_000, "chip.vars": 5000, "exchange.instructions": 100 };
    expect(complaintsOf(accepted, { "ingest.single_per_s": 1, "chip.vars": null })).toEqual([
      "exchange.instructions: accepted 100, and the bench has no such figure any more",
    ]);
  });

  it("holds every figure of the bench that repeats to what was accepted, and none that the bench has not", () => {
    const measured = groups.flatMap(({ names }) => names).filter(repeatable);
    expect(measured.length).toBeGreaterThan(50);
    expect(Object.keys(readBaseline()).sort()).toEqual(measured.sort());
  });

  it("has a baseline of numbers that repeat", () => {
    const baseline = Object.entries(readBaseline());
    expect(baseline.length).toBeGreaterThan(20);
    for (const [name, value] of baseline) expect([name, repeatable(name), typeof value]).toEqual([name, true, "number"]);
  });
});
