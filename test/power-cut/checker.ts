import { kindsFor } from "./kinds";
import { compileStore, type Mistake } from "./load-store";
import type { Threads } from "./threads";

/** Most mistakes show at the first cut, the rarest after some 25,000; each story is tried a little before any is tried long. */
const rounds = [500, 5000, 60000];

/** What the stories say of a store with `mistake` in it; undefined: they have not noticed. */
export async function caught(mistake: Mistake, threads: Threads): Promise<string | undefined> {
  const code = compileStore(mistake);
  for (const cuts of rounds) {
    for (const { name } of kindsFor(mistake.file)) {
      const { lie } = await threads.run({ kind: name, code, campaign: { seed: 1, pattern: "linear", cuts, every: 12 } });
      if (lie) return lie;
    }
  }
  return undefined;
}
