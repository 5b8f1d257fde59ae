import fc from "fast-check";
import { readPcapng } from "../../../../host-tools/trace/convert/read-pcapng";
import { writePcapng } from "../../../../host-tools/trace/convert/write-pcapng";
import type { OnAir, TraceLine } from "../../../../host-tools/trace/trace";
import { codeOf, now, traceOf } from "./foreign-files";

const lines: TraceLine[] = [
  { us: 0, field: "on" },
  { us: 120, air: "out", bytes: "26", bits: 7, note: "rebuilt: 카드" },
  { us: 300, air: "in", bytes: "0400" },
  { us: 400, air: "out", bytes: "3004", crc: "absent" },
  { us: 900, air: "in", bytes: "0a", bits: 4 },
  { us: 900, verdict: "denied", reason: "unknownCredential", technology: "uid", token: "a486e263a8c3e363" },
  { us: 1000, field: "off" },
];
const trace = traceOf(lines, { about: "a tap" });
const file = writePcapng(trace);

/** `file` with the bytes at `at` replaced. */
function patched(at: number, ...bytes: number[]): Uint8Array {
  const copy = file.slice();
  copy.set(bytes, at);
  return copy;
}

/** Where the `n`th packet block begins. */
function packetAt(n: number): number {
  const view = new DataView(file.buffer);
  let at = 0;
  for (let seen = -1; ; at += view.getUint32(at + 4, true)) if (view.getUint32(at, true) === 6 && ++seen === n) return at;
}

/** The same capture as a program of the other byte order writes it, its times in nanoseconds counted from an offset. */
function bigEndian(frame: number[]): Uint8Array {
  const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  const block = (type: number, body: number[]) => [...u32(type), ...u32(body.length + 12), ...body, ...u32(body.length + 12)];
  const resolution = [0, 9, 0, 1, 9, 0, 0, 0];
  const offset = [0, 14, 0, 8, ...u32(0), ...u32(now)];
  const section = block(0x0a0d0d0a, [...u32(0x1a2b3c4d), 0, 1, 0, 0, ...u32(0xffffffff), ...u32(0xffffffff)]);
  const named = block(1, [1, 8, 0, 0, ...u32(0), ...resolution, ...offset, 0, 0, 0, 0]);
  const data = [0, 0xfe, 0, frame.length, ...frame];
  const padded = [...data, ...new Array<number>(-data.length & 3).fill(0)];
  const unknown = block(0x0bad, [1, 2, 3, 4]);
  const packet = block(6, [...u32(0), ...u32(0), ...u32(5000), ...u32(data.length), ...u32(data.length), ...padded]);
  return Uint8Array.from([...section, ...named, ...unknown, ...packet]);
}

describe("pcapng", () => {
  it("gives back everything that was on the air, with notes, bits and verdicts", () => {
    expect(readPcapng(file)).toEqual(trace);
  });

  it("never carries who may pass", () => {
    const list = [{ technology: "uid" as const, identifier: "04a1b2c3", validFrom: 0, validUntil: 0, disabled: false }];
    const written = writePcapng({ ...trace, header: { ...trace.header, list } });
    expect(readPcapng(written).header.list).toEqual([]);
    expect(Buffer.from(written).includes("04a1b2c3")).toBe(false);
  });

  it("is read in either byte order, in any unit of time, past blocks that nobody knows", () => {
    const { header, lines: read } = readPcapng(bigEndian([0x30, 0x04, 0x26, 0xee]));
    expect([header.now, read]).toEqual([now, [{ us: 5, air: "out", bytes: "300426ee" }]]);
  });

  it("gives any capture back as it was", () => {
    const frame = fc.record(
      {
        us: fc.nat(1000),
        air: fc.constantFrom("out", "in"),
        bytes: hexText(),
        bits: fc.integer({ min: 1, max: 7 }),
        crc: fc.constant("absent"),
        note: noteText(),
      },
      { requiredKeys: ["us", "air", "bytes"] },
    );
    const field = fc.record(
      { us: fc.nat(1000), field: fc.constantFrom("on", "off"), note: noteText() },
      { requiredKeys: ["us", "field"] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(frame, field), { minLength: 1, maxLength: 12 }), (drawn) => {
        const inOrder = (drawn as OnAir[]).sort((a, b) => a.us - b.us);
        expect(readPcapng(writePcapng(traceOf(inOrder))).lines).toEqual(inOrder);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["TRACE_PCAPNG", new Uint8Array(0)],
    ["TRACE_PCAPNG", Uint8Array.from(Buffer.from("no capture at all"))],
    ["TRACE_PCAP", Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0)],
    ["TRACE_PCAPNG", patched(8, 1, 2, 3, 4)],
    ["TRACE_PCAPNG", patched(4, 0, 0, 0, 0)],
    ["TRACE_PCAPNG", patched(4, 0xf0, 0xff, 0xff, 0xff)],
    ["TRACE_PCAPNG", patched(packetAt(0) + 4, 0xff, 0xff, 0, 0)],
    ["TRACE_PCAPNG", patched(packetAt(1) + 8, 9)],
    ["TRACE_PCAPNG", patched(packetAt(1) + 20, 0xff, 0xff)],
    ["TRACE_PCAPNG", patched(packetAt(1) + 28, 1)],
    ["TRACE_PCAPNG", patched(packetAt(1) + 29, 0x80)],
    ["TRACE_PCAPNG", patched(packetAt(1) + 31, 200)],
    ["TRACE_LINK_TYPE", patched(packetAt(0) - 12, 1, 0)],
    ["TRACE_NO_FRAMES", file.slice(0, packetAt(0))],
  ])("is refused as %s when it lies: %#", (code, wrong) => {
    expect(codeOf(() => readPcapng(wrong))).toBe(code);
  });

  it("is refused by name or read in part, cut at every byte", () => {
    const whole = readPcapng(file).lines;
    for (let end = 0; end < file.length; end++) {
      let read: TraceLine[] = [];
      const code = codeOf(() => (read = readPcapng(file.slice(0, end)).lines));
      expect(code === "" ? whole.slice(0, read.length) : code).toEqual(
        code === "" ? read : expect.stringMatching(/^TRACE_(PCAPNG|NO_FRAMES)$/),
      );
    }
  });

  it("never ends in anything but a trace or a name, whatever is changed in it", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), (changes) => {
        const copy = file.slice();
        for (const [at, byte] of changes) copy[at] = byte;
        expect(codeOf(() => readPcapng(copy))).toMatch(/^(TRACE_\w+)?$/);
      }),
      { numRuns: 1000 },
    );
  });
});

function hexText(): fc.Arbitrary<string> {
  return fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("hex"));
}

function noteText(): fc.Arbitrary<string> {
  return fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }).filter((text) => !/^(bits: |latchkey-trace )/.test(text));
}
