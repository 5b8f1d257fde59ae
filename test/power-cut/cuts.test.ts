import { grantsKinds } from "./grants-story";
import { journalKinds } from "./journal-story";
import { loadStore } from "./load-store";
import { stateKinds } from "./state-story";
import { torture } from "./torture";

const seed = Number(process.env.SEED ?? 1);
const cutsEach = Number(process.env.CUTS ?? 4000);
const store = loadStore();

describe("power cut at every flash operation", () => {
  let total = 0;
  afterAll(() => process.stdout.write(`power cuts tried: ${total}, seed ${seed}\n`));

  it.each([...journalKinds, ...grantsKinds, ...stateKinds])("$name: nothing lost, nothing doubled, nothing made up", (kind) => {
    const outcome = torture(kind, store, { seed, cuts: cutsEach, every: 12 });
    total += outcome.cuts;
    expect(outcome.lie).toBeUndefined();
    expect(outcome.cuts).toBeGreaterThanOrEqual(cutsEach);
  });
});
