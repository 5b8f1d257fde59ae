import { kinds } from "./kinds";
import { compileStore } from "./load-store";
import { Threads } from "./threads";
import type { Pattern } from "./torture";

/* SEED and CUTS (in each story) repeat or lengthen a run. With 155 four of the five lists have card keys, and all is done in two minutes. */
const seed = Number(process.env.SEED ?? 155);
const code = compileStore();
const threads = new Threads(1);
const cutsOf = (name: string): number => Number(process.env.CUTS ?? (name.startsWith("journal") ? 4000 : 2000));

describe("power cut at every flash operation", () => {
  const total = { cuts: 0, operations: 0, states: new Set<number>() };

  async function survives(kind: string, pattern: Pattern, cuts: number): Promise<void> {
    const outcome = await threads.run({ kind, code, campaign: { seed, pattern, cuts, every: 12 } });
    total.cuts += outcome.cuts;
    total.operations += outcome.operations;
    for (const state of outcome.states) total.states.add(state);
    expect(outcome.lie).toBeUndefined();
    expect(outcome.cuts).toBeGreaterThanOrEqual(cuts);
  }

  afterAll(async () => {
    await threads.close();
    process.stdout.write(
      `power cuts tried: ${total.cuts}, flash operations: ${total.operations}, distinct states: ${total.states.size}, seed ${seed}\n`,
    );
  });

  const names = kinds.map(({ name }) => [name]);
  it.each(names)("%s: nothing lost, doubled or made up through cut after cut", (name) => survives(name!, "linear", cutsOf(name!)));
  it.each(names)("%s: every operation of a whole run cut once, in each way", (name) => survives(name!, "once", 1));
  it.each(names)("%s: every two operations of a small run cut, in each way", (name) => survives(name!, "twice", 1));

  it("adds up to at least 100,000 cuts", () => expect(total.cuts).toBeGreaterThanOrEqual(100_000));
});
