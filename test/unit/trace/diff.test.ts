import { diffTraces } from "../../../host-tools/trace/diff/diff-traces";
import { recordStory } from "../../../host-tools/trace/story";
import { header, isAir, isFrame, type Trace } from "../../../host-tools/trace/trace";
import { airOf } from "../../../host-tools/trace/air/air-of";
import { traceOf } from "./convert/foreign-files";

const tag = "ntag213:04A1B2C3D4E5F6:D101045402656E41";
const list = [{ technology: "ntag", identifier: "d101045402656e41" }];

function recorded(story: string[], world: object = { list }): Trace {
  return recordStory(
    header.parse({ format: "latchkey-trace", version: 2, host: "latchkey", now: 1_791_000_000, story, ...world }),
  );
}
const tap = recorded(["wait 150", `present ${tag}`, "wait 400", "remove", "wait 300"]);
const texts = (a: Trace, b: Trace, toleranceMs?: number) =>
  diffTraces(a, b, toleranceMs).map(({ kind, text }) => `${kind}: ${text}`);

describe("the difference of two traces", () => {
  it("is nothing between a trace and itself, nor where one waited longer for a card", () => {
    expect(diffTraces(tap, tap, 0)).toEqual([]);
    expect(texts(tap, recorded(["wait 900", `present ${tag}`, "wait 400", "remove", "wait 300"]))).toEqual([]);
  });

  it("names another card, what was asked of one alone, and the verdicts", () => {
    const other = recorded(["wait 150", "present uid:04A1B2C3", "wait 400", "remove", "wait 300"]);
    expect(texts(tap, other)).toEqual([
      'answer: who is there? at most 2, type A: A heard "card 04A1B2C3D4E5F6", B heard "card 04A1B2C3"',
      "onlyInA: only in A: on the air: FAST_READ pages 4-15",
      expect.stringMatching(
        /^verdict: verdict 1: granted \(granted\) by ntag, .* in A, denied \(unknownCredential\) by uid, .* in B$/,
      ),
    ]);
    const [first] = diffTraces(other, tap);
    expect([first!.lineA, first!.lineB].every((line) => line! > 1)).toBe(true);
  });

  it("shows the bytes where words are the same", () => {
    const garbled = {
      ...tap,
      lines: tap.lines.map((line) =>
        isFrame(line) && line.bytes.includes("d543000308d1") ? { ...line, bytes: line.bytes.replace("41fe", "42fd") } : line,
      ),
    };
    expect(texts(tap, garbled)).toEqual([
      expect.stringMatching(/^answer: on the air: FAST_READ .*A heard "ok, 48 bytes" \(d543.*41fe.*B heard .*42fd/),
    ]);
  });

  it("minds the time only where it is told to, and only beyond the tolerance", () => {
    const slow = { ...tap, lines: tap.lines.map((line) => ({ ...line, us: line.us * 2 })) };
    expect(texts(tap, slow)).toEqual([]);
    expect(texts(tap, slow, 1000)).toEqual([]);
    expect(texts(tap, slow, 2)).toContain("time: GetFirmwareVersion: answered after 3.000 ms in A, after 6.000 ms in B");
  });

  it("compares by the air what holds the air", () => {
    const air = traceOf(airOf(tap));
    expect(texts(tap, { ...air, lines: [...air.lines, ...tap.lines.filter((line) => "verdict" in line)] })).toEqual([]);
    const less = traceOf(air.lines.filter((line) => !(isAir(line) && line.bytes.startsWith("3a"))));
    expect(texts(air, less)).toContain("onlyInA: only in A: FAST_READ pages 4-15");
  });

  it("refuses to compare what is too long to be compared", () => {
    const long = (bytes: string) =>
      traceOf(
        Array.from({ length: 6000 }, (_, us) => ({ us, air: "out" as const, bytes: bytes + us.toString(16).padStart(4, "0") })),
      );
    expect(() => diffTraces(long("aa"), long("bb"))).toThrow(expect.objectContaining({ code: "TRACE_TOO_LARGE" }) as Error);
  });
});
