import { grantsKinds } from "./grants-story";
import { journalKinds } from "./journal-story";
import { loadStore } from "./load-store";
import { stateKinds } from "./state-story";
import { torture } from "./torture";

/* SEED and CUTS (in each story) repeat or lengthen a run. */
const seed = Number(process.env.SEED ?? 1);
const store = loadStore();
const rounds = [
  ...journalKinds.map((kind) => ({ kind, cuts: Number(process.env.CUTS ?? 6000) })),
  ...grantsKinds.map((kind) => ({ kind, cuts: Number(process.env.CUTS ?? 2000) })),
  ...stateKinds.map((kind) => ({ kind, cuts: Number(process.env.CUTS ?? 2500) })),
];

describe("power cut at every flash operation", () => {
  let total = 0;
  afterAll(() => process.stdout.write(`power cuts tried: ${total}, seed ${seed}\n`));

  it.each(rounds.map((round) => [round.kind.name, round] as const))("%s: nothing lost, doubled or made up", (_name, { kind, cuts }) => {
    const outcome = torture(kind, store, { seed, cuts, every: 12 });
    total += outcome.cuts;
    expect(outcome.lie).toBeUndefined();
    expect(outcome.cuts).toBeGreaterThanOrEqual(cuts);
  });

  it("adds up to at least 20,000 cuts", () => expect(total).toBeGreaterThanOrEqual(20000));
});
