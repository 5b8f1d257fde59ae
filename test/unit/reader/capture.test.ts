import fc from "fast-check";
import type { Bus } from "../../../firmware/src/hal/bus";
import { encodeFrame } from "../../../firmware/src/nfc/pn532-frame";
import { Capture } from "../../../firmware/src/reader/capture";
import { traceBytes, upPayloadBytesMax } from "../../../firmware/src/wire/message";
import { jsNative } from "../../../host-tools/hal/native";
import { VirtualClock } from "../../../host-tools/simulator/board/clock";
import { capturedLines, isMark, redactedNote } from "../../../host-tools/trace/captured";
import { piecesOf } from "../../../host-tools/trace/pieces";
import { bytesOf, type FrameLine } from "../../../host-tools/trace/trace";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex"));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const ack = hex("0000ff00ff00");
/** Bytes as a chunk of the bus. */
const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const nonce = new Uint8Array(8);

/** A capture on a bus of which the test is both ends. */
class Line {
  readonly clock = new VirtualClock(1_791_000_000);
  readonly written: string[] = [];
  readonly heard: string[] = [];
  nextSequence = 5;
  done = 0;
  readonly capture: Capture;
  private chip: (chunk: string) => void = () => undefined;
  private driver: Bus;

  constructor() {
    const bus: Bus = {
      write: (parts) =>
        this.written.push(text(Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : [...part]))))),
      wake: () => undefined,
      listen: (receive) => void (this.chip = receive),
    };
    this.driver = bus;
    this.capture = new Capture({
      bus,
      clock: this.clock,
      native: jsNative(),
      attach: (to) => {
        this.driver = to;
        to.listen((chunk) => this.heard.push(chunk));
      },
      nextSequence: () => this.nextSequence,
      ready: () => this.done++,
    });
  }

  /** A command and its answer, from their code bytes on; the answer comes behind its acknowledgement in one piece or two. */
  turn(asked: string, answer: string, together = false): void {
    this.driver.write([encodeFrame(hex(`d4${asked}`))]);
    this.clock.advance(2);
    const frame = encodeFrame(hex(`d5${answer}`));
    if (together) return this.chip(latin(ack) + latin(frame));
    this.chip(latin(ack));
    this.chip(latin(frame));
  }

  /** Everything that a backend would get, every part acknowledged. */
  fetched(): Uint8Array {
    const parts: Uint8Array[] = [];
    while (this.capture.waiting()) {
      const payload = this.capture.payload(nonce);
      expect(payload.length).toBeLessThanOrEqual(upPayloadBytesMax);
      expect(text(this.capture.payload(nonce))).toBe(text(payload));
      parts.push(payload.subarray(traceBytes));
      this.capture.acknowledge(this.capture.part, nonce);
    }
    return Buffer.concat(parts);
  }

  /** What is kept, without the first entry, which says where the journal stood. */
  data(): string[] {
    const [first, ...lines] = capturedLines(this.fetched());
    expect(first).toEqual({ us: 0, nextSequence: 5 });
    return lines.map((line) => {
      if (isMark(line)) return `sequence ${line.nextSequence}`;
      const [piece] = piecesOf(bytesOf(line));
      return `${line.dir} ${piece!.data.length > 0 ? text(piece!.data) : piece!.kind}${line.note ? " *" : ""}`;
    });
  }
}

const poll = "4a0200";
const nobody = "4b00";
const card = "4b01010004080404a1b2c3";

describe("a capture at the front end's line", () => {
  it("stands nowhere until it is asked for and nowhere after it ended", () => {
    const line = new Line();
    expect([line.capture.waiting(), line.capture.number]).toEqual([false, 0]);
    expect(line.capture.startCapture(3, 1, 10)).toBe(true);
    line.turn(poll, card);
    line.turn(poll, nobody);
    expect([line.done, line.capture.waiting()]).toEqual([1, true]);
    line.turn(poll, card);
    expect(line.data()).toEqual(["out d44a0200", "in ack", `in d5${card}`, "out d44a0200", "in ack", `in d5${nobody}`]);
    expect(line.written).toHaveLength(3);
    expect(line.heard).toHaveLength(6);
  });

  it("keeps polls that find nobody out, says where the journal had moved, and ends by its time", () => {
    const line = new Line();
    line.capture.startCapture(3, 2, 10);
    for (let i = 0; i < 50; i++) line.turn(poll, nobody, i % 2 === 0);
    line.turn(poll, card);
    line.nextSequence++;
    line.clock.advance(20_000);
    expect(line.data()).toEqual(["out d44a0200", "in ack", `in d5${card}`, "sequence 6"]);
  });

  it("refuses what has no end, and a second one before the first was fetched", () => {
    const line = new Line();
    expect([line.capture.startCapture(1, 0, 10), line.capture.startCapture(1, 1, 0), line.capture.startCapture(1, 1, 601)]).toEqual([
      false,
      false,
      false,
    ]);
    expect([line.capture.startCapture(1, 1, 10), line.capture.startCapture(2, 1, 10)]).toEqual([true, false]);
    line.clock.advance(11_000);
    expect(line.capture.startCapture(2, 1, 10)).toBe(false);
    line.fetched();
    expect(line.capture.startCapture(2, 1, 10)).toBe(true);
  });

  it("gives up the oldest for the newest, in whole entries, whatever passes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(250), { minLength: 1, maxLength: 150 }), (lengths) => {
        const line = new Line();
        line.capture.startCapture(1, 1, 600);
        lengths.forEach((length, i) => line.turn(`06${"aa".repeat(length)}`, `07${i.toString(16).padStart(2, "0")}`));
        line.clock.advance(601_000);
        const last = line.capture.payload(nonce);
        const lines = capturedLines(line.fetched()) as FrameLine[];
        expect(lines.length + (last[15]! | (last[16]! << 8))).toBe(lengths.length * 3 + 1);
        expect(lines.at(-1)!.bytes).toContain(`d507${(lengths.length - 1).toString(16).padStart(2, "0")}`);
      }),
      { numRuns: 40 },
    );
  });

  it("keeps codes and status of an authentication and of what follows, and nothing else, until cards are listed anew", () => {
    const line = new Line();
    line.capture.startCapture(1, 5, 60);
    line.turn(poll, card);
    line.turn("4001 905a000003010203 00", "41 00 9100");
    line.turn("4001 9071000002000000", `41 00 ${"c1".repeat(16)} 91af`);
    line.turn(`4001 90af000020${"c2".repeat(32)}00`, `41 00 ${"c3".repeat(32)} 9100`, true);
    line.turn("4001 90bd00000701000000100000 00", `41 00 ${"c4".repeat(24)} 9100`);
    line.turn(poll, card);
    line.turn("42 3004", `43 00 ${"dd".repeat(16)}`);
    line.clock.advance(61_000);
    const data = line.data().filter((one) => !one.includes("ack"));
    expect(data.slice(2)).toEqual([
      "out d44001905a00000301020300",
      "in d541009100",
      "out d440019071000002000000",
      `in d54100${"00".repeat(16)}91af *`,
      `out d4400190af000020${"00".repeat(33)} *`,
      `in d54100${"00".repeat(32)}9100 *`,
      `out d4400190bd000007${"00".repeat(8)} *`,
      `in d54100${"00".repeat(24)}9100 *`,
      "out d44a0200",
      `in d5${card}`,
      "out d4423004",
      `in d54300${"dd".repeat(16)}`,
    ]);
  });

  it("keeps of a phone's AUTH its head and length alone, and of its lease and proof nothing", () => {
    const line = new Line();
    line.capture.startCapture(1, 5, 60);
    line.turn(poll, card);
    line.turn("4001 00a4040009f04c41544348 4b455900", `41 00 ${"ab".repeat(9)} 9000`);
    line.turn(`4001 8010010028${"c1".repeat(40)}00`, `41 00 ${"c2".repeat(60)} 9000`);
    line.clock.advance(61_000);
    const data = line.data().filter((one) => !one.includes("ack"));
    expect(data[2]).toBe("out d4400100a4040009f04c415443484b455900");
    expect(data[4]).toBe(`out d440018010010028${"00".repeat(41)} *`);
    expect(data[5]).not.toContain("c2c2");
  });

  it("never lets a secret through, native or wrapped, in whatever pieces the answer comes", () => {
    const secret = "5ec2e7";
    const commands = ["aa00", "0a00", "1a00", "710000", "770000", "90aa0000010000", "90770000010000"];
    fc.assert(
      fc.property(
        fc.constantFrom(...commands),
        fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 4 }),
        fc.boolean(),
        (command, cuts, native) => {
          const line = new Line();
          line.capture.startCapture(1, 5, 60);
          line.turn(`4001${command}`, `4100af${secret.repeat(4)}`);
          const driver = line as unknown as { driver: Bus; chip: (chunk: string) => void };
          driver.driver.write([encodeFrame(hex(`d44001${native ? "af" : "90af000010"}${secret.repeat(5)}`))]);
          let answer: Uint8Array = Buffer.concat([
            ack,
            encodeFrame(hex(`d54100${native ? "00" : ""}${secret.repeat(6)}${native ? "" : "9100"}`)),
          ]);
          for (const cut of cuts) {
            driver.chip(latin(answer.slice(0, cut)));
            answer = answer.slice(cut);
          }
          driver.chip(latin(answer));
          line.clock.advance(61_000);
          expect(text(line.fetched())).not.toMatch(/5ec2e75e|c2e75ec2|e75ec2e7/);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ["PWD_AUTH", "42 1b5ec2e75e", "d4421b00000000"],
    ["a sector's key", "4001 6007 5ec2e75ec2e7 01020304", "d4400160" + "00".repeat(11)],
    ["VERIFY", "4001 00200000045ec2e75e", "d440010020000004" + "00".repeat(4)],
  ])("blanks %s in its own frame and in the answer", (_, asked, kept) => {
    const line = new Line();
    line.capture.startCapture(1, 1, 60);
    line.turn(asked, "4300abcdef01");
    line.turn("42 3004", "4300112233");
    line.clock.advance(61_000);
    const data = line.data().filter((one) => !one.includes("ack"));
    expect([data[0], data[1]!.includes("cdef")]).toEqual([`out ${kept} *`, false]);
    expect(data.slice(2)).toEqual(["out d4423004", "in d54300112233"]);
    expect(redactedNote).toBe("redacted at capture");
  });
});

describe("the parts of a capture, at the backend", () => {
  it("are refused as malformed when an entry lies, and never anything worse", () => {
    for (const wrong of [
      "00",
      "00000000000500",
      "000000000005000102",
      "00000000020100aa",
      "0000000003000000",
      "00000000000002" + "00".repeat(4),
    ]) {
      expect(() => capturedLines(hex(wrong))).toThrow(expect.objectContaining({ fault: expect.any(Number) as number }) as Error);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          capturedLines(bytes);
        } catch (caught) {
          expect((caught as { fault?: number }).fault).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
