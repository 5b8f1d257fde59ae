import fc from "fast-check";
import { readLibnfcLog } from "../../../../host-tools/trace/convert/libnfc-log";
import { judged } from "../../../../host-tools/trace/judged";
import { shownLines } from "../../../../host-tools/trace/show";
import { isFrame } from "../../../../host-tools/trace/trace";
import { codeOf, foreign, now } from "./foreign-files";

const log = Buffer.from(foreign("nfc-list.log")).toString("utf8");
const allow = (technology: "uid" | "ntag", identifier: string) => [
  { technology, identifier, validFrom: 0, validUntil: 0, disabled: false },
];

describe("a debug log of libnfc", () => {
  it("becomes the conversation of its program, frame by frame though the log cuts them in pieces", () => {
    const trace = readLibnfcLog(log, now);
    expect([trace.header.host, trace.header.now]).toEqual(["libnfc", now]);
    const words = shownLines(trace).map(({ means }) => means);
    expect(words.slice(0, 3)).toEqual(["wake up", "SAMConfiguration", "heard"]);
    expect(words).toContain("PN532, firmware 1.6");
    expect(words).toContain("card 04A1B2C3");
    expect(trace.lines.filter(isFrame).some(({ us }) => us !== 0)).toBe(false);
  });

  it("puts its cards before the shipped reader", () => {
    expect(judged(readLibnfcLog(log, now), allow("uid", "04a1b2c3")).lines.at(-1)).toMatchObject({
      verdict: "granted",
      technology: "uid",
    });
    const memory = Buffer.from(foreign("nfc-mfultralight.log")).toString("utf8");
    const read = judged(readLibnfcLog(memory, now), allow("ntag", "d1010c5402656e6c617463686b657921"));
    expect(read.lines.at(-1)).toMatchObject({ verdict: "granted", technology: "ntag" });
  });

  it.each([
    ["TRACE_NO_FRAMES", ""],
    ["TRACE_NO_FRAMES", "nfc-list uses libnfc 1.8.0\n"],
    ["TRACE_LOG_LINE", "debug\tlibnfc.bus.uart\tTX: 55 5"],
    ["TRACE_LOG_LINE", "debug\tlibnfc.bus.uart\tRX: 00 00 ff  zz\n"],
    ["TRACE_LOG_LINE", "debug\tlibnfc.bus.uart\tTX:"],
  ])("is refused as %s: %#", (code, wrong) => {
    expect(codeOf(() => readLibnfcLog(wrong, now))).toBe(code);
  });

  it("is refused by name or read in part, cut at every byte", () => {
    const short = log.slice(0, 2500);
    for (let end = 0; end < short.length; end++) {
      expect(codeOf(() => readLibnfcLog(short.slice(0, end), now))).toMatch(/^(TRACE_LOG_LINE|TRACE_NO_FRAMES)?$/);
    }
  });

  it("never ends in anything but frames or a name", () => {
    const part = fc.oneof(fc.string(), fc.constantFrom("debug\tlibnfc.bus.uart\t", "TX: ", "RX: ", "00 00 ff ", "d4 ", "\n"));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(codeOf(() => readLibnfcLog(parts.join(""), now))).toMatch(/^(TRACE_\w+)?$/);
      }),
      { numRuns: 500 },
    );
  });
});
