import { loadStore } from "./load-store";
import { simulated, torture } from "./torture";
import { transferKinds } from "./transfer-story";

/* SEED and CUTS repeat or lengthen a run. */
const seed = Number(process.env.SEED ?? 1);
const cuts = Number(process.env.CUTS ?? 600);

it.each(transferKinds.map((kind) => [kind.name, kind] as const))("%s: old or new, never nobody, through cut after cut", (_name, kind) => {
  const outcome = torture(kind, simulated(loadStore()), { seed, pattern: "linear", cuts, every: 60 });
  expect(outcome.lie).toBeUndefined();
  expect(outcome.cuts).toBeGreaterThanOrEqual(cuts);
});
