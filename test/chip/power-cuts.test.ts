import { grantsKinds } from "../power-cut/grants-story";
import { journalKind } from "../power-cut/journal-story";
import { subjectOf } from "../power-cut/kinds";
import type { Mistake } from "../power-cut/load-store";
import { mistakes } from "../power-cut/mistakes";
import { stateKinds } from "../power-cut/state-story";
import { type StoryKind, torture } from "../power-cut/torture";
import { temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";
import { ChipGround } from "./cuts/chip-ground";
import { storeProgram } from "./cuts/store-program";

/* Some 0.1 s a cut on a machine that does nothing else: the interpreter starts anew each time. */
jest.setTimeout(900_000);

/* SEED and CUTS (in each story) repeat or lengthen a run. */
const seed = Number(process.env.SEED ?? 1);
const cuts = Number(process.env.CUTS ?? 250);
/** Of the mistakes that the same stories must notice on simulated flash, those that show within a minute here. */
const soonSeen = [
  "the record's checksum is not looked at",
  "a torn watermark is believed",
  "a page is overwritten before it is acknowledged",
  "a page's header goes before what it vouches for",
  "a page is written over the one it replaces",
  "changes count without their commit",
  "the state's only page is erased to write it",
  "a torn copy of the state is believed",
  "the epoch is used before it is on flash",
  "settings are written over those in force",
];
const cutsUntilSeen = 240;
/** This interpreter's flash has pages of 1 kB. */
const pageBytes = 1024;
const isForChip = (kind: StoryKind): boolean => kind.pageBytes === pageBytes && !kind.name.includes("crowd");
const kinds: StoryKind[] = [
  journalKind("journal, keep oldest, 2 pages", pageBytes, 2, false),
  journalKind("journal, keep newest, 3 pages", pageBytes, 3, true),
  ...[...grantsKinds, ...stateKinds].filter(isForChip),
];

describeWith(["espruino"], "the real interpreter, its power cut in the middle of what the store writes to its flash file", () => {
  const total = { cuts: 0, runs: 0, operations: 0, states: new Set<number>() };
  let shipped: ChipGround;
  const dir = temporaryDir();
  beforeAll(async () => {
    shipped = new ChipGround(dir.path, await storeProgram());
  });
  afterAll(() => {
    shipped.end();
    dir.clean();
    process.stdout.write(`power cuts in the interpreter: ${total.cuts}, flash operations: ${total.operations}, distinct states: ${total.states.size}, seed ${seed}\n`);
  });

  it.each(kinds.map((kind) => [kind.name, kind] as const))("%s: nothing lost, doubled or made up", (_name, kind) => {
    const outcome = torture(kind, shipped, { seed, pattern: "linear", cuts, every: 12 });
    expect(outcome.lie).toBeUndefined();
    expect(outcome.cuts).toBeGreaterThanOrEqual(cuts);
    total.cuts += outcome.cuts;
    total.operations += outcome.operations;
    for (const state of outcome.states) total.states.add(state);
  });

  it("adds up to at least 1,000 cuts", () => expect(total.cuts).toBeGreaterThanOrEqual(1000));
});

describeWith(["espruino"], "the same stories notice it in the interpreter when", () => {
  const dir = temporaryDir();
  afterAll(() => dir.clean());

  it.each(soonSeen)("%s", async (name) => {
    expect(await caught(mistakes.find((mistake) => mistake.name === name)!)).toBeDefined();
  });

  async function caught(mistake: Mistake): Promise<string | undefined> {
    const ground = new ChipGround(dir.path, await storeProgram(mistake));
    try {
      for (const kind of kinds.filter(({ name }) => name.startsWith(subjectOf(mistake.file)))) {
        const { lie } = torture(kind, ground, { seed: 1, pattern: "linear", cuts: cutsUntilSeen, every: 12 });
        if (lie) return lie;
      }
      return undefined;
    } finally {
      ground.end();
    }
  }
});
