import { grantsKinds } from "./grants-story";
import { journalKinds } from "./journal-story";
import { loadStore } from "./load-store";
import { mistakes } from "./mistakes";
import { stateKinds } from "./state-story";
import { torture } from "./torture";

const kinds = [...journalKinds, ...grantsKinds, ...stateKinds];

describe("the checker notices a store that", () => {
  it.each(mistakes.map((mistake) => [mistake.name, mistake] as const))("%s", (_name, mistake) => {
    const store = loadStore(mistake);
    const lies = kinds.map((kind) => torture(kind, store, { seed: 1, cuts: 1500, every: 12 }).lie);
    expect(lies.some((lie) => lie !== undefined)).toBe(true);
  });
});
