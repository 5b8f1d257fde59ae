import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { kinds } from "./kinds";
import { compileStore } from "./load-store";
import { Threads } from "./threads";
import type { Pattern } from "./torture";

/*
 * `npm run torture`: every story, seed after seed, until CUTS cuts (five million). Of four seeds two are cut in a line with
 * further cuts, one once everywhere, one by pairs. SEED begins at another one: the line printed on the way says where to go on.
 */
const wanted = Number(process.env.CUTS ?? 5_000_000);
const firstSeed = Number(process.env.SEED ?? 1);
const patterns: Pattern[] = ["linear", "once", "linear", "twice"];
/** Of one story in one "linear" seed, so that many different stories have their turn. */
const cutsOfSeed = 4000;
const reportEvery = 100_000;

const code = compileStore();
const width = availableParallelism();
const threads = new Threads(width);
const states = new Set<number>();
const total = { cuts: 0, runs: 0, operations: 0, lies: [] as string[] };
/** Orders given out and not done, by seed: below the lowest everything is done. */
const open = new Map<number, number>();
let reported = 0;

async function one(kind: string, seed: number): Promise<void> {
  const pattern = patterns[seed % patterns.length]!;
  const outcome = await threads.run({ kind, code, campaign: { seed, pattern, cuts: pattern === "linear" ? cutsOfSeed : 1, every: 12 } });
  total.cuts += outcome.cuts;
  total.runs += outcome.runs;
  total.operations += outcome.operations;
  for (const state of outcome.states) states.add(state);
  if (outcome.lie) {
    total.lies.push(outcome.lie);
    process.stdout.write(`${outcome.lie}\n`);
  }
  open.set(seed, open.get(seed)! - 1);
  if (!open.get(seed)) open.delete(seed);
  report(seed);
}

function report(seed: number): void {
  if (total.cuts - reported < reportEvery) return;
  reported = total.cuts;
  process.stdout.write(`${total.cuts} cuts, ${total.lies.length} lies; SEED=${Math.min(...open.keys(), seed + 1)} goes on from here\n`);
}

async function worker(orders: Iterator<[string, number]>): Promise<void> {
  while (total.cuts < wanted) await one(...(orders.next().value as [string, number]));
}

function* all(): Generator<[string, number]> {
  for (let seed = firstSeed; ; seed++) {
    open.set(seed, kinds.length);
    for (const { name } of kinds) yield [name, seed];
  }
}

const orders = all();
await Promise.all(Array.from({ length: width }, () => worker(orders)));
await threads.close();
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
for (const lie of total.lies) process.stdout.write(`LIE ${lie}\n`);
process.stdout.write(
  `seed ${firstSeed}, commit ${commit}: ${total.cuts} cuts in ${total.runs} runs, ${total.operations} flash operations, ` +
    `${states.size} distinct flash states, ${total.lies.length} lies\n`,
);
process.exit(total.lies.length ? 1 : 0);
