import fc from "fast-check";
import { replayTrace } from "../../../host-tools/trace/replay";
import { showTrace } from "../../../host-tools/trace/show";
import { recordStory } from "../../../host-tools/trace/story";
import { header, isFrame, verdictsOf, type Trace, type TraceLine } from "../../../host-tools/trace/trace";
import { formatTrace, parseTrace } from "../../../host-tools/trace/trace-file";

const card = "uid:04A1B2C3";
const tag = "ntag213:04A1B2C3D4E5F6:D101045402656E41";

function recorded(story: string[], list = [{ technology: "uid", identifier: "04a1b2c3" }]): Trace {
  return recordStory(header.parse({ format: "latchkey-trace", version: 1, host: "latchkey", now: 1_791_000_000, list, story }));
}

const tap = (which: string) => ["wait 150", `present ${which}`, "wait 400", "remove", "wait 500"];
const differences = (trace: Trace) => replayTrace(parseTrace(formatTrace(trace))).differences;

/** `trace` with the frames that `matches` finds changed. */
function changed(trace: Trace, matches: RegExp, change: (line: TraceLine) => TraceLine[]): Trace {
  return { ...trace, lines: trace.lines.flatMap((line) => (isFrame(line) && matches.test(line.bytes) ? change(line) : [line])) };
}

const poll = /^0000ff04fcd44a0200e000$/;
const nobody = /^0000ff03fdd54b00e000$/;
const fastRead = /d4423a040f/;

describe("a replay", () => {
  it("is the same as its recording, and a story gives the same recording every time", () => {
    const trace = recorded(tap(tag));
    expect(formatTrace(recorded(tap(tag)))).toBe(formatTrace(trace));
    expect(differences(trace)).toEqual([]);
  });

  it("says which question differed", () => {
    const trace = changed(recorded(tap(tag)), fastRead, (line) => [{ ...line, bytes: "0000ff04fcd442300cae00" }]);
    expect(differences(trace)[0]).toMatch(
      /^line \d+: "on the air: READ page 12" was recorded .*now sends "on the air: FAST_READ pages 4-15"/,
    );
  });

  it("says which question never came", () => {
    const trace = recorded(tap(card));
    const at = trace.lines.findIndex((line) => !isFrame(line));
    const extra = { us: trace.lines[at]!.us, dir: "out" as const, bytes: "0000ff02fed4042800" };
    trace.lines.splice(at, 0, extra);
    expect(differences(trace)[0]).toMatch(/^line \d+: "GetGeneralStatus" was recorded/);
  });

  it("says which verdict differs, is missing or is new", () => {
    const trace = recorded(tap(card));
    const world = { ...trace, header: { ...trace.header, list: [] } };
    expect(differences(world)).toEqual([
      expect.stringMatching(/^verdict 1: recorded granted .*, now denied \(unknownCredential\)/),
    ]);
    expect(differences({ ...trace, lines: trace.lines.filter(isFrame) })).toEqual([
      expect.stringMatching(/^verdict 1: recorded none, now granted/),
    ]);
  });

  it("does not mind how often nobody was there", () => {
    const trace = recorded(["wait 900", ...tap(card)]);
    const idle = trace.lines.findIndex((line, at) => at > 20 && isFrame(line) && poll.test(line.bytes));
    const turn = trace.lines.slice(idle, idle + 3);
    expect(turn.map((line) => isFrame(line) && nobody.test(line.bytes))).toEqual([false, false, true]);
    const [before, after] = [trace.lines.slice(0, idle), trace.lines.slice(idle + 3)];
    expect(differences({ ...trace, lines: [...before, ...after] })).toEqual([]);
    expect(
      differences({ ...trace, lines: [...before, ...turn, ...turn.map((line) => ({ ...line, us: turn[2]!.us })), ...after] }),
    ).toEqual([]);
  });

  it("finds a damaged answer out by the reader's own means", () => {
    const trace = changed(recorded(tap(card)), /d54b0101000408/, (line) => [
      { ...line, bytes: "0000ff0cf4d54b01010004080404a1b2c4ff00" } as TraceLine,
    ]);
    expect(differences(trace).length).toBeGreaterThan(0);
  });

  it("comes to an end, whatever single byte of the line is changed, and never grants what is not in the list", () => {
    const trace = recorded(tap(tag), [{ technology: "ntag", identifier: "d101045402656e41" }]);
    const frames = trace.lines.filter(isFrame);
    fc.assert(
      fc.property(fc.nat(frames.length - 1), fc.nat(), fc.integer({ min: 1, max: 255 }), (at, position, flip) => {
        const bytes = Buffer.from(frames[at]!.bytes, "hex");
        bytes[position % bytes.length]! ^= flip;
        const lines = trace.lines.map((line) => (line === frames[at] ? { ...frames[at]!, bytes: bytes.toString("hex") } : line));
        const { verdicts } = replayTrace({ ...trace, lines });
        const token = verdictsOf(trace)[0]!.token;
        for (const verdict of verdicts) if (verdict.verdict === "granted") expect(verdict.token).toBe(token);
      }),
      { numRuns: 60 },
    );
  });

  it("ends with a name where the reader would wait for ever", () => {
    const trace = recorded(tap(card));
    const silent = { ...trace, lines: trace.lines.filter((line) => isFrame(line) && line.dir === "out") };
    expect(differences(silent).length).toBeGreaterThan(0);
  });

  it("takes the cards of a capture that began while the reader was listing them", () => {
    const trace = recorded(tap(tag));
    const at = trace.lines.findIndex((line) => isFrame(line) && /d54b0101/.test(line.bytes));
    const [ack, found] = [trace.lines[at - 1]!, trace.lines[at]!];
    expect(differences({ ...trace, lines: [ack, found, ...trace.lines.slice(at + 1)] })).toEqual([]);
    expect(differences({ ...trace, lines: [found, ...trace.lines.slice(at + 1)] })).toEqual([]);
  });

  it("takes the cards of a capture in which the front end was set up anew", () => {
    const trace = recorded(tap(tag));
    const wakeUp = trace.lines.findIndex((line) => isFrame(line) && /^55/.test(line.bytes));
    const poll = { us: 0, dir: "out" as const, bytes: "0000ff04fcd44a0200e000" };
    const abort = { us: 0, dir: "out" as const, bytes: "0000ff00ff00" };
    const rest = trace.lines.slice(wakeUp + 1);
    for (const before of [[], [abort], [poll, abort]]) expect(differences({ ...trace, lines: [...before, ...rest] })).toEqual([]);
  });

  it("takes another host's recording by its cards", () => {
    const trace = recorded(tap(tag), [{ technology: "ntag", identifier: "d101045402656e41" }]);
    expect(differences({ ...trace, header: { ...trace.header, host: "other" } })).toEqual([]);
    const withoutMemory = changed(trace, fastRead, () => []);
    const seen = replayTrace({ ...withoutMemory, header: { ...trace.header, host: "other" } });
    expect(seen.verdicts).toMatchObject([{ verdict: "denied", technology: "uid" }]);
  });
});

describe("a trace in words", () => {
  it("fits 100 columns, and marks where it went wrong", () => {
    const lines = showTrace(recorded(["wait 150", "garble 1", `present ${tag}`, "wait 300", "tear 0", "remove", "wait 300"]));
    expect(lines.every((line) => line.length <= 100)).toBe(true);
    expect(lines[0]).toBe("#    time         who    bytes                                means");
    expect(lines.filter((line) => line.startsWith("!"))).toEqual([
      expect.stringMatching(/chip .*broken frame: wrong length or checksum$/),
      expect.stringMatching(/reader 00 00 FF FF 00 00 +say that again$/),
    ]);
    expect(lines).toContainEqual(expect.stringMatching(/reader D4 42 3A 04 0F +on the air: FAST_READ pages 4-15$/));
    expect(lines).toContainEqual(expect.stringMatching(/door +token [0-9a-f]{16} +denied by ntag: unknownCredential$/));
  });
});
