import { crc32 } from "node:zlib";
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
  /** Pages that take no write and no erase. */
  bad?: number[];
  /** The same, from this operation on: until then they held what the store wrote. */
  wears?: { pages: number[]; after: number };
  /** Steps of the small workload on which every pair of cuts is tried. */
  fewSteps: number;
  start(place: Workplace): Story;
}

/** Operation (1: the next after the start) that is left half done, as `mode` says. */
export interface Cut {
  ahead: number;
  mode: TearMode;
}

export interface CutPlan {
  seed: number;
  /** Each counted from the start before it: the first from the beginning, the others from the restart. */
  cuts: Cut[];
  /** After those, about one in so many operations is cut too, most often soon after the start; 0: no further ones. */
  every: number;
  /** Ends the story early; undefined: all its steps. */
  steps?: number;
}

export interface RunResult {
  cuts: number;
  operations: number;
  /** A number for what flash held after each cut. */
  states: number[];
}

/** Flash that can lose its power in the middle of an operation. */
export type CuttableFlash = Pick<SimulatedFlash, "pages" | "pageBytes" | "region" | "cutAfter" | "restore" | "isPowered" | "operations" | "image"> & { wear?(): void };

/** What stories run on. */
export interface Ground {
  store: Store;
  /** Blank, for one run of this kind. */
  flash(kind: StoryKind): CuttableFlash;
}

/** `store` in this process, on simulated flash. */
export const simulated = (store: Store): Ground => ({ store, flash: flashOf });

function flashOf(kind: StoryKind): CuttableFlash {
  const flash = new SimulatedFlash(kind);
  for (const page of kind.bad ?? []) flash.badPages.add(page);
  const { pages, after } = kind.wears ?? { pages: [], after: 0 };
  const wear = () => pages.forEach((page) => flash.operations >= after && flash.badPages.add(page));
  return Object.assign(flash, { wear });
}

/** Runs the story to its end through all cuts of the plan. */
export function runStory(kind: StoryKind, ground: Ground, plan: CutPlan): RunResult {
  const flash = ground.flash(kind);
  const [first] = plan.cuts;
  const chance = seededRandom(plan.seed * 7919 + (first ? first.ahead * 31 + tearModes.indexOf(first.mode) : 0));
  /* Each story its own, or one seed would choose alike for all: with the first ones no list ever had a card key. */
  const random = seededRandom(plan.seed + crc32(kind.name));
  const story = kind.start({ store: ground.store, native: fastNative(), flash, random });
  const steps = Math.min(story.steps, plan.steps ?? story.steps);
  const states: number[] = [];
  let next = 0;
  let isUp = false;
  for (;;) {
    const cut = plan.cuts[states.length] ?? (states.length > 0 && plan.every > 0 ? soon(chance, plan.every) : undefined);
    if (cut && !isUp) flash.cutAfter(cut.ahead, cut.mode, chance);
    try {
      if (!isUp) story.boot();
      isUp = true;
      for (; next < steps; next++) {
        flash.wear?.();
        story.step(next);
      }
      story.finish();
      return { cuts: states.length, operations: flash.operations, states };
    } catch (e) {
      if (flash.isPowered || !(e instanceof PowerCut)) throw e;
      states.push(stateOf(flash));
      must(states.length < 10000, "the story never comes to its end");
      isUp = false;
      flash.restore();
    }
  }
}

function soon(chance: () => number, every: number): Cut {
  return { ahead: 1 + Math.floor(chance() * chance() * every * 3), mode: tearModes[Math.floor(chance() * 4)]! };
}

/** 52 bits that two different contents hardly ever share. */
function stateOf(flash: CuttableFlash): number {
  const image = flash.image();
  return crc32(image) * 0x100000 + (crc32(image, 1) & 0xfffff);
}

/** The checker's one verb. */
export function must(isTrue: boolean, otherwise: string): asserts isTrue {
  if (!isTrue) throw new Error(otherwise);
}

/**
 * Which operations are cut:
 *   linear  the 1st, 2nd, 3rd ... in each tear mode, each time with further cuts by chance until the end
 *   once    the same, and nothing more
 *   twice   of the small workload every operation in each mode, and after it every further operation in each mode
 */
export type Pattern = "linear" | "once" | "twice";

export interface Campaign {
  seed: number;
  pattern: Pattern;
  /** Seed after seed until so many cuts are reached; never fewer than one whole seed with "once" and "twice". */
  cuts: number;
  every: number;
}

export interface Outcome {
  cuts: number;
  runs: number;
  operations: number;
  states: number[];
  /** Seeds gone through. */
  seeds: number;
  /** The first lie found, with all that repeats it. */
  lie: string | undefined;
}

/** Carries the campaign out, until it ends or the store lies. */
export function torture(kind: StoryKind, ground: Ground, campaign: Campaign): Outcome {
  const outcome: Outcome = { cuts: 0, runs: 0, operations: 0, states: [], seeds: 0, lie: undefined };
  const steps = campaign.pattern === "twice" ? { steps: kind.fewSteps } : {};
  while (outcome.cuts < campaign.cuts && !outcome.lie) {
    const seed = campaign.seed + outcome.seeds++;
    const run = (cuts: Cut[], every = 0) => attempt({ kind, ground, outcome }, { seed, cuts, every, ...steps });
    const whole = run([])?.operations ?? 0;
    for (let ahead = 1; ahead <= whole && !outcome.lie; ahead++) {
      if (campaign.pattern === "linear" && outcome.cuts >= campaign.cuts) break;
      for (const mode of tearModes) {
        if (campaign.pattern === "twice") cutAgain({ ahead, mode }, run);
        else run([{ ahead, mode }], campaign.pattern === "linear" ? campaign.every : 0);
      }
    }
  }
  return outcome;
}

/** Every operation after the restart from `first`, until one comes after the end. */
function cutAgain(first: Cut, run: (cuts: Cut[]) => RunResult | undefined): void {
  for (let ahead = 1; ; ahead++) {
    const results = tearModes.map((mode) => run([first, { ahead, mode }]));
    if (!results.some((result) => result && result.cuts > 1)) return;
  }
}

/** One run; undefined when the store has lied (then nothing more is tried). */
function attempt(on: { kind: StoryKind; ground: Ground; outcome: Outcome }, plan: CutPlan): RunResult | undefined {
  const { kind, ground, outcome } = on;
  if (outcome.lie) return undefined;
  try {
    const result = runStory(kind, ground, plan);
    outcome.runs++;
    outcome.cuts += result.cuts;
    outcome.operations += result.operations;
    for (const state of result.states) outcome.states.push(state);
    return result;
  } catch (e) {
    const text = e instanceof Error ? e.message : JSON.stringify(e);
    outcome.lie = `${kind.name} ${JSON.stringify(plan)}: ${text}`;
    return undefined;
  }
}
