import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectDir } from "../../host-tools/cli/project";
import type { Figures } from "./figures";

/* `npm run bench -- --check` against the figures that were last accepted, beside the bench: baseline.json. */
const slack = 0.05;
const file = (): string => join(projectDir(), "test/bench/baseline.json");

/** Only what repeats from run to run and machine to machine can be held to; rates and times of this machine cannot. */
export function repeatable(name: string): boolean {
  return !/_per_s$|_processor_us$|\.blocked_ms$/.test(name);
}

/** Of these more is better, and less is what went wrong. */
const moreIsBetter = new Set(["cuts.tried", "bugs.caught", "clones.tried"]);

/** One sentence for each figure that is worse than accepted by more than 5 %; of what was never accepted or not measured, nothing. */
export function complaintsOf(accepted: Figures, now: Figures): string[] {
  const complaints: string[] = [];
  for (const [name, before] of Object.entries(accepted)) {
    const value = now[name];
    if (before === null || value === null || !repeatable(name)) continue;
    if (value === undefined) complaints.push(`${name}: accepted ${before}, and the bench has no such figure any more`);
    else if (isWorse(name, before, value)) complaints.push(`${name}: ${value}, accepted ${before} (${percent(before, value)})`);
  }
  return complaints;
}

function isWorse(name: string, before: number, value: number): boolean {
  return moreIsBetter.has(name) ? value < before * (1 - slack) : value > before * (1 + slack);
}

function percent(before: number, value: number): string {
  if (before === 0) return "from nothing";
  const change = (value / before - 1) * 100;
  return `${change > 0 ? "+" : ""}${change.toFixed(1)} %`;
}

export function readBaseline(): Figures {
  return JSON.parse(readFileSync(file(), "utf8")) as Figures;
}

/** Writes what repeats; a figure that was not measured this time keeps what was accepted. */
export function acceptBaseline(now: Figures, before: Figures): void {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(repeatable);
  const kept = Object.fromEntries(names.map((name) => [name, now[name] ?? before[name] ?? null]));
  writeFileSync(file(), JSON.stringify(kept, null, 2) + "\n");
}
