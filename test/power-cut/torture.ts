import type { Native } from "../../firmware/src/hal/native";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { PowerCut, SimulatedFlash } from "../../host-tools/simulator/board/flash";
import { type TearMode, tearModes } from "../../host-tools/simulator/board/flash-tear";
import { fastNative } from "./fast-native";
import type { Store } from "./load-store";

/** What a story works with; `random` belongs to the story alone, so that cuts do not change what it does. */
export interface Workplace {
  store: Store;
  native: Native;
  flash: Pick<SimulatedFlash, "pages" | "pageBytes" | "region">;
  random: () => number;
}

/**
 * A workload with its own model of what must be true. `boot` opens everything from flash and checks it against the
 * model, `step` does the next piece of work, `finish` checks the end. Any of them may be cut; a lie throws.
 */
export interface Story {
  steps: number;
  boot(): void;
  step(index: number): void;
  finish(): void;
}

export interface StoryKind {
  name: string;
  pageBytes: number;
  pages: number;
  start(place: Workplace): Story;
}

export interface CutPlan {
  seed: number;
  /** Operation that is cut first; 0: none at all. */
  first: number;
  mode: TearMode;
  /** After the first cut, about one in so many operations is cut too, most often soon after the start; 0: no further ones. */
  every: number;
}

/** Runs the story to its end through all cuts of the plan; returns how many cuts and operations there were. */
export function runStory(kind: StoryKind, store: Store, plan: CutPlan): { cuts: number; operations: number } {
  const flash = new SimulatedFlash(kind);
  const chance = seededRandom(plan.seed * 7919 + plan.first * 31 + tearModes.indexOf(plan.mode));
  const story = kind.start({ store, native: fastNative(), flash, random: seededRandom(plan.seed) });
  let cuts = 0;
  let next = 0;
  let isUp = false;
  if (plan.first > 0) flash.cutAfter(plan.first, plan.mode, chance);
  for (;;) {
    try {
      if (!isUp) story.boot();
      isUp = true;
      for (; next < story.steps; next++) story.step(next);
      story.finish();
      return { cuts, operations: flash.operations };
    } catch (e) {
      if (flash.isPowered || !(e instanceof PowerCut)) throw e;
      must(++cuts < 10000, "the story never comes to its end");
      isUp = false;
      flash.restore();
      if (plan.every > 0) flash.cutAfter(1 + Math.floor(chance() * chance() * plan.every * 3), tearModes[Math.floor(chance() * 4)]!, chance);
    }
  }
}

/** The checker's one verb. */
export function must(isTrue: boolean, otherwise: string): asserts isTrue {
  if (!isTrue) throw new Error(otherwise);
}

export interface Outcome {
  cuts: number;
  runs: number;
  /** The first lie found, with all that repeats it. */
  lie: string | undefined;
}

/**
 * Cuts the story at its 1st, 2nd, 3rd ... operation in each tear mode, each time with further cuts until the end,
 * from seed after seed until `cuts` cuts are reached or the store lies.
 */
export function torture(kind: StoryKind, store: Store, options: { seed: number; cuts: number; every: number }): Outcome {
  const outcome: Outcome = { cuts: 0, runs: 0, lie: undefined };
  for (let seed = options.seed; outcome.cuts < options.cuts; seed++) {
    const whole = attempt(kind, store, { seed, first: 0, mode: "none", every: 0 }, outcome);
    for (let first = 1; first <= whole && outcome.cuts < options.cuts; first++)
      for (const mode of tearModes) attempt(kind, store, { seed, first, mode, every: options.every }, outcome);
    if (outcome.lie) break;
  }
  return outcome;
}

/** One run; returns its operations, 0 when the store has lied (then nothing more is tried). */
function attempt(kind: StoryKind, store: Store, plan: CutPlan, outcome: Outcome): number {
  if (outcome.lie) return 0;
  try {
    const { cuts, operations } = runStory(kind, store, plan);
    outcome.runs++;
    outcome.cuts += cuts;
    return operations;
  } catch (e) {
    const text = e instanceof Error ? e.message : JSON.stringify(e);
    outcome.lie = `${kind.name} ${JSON.stringify(plan)}: ${text}`;
    return 0;
  }
}
