import fc from "fast-check";
import { header, type Trace } from "../../../host-tools/trace/trace";
import { formatTrace, parseTrace } from "../../../host-tools/trace/trace-file";

const first = { format: "latchkey-trace", version: 1, host: "latchkey", now: 1_791_000_000 };
const frame = { us: 10, dir: "out", bytes: "0000ff02fed4022a00" };
const verdict = { us: 20, verdict: "granted", reason: "granted", technology: "uid", token: "a486e263a8c3e363" };
const text = (...lines: object[]) => lines.map((line) => JSON.stringify(line) + "\n").join("");

describe("a trace file", () => {
  it("is written and read back the same", () => {
    const trace = { header: header.parse(first), lines: [frame, { ...frame, us: 11, note: "again" }, verdict] } as Trace;
    expect(parseTrace(formatTrace(trace))).toEqual(trace);
  });

  it("holds frames of the air and the field's switching, too", () => {
    const lines = [
      { us: 0, field: "on" },
      { us: 1, air: "out", bytes: "26", bits: 7 },
      { us: 2, air: "in", bytes: "0400", note: "rebuilt" },
      { us: 3, air: "out", bytes: "3004", crc: "absent" },
    ] as Trace["lines"];
    const trace = { header: header.parse({ ...first, version: 2 }), lines };
    expect(parseTrace(formatTrace(trace))).toEqual(trace);
  });

  it.each([
    ["TRACE_EMPTY", "", /empty/],
    ["TRACE_FORMAT", text({ hello: 1 }), /Line 1/],
    ["TRACE_FORMAT", text(frame), /Line 1/],
    ["TRACE_FORMAT", "null\n", /Line 1/],
    ["TRACE_VERSION", text({ ...first, version: 3 }), /version 3.*reads 1 and 2/],
    ["TRACE_VERSION", text({ ...first, version: "1" }), /version "1"/],
    ["TRACE_LINE", text({ ...first, host: "nobody" }), /Line 1 .*host/],
    ["TRACE_LINE", text({ ...first, extra: 1 }), /Line 1/],
    ["TRACE_NOT_JSON", "hello\n", /Line 1/],
    ["TRACE_NOT_JSON", text(first) + "{\n" + text(frame), /Line 2/],
    ["TRACE_CUT", text(first, frame) + '{"us":12,"dir":"in","by', /Line 3/],
    ["TRACE_LINE", text(first, { ...frame, bytes: "0000f" }), /Line 2 .*bytes/],
    ["TRACE_LINE", text(first, { ...frame, bytes: "zz" }), /Line 2 .*bytes/],
    ["TRACE_LINE", text(first, { ...frame, bytes: "00".repeat(5000) }), /Line 2 .*bytes/],
    ["TRACE_LINE", text(first, { ...frame, us: -1 }), /Line 2 .*us/],
    ["TRACE_LINE", text(first, { ...frame, dir: "up" }), /Line 2 .*dir/],
    ["TRACE_LINE", text(first, { ...frame, length: 9 }), /Line 2/],
    ["TRACE_LINE", text(first, { us: 1, air: "up", bytes: "26" }), /Line 2 .*air/],
    ["TRACE_LINE", text(first, { us: 1, air: "in", bytes: "26", bits: 8 }), /Line 2 .*bits/],
    ["TRACE_LINE", text(first, { us: 1, field: "half" }), /Line 2 .*field/],
    ["TRACE_LINE", text(first, { ...verdict, verdict: "perhaps" }), /Line 2 .*verdict/],
    ["TRACE_LINE", text(first, { ...verdict, token: "00" }), /Line 2 .*token/],
    ["TRACE_NOT_JSON", text(first) + "\n" + text(frame), /Line 2/],
    ["TRACE_TIME", text(first, frame, { ...frame, us: 9 }), /Line 3 .*9 us after 10 us/],
  ])("is refused as %s when it is wrong: %#", (code, wrong, message) => {
    const thrown = (() => {
      try {
        return parseTrace(wrong);
      } catch (caught) {
        return caught;
      }
    })() as { code: string; message: string };
    expect(thrown.message).toMatch(message);
    expect(thrown.code).toBe(code);
  });

  it("is never taken for another, however it is damaged: read whole or refused by name", () => {
    const good = text(first, frame, verdict);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ maxLength: 5 }), (at, patch) => {
        try {
          parseTrace(good.slice(0, at) + patch + good.slice(at + patch.length));
        } catch (caught) {
          expect((caught as { code?: string }).code).toMatch(/^TRACE_/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
