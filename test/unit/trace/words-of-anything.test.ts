import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { encodeFrame } from "../../../firmware/src/nfc/pn532-frame";
import { airOf } from "../../../host-tools/trace/air/air-of";
import { withCrc } from "../../../host-tools/trace/air/crc";
import { diffTraces } from "../../../host-tools/trace/diff/diff-traces";
import { piecesOf } from "../../../host-tools/trace/pieces";
import { shownLines } from "../../../host-tools/trace/show";
import { bytesOf, isAir, isFrame, isVerdict, type AirLine, type FrameLine, type Trace, type TraceLine } from "../../../host-tools/trace/trace";
import { readTrace } from "../../../host-tools/cli/trace/files";

/* The words must be found for whatever a front end or a card may have said: no frame, however wrong, ends in an exception. */
const traces = "test/traces";
const named = (dir: string, ending: RegExp) => readdirSync(dir).filter((file) => ending.test(file)).map((file) => join(dir, file));
const files = [...named(traces, /\.jsonl$/), ...named(join(traces, "foreign"), /\.(log|list)$/)];

/** What a change does to the bytes of a frame, and whether its length, checksum or CRC is made to fit again. */
interface Change {
  line: number;
  at: number;
  drop: number;
  put: Uint8Array;
  fitted: boolean;
}

const change: fc.Arbitrary<Change> = fc.record({ line: fc.nat(), at: fc.nat(60), drop: fc.nat(60), put: fc.uint8Array({ maxLength: 3 }), fitted: fc.boolean() });

function spliced(bytes: Uint8Array, { at, drop, put }: Change): Uint8Array {
  const from = bytes.length === 0 ? 0 : at % (bytes.length + 1);
  return Uint8Array.of(...bytes.subarray(0, from), ...put, ...bytes.subarray(from + drop));
}

function changed(bytes: Uint8Array, air: boolean, wish: Change): Uint8Array {
  if (!wish.fitted) return spliced(bytes, wish);
  if (air) return withCrc(spliced(bytes.subarray(0, -2), wish));
  const data = piecesOf(bytes).at(-1)?.data ?? bytes;
  /* A frame that carries data says who sent it, in its first byte. */
  return encodeFrame(Uint8Array.of(data[0] ?? 0xd5, ...spliced(data.subarray(1), wish)));
}

function mutated(lines: (FrameLine | AirLine)[], wish: Change): TraceLine[] {
  const which = wish.line % lines.length;
  return lines.flatMap((line, i): TraceLine[] => {
    if (i !== which) return [line];
    const bytes = Buffer.from(changed(bytesOf(line), isAir(line), wish)).toString("hex");
    return bytes === "" ? [] : [{ ...line, bytes }];
  });
}

const framesOf = (lines: TraceLine[]): (FrameLine | AirLine)[] => lines.filter((line) => isFrame(line) || isAir(line));

describe.each(files)("%s", (file) => {
  const trace = readTrace(file);
  const ways: [string, Trace][] = [["as it is", trace], ["on the air", { header: trace.header, lines: airOf(trace) }]];

  it.each(ways)("%s: has words for every line, however it is changed", (_, told) => {
    const frames = framesOf(told.lines);
    expect(frames.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (wishes) => {
        const lines = wishes.reduce((all, wish) => (all.length === 0 ? all : framesOf(mutated(all, wish))), frames);
        const other: Trace = { header: told.header, lines };
        const shown = shownLines(other);
        expect(shown.every(({ means }) => means.length > 0 && !/undefined|NaN/.test(means))).toBe(true);
        diffTraces({ ...told, lines: told.lines.filter((line) => !isVerdict(line)) }, other);
      }),
      { numRuns: 60 },
    );
  });
});

test("blocks without content, which a reader sends to see whether the card is still there", () => {
  const sent = ["26", "0400", "93700102030404", "20", "e050", "0675778102802e", "02", "03", "02", "90"];
  const lines = sent.map((bytes, i): AirLine => ({ us: i, air: i % 2 === 0 ? "out" : "in", bytes, crc: "absent", ...(i === 0 && { bits: 7 }) }));
  const { means } = shownLines({ header: readTrace(files[0]!).header, lines }).at(6)!;
  expect(means).toBe("an empty block");
});
