import { grantsKinds } from "./grants-story";
import { journalKinds } from "./journal-story";
import { loadStore } from "./load-store";
import { mistakes } from "./mistakes";
import { stateKinds } from "./state-story";
import { torture } from "./torture";

/** Most mistakes show at the first cut, the rarest after some 25,000; each story is tried a little before any is tried long. */
const rounds = [500, 5000, 60000];

function kindsFor(file: string) {
  if (file.includes("journal")) return journalKinds;
  return /grant|page-|log-/.test(file) ? grantsKinds : stateKinds;
}

describe("the checker notices it when", () => {
  it.each(mistakes.map((mistake) => [mistake.name, mistake] as const))("%s", (_name, mistake) => {
    const store = loadStore(mistake);
    const kinds = kindsFor(mistake.file);
    const isCaught = rounds.some((cuts) => kinds.some((kind) => torture(kind, store, { seed: 1, cuts, every: 12 }).lie));
    expect(isCaught).toBe(true);
  });
});
