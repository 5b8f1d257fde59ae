import { cardFrom } from "../../host-tools/simulator/cards/card-from";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { wires, type Wire } from "../../host-tools/simulator/pn532/wires";
import { between, faults, faultsOf, mend, quirksOf } from "../support/faulty-front-end";
import { frontEnd } from "../support/front-end";
import { ProvingTaps } from "../support/proving-taps";

/*
 * Taps in which something truly went wrong: those whose planned accident found nothing to happen to are made and judged too, and not
 * counted. SEED repeats a run, TAPS (over each wire) lengthens it; a ninth of them go through a whole reader, by cards and phones
 * that prove themselves.
 */
const seed = Number(process.env.SEED ?? 1);
const taps = Number(process.env.TAPS ?? 3600);
const provingTaps = Math.ceil(taps / 9);
const servedMs = 500;
const timersMax = 8;
/** Made with one bench, with one quirk. */
const benchTaps = 100;

type Bench = ReturnType<typeof frontEnd>;

function randomCard(random: () => number): { text: string; says: string } {
  const byte = () => between(random, 0, 255).toString(16).padStart(2, "0");
  if (random() < 0.5) {
    const uid = `04${byte()}${byte()}${byte()}`;
    return { text: `uid:${uid}`, says: `1:${uid}` };
  }
  const uid = `04${byte()}${byte()}${byte()}${byte()}${byte()}${byte()}`;
  const message = `d1010454${byte()}${byte()}${byte()}${byte()}`;
  return { text: `ntag213:${uid}:${message}`, says: `2:${message} 1:${uid}` };
}

/** One card with a fault, then another once it is over: what was wrong, in words; undefined: nothing. */
function faultyTap(bench: Bench, kind: string, random: () => number): string | undefined {
  const { clock, chip, told } = bench;
  const [first, second] = [randomCard(random), randomCard(random)];
  told.length = 0;
  chip.present(cardFrom(first.text));
  clock.advance(between(random, 0, 20));
  faults[kind]!(bench, random);
  clock.advance(between(random, 0, 900));
  chip.remove();
  mend(bench);
  const before = told.filter((one) => /^\d:/.test(one));
  if (before.some((one) => one !== first.says)) return `${before.join()} told of ${first.says}`;
  chip.present(cardFrom(second.text));
  if (!clock.advanceUntil(() => told.includes(second.says), servedMs)) return `the next card was not served: ${told.join()}`;
  const identities = told.filter((one) => /^\d:/.test(one) && one !== first.says);
  if (identities.join() !== second.says) return `${told.join()} told of ${second.says}`;
  chip.remove();
  clock.advanceUntil(() => told.at(-1) === "removed", 1000);
  return clock.pending > timersMax ? `${clock.pending} timers wait` : undefined;
}

interface Tapper {
  suffered(): number;
  /** What was wrong. */
  tap(kind: string): string | undefined;
}

/** Taps until `wanted` of them had a fault; `counted`: how many had, by its kind. */
function run(wire: Wire, wanted: number, random: () => number, open: (quirk: object) => Tapper): { wrong: string[]; counted: Map<string, number> } {
  const wrong: string[] = [];
  const counted = new Map<string, number>();
  const [kinds, usable] = [faultsOf(wire), quirksOf(wire)];
  for (let done = 0, benches = 0; done < wanted && wrong.length === 0; benches++) {
    const quirk = usable[benches % usable.length]!;
    const tapper = open(quirk);
    for (let i = 0; i < benchTaps && done < wanted && wrong.length === 0; i++) {
      const kind = kinds[between(random, 0, kinds.length - 1)]!;
      const before = tapper.suffered();
      const problem = tapper.tap(kind);
      if (problem) wrong.push(`tap ${done}, ${kind}, ${JSON.stringify(quirk)}: ${problem}`);
      if (tapper.suffered() === before) continue;
      done++;
      counted.set(kind, (counted.get(kind) ?? 0) + 1);
    }
  }
  return { wrong, counted };
}

function expectAll({ wrong, counted }: ReturnType<typeof run>, wire: Wire, wanted: number): void {
  expect(wrong).toEqual([]);
  expect([...counted.values()].reduce((sum, count) => sum + count, 0)).toBe(wanted);
  for (const kind of faultsOf(wire)) expect([kind, counted.get(kind)]).toEqual([kind, expect.any(Number)]);
}

describe(`faults of the front end (SEED=${seed})`, () => {
  it.each(wires)("over %s: nobody is taken for another, and the next card is served within half a second", (wire) => {
    const random = seededRandom(seed);
    const open = (quirk: object): Tapper => {
      const bench = frontEnd(wire);
      Object.assign(bench.chip.quirks, quirk);
      return { suffered: () => bench.chip.suffered, tap: (kind) => faultyTap(bench, kind, random) };
    };
    expectAll(run(wire, taps, random, open), wire, taps);
  });

  it.each(wires)("over %s, the whole reader with DESFire cards and phones: opens for nobody else's proof, and for the next card within half a second", (wire) => {
    const random = seededRandom(seed + 1);
    const open = (quirk: object): Tapper => new ProvingTaps(wire, quirk, random);
    expectAll(run(wire, provingTaps, random, open), wire, provingTaps);
  });
});
