import { cardFrom } from "../../host-tools/simulator/cards/card-from";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import type { Quirks } from "../../host-tools/simulator/pn532/faults";
import { wires, type Wire } from "../../host-tools/simulator/pn532/wires";
import { frontEnd } from "../support/front-end";

/* SEED repeats a run, TAPS (over each wire) lengthens it. */
const seed = Number(process.env.SEED ?? 1);
const taps = Number(process.env.TAPS ?? 4000);
const servedMs = 500;
const timersMax = 8;

type Bench = ReturnType<typeof frontEnd>;
type Fault = (bench: Bench, random: () => number) => void;

const between = (random: () => number, from: number, to: number) => from + Math.floor(random() * (to - from + 1));

/** Of a line on which bytes wait for the host; from a chip on SPI or I2C it fetches them. */
const lateLine = "late line";

/** What goes wrong while a card is held; `mend` below ends it. */
const faults: Record<string, Fault> = {
  none: () => undefined,
  "lost acknowledgement": ({ chip }, random) => chip.loseAck(between(random, 1, 2)),
  "wrong checksum": ({ chip }, random) => chip.garble(between(random, 1, 2)),
  [lateLine]: ({ chip }, random) => chip.late(between(random, 1, 2), between(random, 40, 400)),
  silence: ({ chip }, random) => chip.mute(between(random, 1, 2)),
  "partial frame": ({ chip }, random) => chip.cut(between(random, 1, 2)),
  noise: ({ chip }, random) => chip.noise(Uint8Array.from({ length: between(random, 1, 40) }, () => between(random, 0, 255))),
  "stuck interrupt line": ({ stickAlert }) => stickAlert(true),
  "brown-out": ({ chip }) => chip.powerOff(true),
  "card without end": ({ chip }) => chip.stall(),
  "torn away": ({ chip }, random) => chip.tear(between(random, 0, 1)),
};

function mend({ chip, stickAlert }: Bench): void {
  chip.calm();
  stickAlert(false);
  if (!chip.powered) chip.powerOff(false);
  chip.tear(Infinity);
}

const quirks: Partial<Quirks>[] = [
  {},
  { noPreamble: true },
  { extraPostambles: 3 },
  { slowAckMs: 40 },
  { version: [0x32, 0xff, 0, 0] },
  { ignoresRfConfiguration: true },
  { burst: true },
  { dribble: true },
];
/** On SPI and I2C a frame waits in the chip as a whole. */
const ofAStream = (quirk: Partial<Quirks>) => "burst" in quirk || "dribble" in quirk;

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
function faultyTap(bench: Bench, fault: Fault, random: () => number): string | undefined {
  const { clock, chip, told } = bench;
  const [first, second] = [randomCard(random), randomCard(random)];
  told.length = 0;
  chip.present(cardFrom(first.text));
  clock.advance(between(random, 0, 20));
  fault(bench, random);
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

function run(wire: Wire, random: () => number): string[] {
  const wrong: string[] = [];
  const kinds = Object.keys(faults).filter((kind) => wire.startsWith("serial") || kind !== lateLine);
  const usable = quirks.filter((quirk) => wire === "serial" || !ofAStream(quirk));
  for (let done = 0; done < taps && wrong.length === 0; ) {
    const bench = frontEnd(wire);
    const quirk = usable[Math.floor(done / 100) % usable.length]!;
    Object.assign(bench.chip.quirks, quirk);
    for (let i = 0; i < 100 && wrong.length === 0; i++, done++) {
      const kind = kinds[between(random, 0, kinds.length - 1)]!;
      const problem = faultyTap(bench, faults[kind]!, random);
      if (problem) wrong.push(`tap ${done}, ${kind}, ${JSON.stringify(quirk)}: ${problem}`);
    }
  }
  return wrong;
}

describe(`faults of the front end (SEED=${seed})`, () => {
  it.each(wires)("over %s: nobody is taken for another, and the next card is served within half a second", (wire) => {
    expect(run(wire, seededRandom(seed))).toEqual([]);
  });
});
