import fc from "fast-check";
import { concat } from "../../../../firmware/src/base/bytes";
import { readProxmarkListing } from "../../../../host-tools/trace/convert/proxmark-listing";
import { readProxmarkTrace, writeProxmarkTrace } from "../../../../host-tools/trace/convert/proxmark-trace";
import { replayTrace } from "../../../../host-tools/trace/replay";
import { isAir, type AirLine } from "../../../../host-tools/trace/trace";
import { codeOf, foreign, now, traceOf } from "./foreign-files";

const listing = Buffer.from(foreign("proxmark.list")).toString("utf8");
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex"));
/** REQA of 7 bits at 0x1b51; ATQA 0x9b4 later; READ of page 4 whose third byte has the wrong parity. */
const binary = hex("511b0000 e003 0100 26 00  05250000 4009 0280 4400 c0  511b0100 200d 0400 300426ee b0");

describe("a Proxmark3 listing", () => {
  const { lines } = readProxmarkListing(listing, now);

  it("becomes frames of the air: times in us, short frames, wrapped rows, wrong parity", () => {
    expect(lines).toHaveLength(16);
    expect(lines.slice(0, 3)).toEqual([
      { us: 0, air: "out", bytes: "26", bits: 7 },
      { us: 164, air: "in", bytes: "4400" },
      { us: 519, air: "out", bytes: "9320" },
    ]);
    expect(lines[13]).toEqual({ us: 9882, air: "in", bytes: "af0102", note: "wrong parity in bytes 1, 3" });
    expect(lines[14]).toMatchObject({ bytes: "000102030405060708090a0b0c0d0e0f1011121314" });
  });

  it("puts its card before the shipped reader", () => {
    const [verdict] = replayTrace(traceOf(lines)).verdicts;
    expect(verdict).toMatchObject({ verdict: "denied", reason: "unknownCredential", technology: "uid" });
  });

  it("is read with colours, in microseconds, as gaps, with marked CRC, delays and decrypted copies", () => {
    const head = "[=] ISO14443A - all times are in microseconds\n        Gap |   Duration | Src | Data | CRC | Annotation\n";
    const rows = [
      "\u001b[33m        0.0\u001b[0m |       10.0 | \u001b[33mRdr\u001b[0m |\u001b[33m30  04 [26  EE]\u001b[0m | \u001b[32m ok \u001b[0m| READ",
      "       10.0 |       90.0 |     |fdt (Frame Delay Time): 80",
      "       90.0 |      100.5 | Tag |0A(4)                | |",
      "            |            |  *  |01 02                | |",
      "        5.0 |        1.0 | Tag |0b'                  | |",
    ];
    expect(readProxmarkListing(head + rows.join("\r\n"), now).lines).toEqual([
      { us: 0, air: "out", bytes: "300426ee" },
      { us: 100, air: "in", bytes: "0a", bits: 4 },
      { us: 206, air: "in", bytes: "0b" },
    ]);
  });

  it.each([
    ["TRACE_NO_FRAMES", ""],
    ["TRACE_NO_FRAMES", "hello\nworld\n"],
    ["TRACE_LISTING_ROW", "   0 |  992 | Rdr |2G | |"],
    ["TRACE_LISTING_ROW", "   0 |  992 | Rdr |26"],
    ["TRACE_LISTING_ROW", "   0 |  992 | Rdr | | |"],
    ["TRACE_LISTING_ROW", "     |      | Rdr |26 | |"],
    ["TRACE_LISTING_ROW", "     |      |     |26 | |"],
    ["TRACE_LISTING_ROW", "  0.0.1 |  992 | Rdr |26 | |"],
    ["TRACE_LISTING_ROW", "  " + "9".repeat(30) + " |  992 | Rdr |26 | |"],
    ["TRACE_LISTING_ROW", "   0 |  992 | Rdr |" + "26 ".repeat(600) + "| |"],
  ])("is refused as %s: %#", (code, wrong) => {
    expect(codeOf(() => readProxmarkListing(wrong, now))).toBe(code);
  });

  it("may hold a start without a byte, which still has a byte of parity: no line is made of it", () => {
    const start = hex("00000000 4000 0080 00");
    expect(readProxmarkTrace(concat([start, binary, start]), now).lines).toHaveLength(readProxmarkTrace(binary, now).lines.length);
    expect(codeOf(() => readProxmarkTrace(start, now))).toBe("TRACE_NO_FRAMES");
  });

  it("is refused by name or read in part, cut at every byte", () => {
    for (let end = 0; end < listing.length; end++) {
      expect(codeOf(() => readProxmarkListing(listing.slice(0, end), now))).toMatch(/^(TRACE_LISTING_ROW|TRACE_NO_FRAMES)?$/);
    }
  });

  it("never ends in anything but frames or a name", () => {
    const part = fc.oneof(fc.string(), fc.constantFrom("| Rdr |", "| Tag |26|", "\n", "12", "(7)", "!", " | ", "Gap |", "fdt"));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(codeOf(() => readProxmarkListing(parts.join(""), now))).toMatch(/^(TRACE_\w+)?$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a Proxmark3 trace", () => {
  it("becomes frames of the air", () => {
    expect(readProxmarkTrace(binary, now).lines).toEqual([
      { us: 0, air: "out", bytes: "26", bits: 7 },
      { us: 183, air: "in", bytes: "4400" },
      { us: 4833, air: "out", bytes: "300426ee", note: "wrong parity in byte 3" },
    ]);
  });

  it("goes on counting where its 32-bit clock begins anew", () => {
    const before = hex("00ffffff e003 0100 26 00  00000100 4009 0280 4400 c0");
    expect(readProxmarkTrace(before, now).lines.map(({ us }) => us)).toEqual([0, Math.round(0x10100 / 13.56)]);
  });

  it("gives frames, directions and short bits back as they were, times within a microsecond", () => {
    const lines = readProxmarkListing(listing, now)
      .lines.filter(isAir)
      .map(({ note: _note, ...line }) => line);
    const again = readProxmarkTrace(writeProxmarkTrace(traceOf(lines)), now).lines as AirLine[];
    expect(again.map(({ us: _us, ...line }) => line)).toEqual(lines.map(({ us: _us, ...line }) => line));
    again.forEach(({ us }, i) => expect(Math.abs(us - lines[i]!.us)).toBeLessThanOrEqual(1));
  });

  it.each([
    ["TRACE_NO_FRAMES", new Uint8Array(0)],
    ["TRACE_RECORD", hex("511b0000 e003 ff7f 26 00")],
    ["TRACE_RECORD", hex("511b0000 e003 0000")],
    ["TRACE_RECORD", hex("511b0000 e003 0200 26 00")],
    ["TRACE_RECORD", hex("511b00")],
  ])("is refused as %s when it lies: %#", (code, wrong) => {
    expect(codeOf(() => readProxmarkTrace(wrong, now))).toBe(code);
  });

  it("is refused by name or read in part, cut at every byte", () => {
    for (let end = 0; end < binary.length; end++) {
      const whole = [10, 21].includes(end);
      expect(codeOf(() => readProxmarkTrace(binary.slice(0, end), now))).toBe(
        whole ? "" : end === 0 ? "TRACE_NO_FRAMES" : "TRACE_RECORD",
      );
    }
  });

  it("never ends in anything but frames or a name", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(codeOf(() => readProxmarkTrace(bytes, now))).toMatch(/^(TRACE_RECORD|TRACE_NO_FRAMES)?$/);
      }),
      { numRuns: 500 },
    );
  });
});
