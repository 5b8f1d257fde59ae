import { grantsKinds } from "./grants-story";
import { journalKinds } from "./journal-story";
import { loadStore } from "./load-store";
import { mistakes } from "./mistakes";
import { stateKinds } from "./state-story";
import { torture } from "./torture";

/** The rarest mistake shows after some 25,000 cuts, most at the first. */
const cutsMax = 60000;

function kindsFor(file: string) {
  if (file.includes("journal")) return journalKinds;
  return file.includes("grant") ? grantsKinds : stateKinds;
}

describe("the checker notices it when", () => {
  it.each(mistakes.map((mistake) => [mistake.name, mistake] as const))("%s", (_name, mistake) => {
    const store = loadStore(mistake);
    const lies = kindsFor(mistake.file).some((kind) => torture(kind, store, { seed: 1, cuts: cutsMax, every: 12 }).lie);
    expect(lies).toBe(true);
  });
});
