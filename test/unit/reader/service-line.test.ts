import fc from "fast-check";
import { hearText, newServiceLine } from "../../../firmware/src/reader/service-line";
import { answers, asks, cableLine, cableWords, lineMax } from "../../../firmware/src/wire/cable";
import { VirtualClock } from "../../../host-tools/simulator/board/clock";
import { jsNative } from "../../../host-tools/hal/native";

const status = { reader: "0102030405060708", version: "0.1.0", epoch: 3, fault: "", vars: 1 };
const native = jsNative();

/** What was asked of the cable, what was written, and how it was cut. */
function lineWith(answer: (line: string) => string = () => "") {
  const clock = new VirtualClock(0);
  const asked: string[] = [];
  const pieces: { atMs: number; text: string }[] = [];
  const port = { write: (text: string) => void pieces.push({ atMs: clock.uptimeMs(), text }) };
  const open = () => ({ challenge: () => "c0ffee", answer: (text: string, say: (said: string) => void) => (asked.push(text), say(answer(text))) });
  const line = newServiceLine(clock, port, () => ({ ...status }), open);
  const hear = (text: string) => (hearText(line, text), clock.advance(1000));
  return { hear, asked, pieces, line, clock, written: () => pieces.map(({ text }) => text).join("") };
}

describe("the cable's line", () => {
  it.each(["LK?status\n", "\r\nxx LK?status\r\n", "LK?status and more\n", `${"x".repeat(500)}LK?status\n`, "LK?st", "\x03\x1b[2HLK?status\n"])(
    "answers the status through noise: %j",
    (text) => {
      const { hear, written } = lineWith();
      hear(text);
      expect(written()).toBe(text.endsWith("\n") ? `LK!${JSON.stringify({ ...status, challenge: "c0ffee" })}\n` : "");
    },
  );

  it("hands on whole lines only, never the end of one that was too long", () => {
    const { hear, asked } = lineWith();
    const good = cableLine(native, asks, "next 1");
    hear(good);
    hear(`noise ${good}`);
    hear(`${asks}${"x".repeat(lineMax)}\n`);
    hear(`${"x".repeat(lineMax * 2)}\n${good}`);
    hear("LK!unlock 1 2\n\n\n");
    expect(asked).toEqual([good.trimEnd(), good.trimEnd()]);
  });

  it("finds the same lines however the text is cut, between whatever noise", () => {
    const words = fc.stringMatching(/^[a-z]{1,8}( [0-9a-f]{1,32}){0,2}$/).filter((text) => text !== "status");
    const noise = fc.string({ maxLength: 200 }).filter((text) => !text.includes("LK?") && !text.endsWith("L") && !text.endsWith("LK"));
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, words), { maxLength: 5 }), fc.array(fc.nat(60), { maxLength: 40 }), (said, cuts) => {
        const { hear, asked } = lineWith();
        let text = said.map(([before, one]) => `${before}\n${cableLine(native, asks, one)}`).join("");
        for (const cut of cuts) {
          hear(text.slice(0, cut));
          text = text.slice(cut);
        }
        hear(text);
        expect(asked.map((line) => cableWords(native, asks, line)!.join(" "))).toEqual(said.map(([, one]) => one));
      }),
    );
  });

  it("keeps no more than a line of whatever is sent without an end", () => {
    const { hear, line } = lineWith();
    for (let i = 0; i < 100; i++) hear("x".repeat(97));
    expect(line.text.length).toBeLessThanOrEqual(lineMax);
  });

  it("sends long answers in pieces with time between, in order, and drops what piles up", () => {
    const { hear, pieces, written, line } = lineWith(() => "0123456789".repeat(40));
    hearText(line, `${asks}a\n${asks}b\n${asks}c\n${asks}d\n`);
    expect(pieces).toHaveLength(1);
    hear("");
    expect(Math.max(...pieces.map(({ text }) => text.length))).toBeLessThanOrEqual(48);
    expect(pieces.every(({ atMs }, i) => atMs === i * 5)).toBe(true);
    expect(written()).toBe("0123456789".repeat(120));
  });

  it("without an unlock answers the status as ever, and nothing else", () => {
    const clock = new VirtualClock(0);
    let written = "";
    const line = newServiceLine(clock, { write: (text) => void (written += text) }, () => ({ ...status }), undefined);
    hearText(line, `${cableLine(native, asks, "next 1")}LK?status\n`);
    clock.advance(1000);
    expect(written).toBe(`LK!${JSON.stringify(status)}\n`);
  });
});

describe("a line with its sum", () => {
  it("comes back as the words it was made of", () => {
    expect(cableWords(native, answers, cableLine(native, answers, "part 1 0 0 AAEC").trimEnd())).toEqual(["part", "1", "0", "0", "AAEC"]);
  });

  it("is nothing after any one of its characters was changed, lost or doubled", () => {
    const line = cableLine(native, asks, "unlock 00112233445566778899aabbccddeeff 1 1790000300 ffeeddccbbaa99887766554433221100").trimEnd();
    expect(line.length).toBeLessThanOrEqual(lineMax);
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.constantFrom("changed", "lost", "doubled"), fc.integer({ min: 1, max: 255 }), (at, how, by) => {
        const other = String.fromCharCode(line.charCodeAt(at) ^ by);
        const middle = how === "changed" ? other : how === "lost" ? "" : line[at]! + line[at]!;
        const spoilt = line.slice(0, at) + middle + line.slice(at + 1);
        expect(cableWords(native, asks, spoilt)).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });
});
