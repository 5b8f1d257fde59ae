import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openPty } from "../../host-tools/device/pty";
import { showTrace } from "../../host-tools/trace/show";
import { parseTrace } from "../../host-tools/trace/trace-file";
import { latchkey, temporaryDir } from "../support/command-line";
import { needs } from "../support/needs";

jest.setTimeout(90_000);

describe("latchkey trace", () => {
  const dir = temporaryDir();
  afterAll(() => dir.clean());
  const at = (name: string) => join(dir.path, name);

  async function recorded(name: string, story: string, ...more: string[]): Promise<string> {
    writeFileSync(at(`${name}.story`), story);
    const { code, stderr } = await latchkey([
      "trace",
      "record",
      at(name),
      "--story",
      at(`${name}.story`),
      "--now",
      "1791000000",
      ...more,
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    return at(name);
  }

  const tap = "# a tap\nwait 100\npresent uid:04A1B2C3\nwait 300\n\nremove\nwait 300\n";

  it("records a story, shows it and replays it", async () => {
    const file = await recorded("tap.jsonl", tap, "--allow", "uid:04a1b2c3", "--about", "a tap");
    const shown = await latchkey(["trace", "show", file], { CI: "true" });
    expect(shown.stdout).toMatch(/^a tap\n#    time/);
    expect(shown.stdout).toContain("granted by uid");
    const replayed = await latchkey(["trace", "replay", file, file, "--json"]);
    const objects = replayed.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect([replayed.code, objects]).toMatchObject([
      0,
      [
        { file, same: true },
        { file, same: true },
      ],
    ]);
  });

  it("ends with code 8 and the reason where a replay differs", async () => {
    const file = await recorded("world.jsonl", tap, "--allow", "uid:04a1b2c3");
    writeFileSync(file, readFileSync(file, "utf8").replace('"04a1b2c3"', '"ffffffff"'));
    const { code, stdout } = await latchkey(["trace", "replay", file]);
    expect([code, stdout]).toEqual([8, expect.stringMatching(/^differs .*\n +verdict 1: recorded granted .* now denied/)]);
  });

  it("shows a refusal to its last word, however narrow the terminal", async () => {
    const { stdout } = await latchkey(["trace", "show", "test/traces/desfire-wrong-key.jsonl"]);
    expect(stdout).toMatch(/^!26 .*AUTHENTICATION_ERROR -> denied \(wrongKeyVersion\)$/m);
    expect(stdout).toContain("DESFire AuthenticateEV2First key 0\n");
    expect(stdout).not.toMatch(/ …$/m);
    const narrow = showTrace(parseTrace(readFileSync("test/traces/desfire-wrong-key.jsonl", "utf8")), 40);
    expect(narrow.filter((line) => line.length > 100)).toEqual([expect.stringContaining("denied (wrongKeyVersion)")]);
  });

  it("converts, there and back, and adds the verdict where it is told who may pass", async () => {
    const log = "test/traces/foreign/nfc-list.log";
    const air = await latchkey(["trace", "convert", log, at("list.pcapng"), "--now", "1791000000"]);
    expect([air.code, air.stdout]).toEqual([0, expect.stringMatching(/list\.pcapng: pcapng, from \d+ lines of libnfc-log/)]);
    const back = await latchkey(["trace", "convert", at("list.pcapng"), at("list.jsonl"), "--allow", "uid:04A1B2C3", "--json"]);
    expect(JSON.parse(back.stdout)).toMatchObject({ from: "pcapng", to: "jsonl" });
    const shown = await latchkey(["trace", "show", at("list.jsonl")]);
    expect(shown.stdout).toContain("REQA: who is there?");
    expect(shown.stdout).toContain("granted by uid");
    expect((await latchkey(["trace", "replay", at("list.jsonl")])).code).toBe(0);
  });

  it("shows and compares other programs' files by their names, and says what a file is that is no trace", async () => {
    const file = await recorded("mine.jsonl", tap);
    expect((statSync(file).mode & 0o077).toString(8)).toBe("0");
    expect((await latchkey(["trace", "convert", file, at("mine.pcapng")])).code).toBe(0);
    expect((await latchkey(["trace", "show", at("mine.pcapng")])).stdout).toMatch(/REQA: who is there\?/);
    expect((await latchkey(["trace", "diff", file, at("mine.pcapng")])).stdout).toBe("no difference\n");
    writeFileSync(at("noise"), readFileSync(at("mine.pcapng")));
    const { code, stderr } = await latchkey(["trace", "show", at("noise")]);
    expect([code, stderr]).toEqual([6, expect.stringMatching(/Line 1 is not JSON.*\n.*name ends in.*\[TRACE_NOT_JSON\]/)]);
  });

  it("says before anybody holds a card for nothing that a file cannot be written", async () => {
    const { code, stderr } = await latchkey(["trace", "record", at("none/tap.jsonl"), "--reader", "Lobby", "--server", "http://127.0.0.1:9", "--token", "x"]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/cannot write .*\n.*\[FILE_UNWRITABLE\]/)]);
  });

  needs("socat")("ends where the file is there already, and holds no line open", async () => {
    const line = await openPty(at("line"));
    writeFileSync(at("there.jsonl"), "");
    const { code, stderr } = await latchkey(["trace", "record", at("there.jsonl"), "--port", at("line"), "--link", at("host")]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("[FILE_EXISTS]")]);
    expect(existsSync(at("host"))).toBe(false);
    await line.close();
  });

  it("refuses to convert with a name and an exit code", async () => {
    writeFileSync(at("bad.pcapng"), "nothing of the kind");
    const cases: [string[], number, string][] = [
      [[at("bad.pcapng"), at("x.jsonl")], 6, "TRACE_PCAPNG"],
      [[at("bad.pcapng"), at("x.unknown")], 2, "TRACE_CONVERT"],
      [["test/traces/two-cards.jsonl", at("x.log")], 2, "TRACE_CONVERT"],
      [[at("absent.log"), at("x.jsonl")], 2, "FILE_UNREADABLE"],
      [["test/traces/two-cards.jsonl", at("bad.pcapng")], 2, "FILE_EXISTS"],
    ];
    for (const [files, exit, name] of cases) {
      const { code, stderr } = await latchkey(["trace", "convert", ...files]);
      expect([code, stderr]).toEqual([exit, expect.stringContaining(name)]);
    }
  });

  it("converts a long trace of its own, which another program's file of that size could not be", async () => {
    const [first, ...rest] = readFileSync("test/traces/uid4-granted.jsonl", "utf8").trim().split("\n");
    const frame = JSON.parse(rest.find((line) => line.includes('"dir":"out"'))!) as object;
    const long = Array.from({ length: 40_000 }, (_, i) => JSON.stringify({ ...frame, us: i, note: "n".repeat(400) }));
    writeFileSync(at("long.jsonl"), [first, ...long, ""].join("\n"));
    expect(statSync(at("long.jsonl")).size).toBeGreaterThan(16 << 20);
    expect((await latchkey(["trace", "convert", at("long.jsonl"), at("long2.jsonl")])).code).toBe(0);
    writeFileSync(at("long.log"), readFileSync(at("long.jsonl")));
    const { code, stderr } = await latchkey(["trace", "convert", at("long.log"), at("long3.jsonl")]);
    expect([code, stderr]).toEqual([6, expect.stringContaining("[TRACE_TOO_LARGE]")]);
  });

  it.each([
    ["# nothing yet\n\n", "Nothing is told here"],
    ["wait 1\n".repeat(1001), "1001 lines are told"],
  ])("refuses a story that makes no trace, and writes none", async (story, said) => {
    writeFileSync(at("none.story"), story);
    const { code, stderr } = await latchkey(["trace", "record", at("none.jsonl"), "--story", at("none.story")]);
    expect([code, stderr, existsSync(at("none.jsonl"))]).toEqual([2, expect.stringMatching(new RegExp(`none\\.story: ${said}.*\\n.*SIM_LINE`)), false]);
  });

  it("ends with code 8 where two traces differ, and says where", async () => {
    const [a, b] = ["test/traces/uid4-granted.jsonl", "test/traces/unknown-card.jsonl"];
    expect((await latchkey(["trace", "diff", a, a, "--tolerance", "0"])).code).toBe(0);
    const { code, stdout } = await latchkey(["trace", "diff", a, b]);
    expect([code, stdout]).toEqual([8, expect.stringMatching(/^A:\d+ +B:\d+ +who is there\?.*card 04A1B2C3.*card 0BADCAFE/)]);
    expect((await latchkey(["trace", "diff", a, b, "--tolerance", "soon"])).code).toBe(2);
  });

  it("never replaces a file by itself", async () => {
    const file = await recorded("kept.jsonl", tap);
    const again = await latchkey(["trace", "record", file, "--story", at("kept.jsonl.story")]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("FILE_EXISTS")]);
  });

  it.each([
    [["trace", "show", "/no/such/file"], 2, "FILE_UNREADABLE"],
    [["trace", "replay", "package.json"], 6, "TRACE_NOT_JSON"],
    [["trace", "record", "x.jsonl"], 2, "TRACE_OPTIONS"],
    [["trace", "record", "x.jsonl", "--story", "package.json", "--port", "/dev/x"], 2, "TRACE_OPTIONS"],
    [["trace", "record", "x.jsonl", "--story", "package.json", "--allow", "uid"], 2, "TRACE_OPTIONS"],
    [["trace", "record", "x.jsonl", "--story", "package.json", "--assurance", "9"], 2, "OPTION_NUMBER"],
    [["trace", "record", "x.jsonl", "--story", "package.json"], 2, "SIM_LINE"],
    [["trace", "record", "x.jsonl", "--port", "/dev/does-not-exist", "--link", "/tmp/latchkey-x"], 3, "PORT_MISSING"],
  ])("%j ends in %i, %s", async (args, exit, name) => {
    const { code, stderr } = await latchkey(args);
    expect([code, stderr]).toEqual([exit, expect.stringContaining(name)]);
  });
});

test("a long wait keeps its column", () => {
  const trace = parseTrace(readFileSync("test/traces/uid4-granted.jsonl", "utf8"));
  const late = { ...trace, lines: trace.lines.map((line, i) => (i === 0 ? line : { ...line, us: line.us + 13_018_408 })) };
  expect(showTrace(late)[2]).toMatch(/^\d+ +\+13\.018 s +\w+ +/);
});
