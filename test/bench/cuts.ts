import { caught } from "../power-cut/checker";
import { kinds } from "../power-cut/kinds";
import { compileStore } from "../power-cut/load-store";
import { mistakes } from "../power-cut/mistakes";
import { Threads } from "../power-cut/threads";
import type { Figures } from "./figures";

const cutsOfEach = 2000;

/** Power cuts in every story, stories in which the store lied, and how many of the deliberate mistakes the stories notice. */
export async function cutFigures(): Promise<Figures> {
  const threads = new Threads(1);
  const code = compileStore();
  const figures = { "cuts.tried": 0, "cuts.lost": 0, "bugs.caught": 0 };
  for (const { name } of kinds) {
    const { cuts, lie } = await threads.run({ kind: name, code, campaign: { seed: 1, pattern: "linear", cuts: cutsOfEach, every: 12 } });
    figures["cuts.tried"] += cuts;
    if (lie) figures["cuts.lost"]++;
  }
  for (const mistake of mistakes) if (await caught(mistake, threads)) figures["bugs.caught"]++;
  await threads.close();
  return figures;
}
