import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey, runProgram, temporaryDir } from "../support/command-line";

jest.setTimeout(120_000);

/* Slips of the hand on the command line: each is named, ends at once, and nothing is guessed in its place. */
describe("options that cannot be", () => {
  const dir = temporaryDir();
  let at: BackendAtWork;
  beforeAll(async () => {
    at = await BackendAtWork.start();
    await at.door("Lab");
    writeFileSync(join(dir.path, "file"), "");
  });
  afterAll(async () => {
    await at.stop();
    dir.clean();
  });

  const asked = (args: string[]) => latchkey([...args, "--json"], { LATCHKEY_SERVER: at.backend.url, LATCHKEY_TOKEN: at.backend.apiToken, ESPRUINO: "/nonexistent" });

  it.each([
    [["phone", "lease", "1"], "USAGE", 2, "required option '--door <door>' not specified `latchkey phone lease --help`"],
    [["trace", "show", "x.jsonl", "--jsn"], "USAGE", 2, "(Did you mean --json?) `latchkey trace show --help`"],
    [["evnts"], "USAGE", 2, "(Did you mean events?) `latchkey --help`"],
    [["flash", "--board", "esp32-devkit", "--port", "/dev/null", "--baud", "fast"], "OPTION_NUMBER", 2, "--baud"],
    [["trace", "record", join(dir.path, "new"), "--port", "/dev/null", "--link", join(dir.path, "link"), "--assurance", "9"], "OPTION_NUMBER", 2, "--assurance"],
    [["trace", "record", join(dir.path, "new"), "--port", "/dev/null", "--link", join(dir.path, "link"), "--now", "soon"], "OPTION_NUMBER", 2, "--now"],
    [["demo", "--port", "abc"], "PORT_NUMBER", 2, "abc"],
    [["sim", "run", "--readers", "many"], "OPTION_NUMBER", 2, "--readers"],
    [["events", "--limit", "0"], "OPTION_NUMBER", 2, "--limit"],
    [["events", "--since", "yesterday"], "OPTION_TIME", 2, "--since"],
    [["report", "refusals", "--until", "2026-10-03T08:00:00Z"], "OPTION_TIME", 2, "--until"],
    [["report", "unused", "--days", "0"], "OPTION_NUMBER", 2, "--days"],
    [["events", "--door", "Attic"], "DOOR_UNKNOWN", 2, "Lab"],
    [["phone", "lease", "1", "--door", "Attic"], "DOOR_UNKNOWN", 2, "Lab"],
    [["serve", "--data", join(dir.path, "file"), "--port", "0"], "STORE_FOLDER", 1, "file"],
    [["serve", "--data", join(dir.path, "site"), "--host", "no-such-machine.invalid", "--port", "0"], "PORT_REFUSED", 1, "no-such-machine"],
    [["chip", "run", "--nfc", join(dir.path, "none"), "--dir", join(dir.path, "chip")], "ESPRUINO_MISSING", 3, "/nonexistent"],
  ])("%j: %s", async (args, code, exit, words) => {
    const { stdout, ...ended } = await asked(args);
    const { error } = JSON.parse(stdout.trim().split("\n").at(-1)!) as { error: { code: string; message: string; hint: string } };
    expect({ code: error.code, exit: ended.code }).toEqual({ code, exit });
    expect(`${error.message} ${error.hint}`).toContain(words);
  });

  it("takes a door by its name, whatever its case", async () => {
    expect(await asked(["events", "--door", "lab"])).toMatchObject({ code: 0, stdout: "" });
  });

  it("ends quietly when the reader of its output has gone", async () => {
    const { stdout, stderr } = await runProgram("/bin/sh", ["-c", `node build/latchkey.mjs board list --json | true; echo "after"`]);
    expect({ stdout, stderr }).toEqual({ stdout: "after\n", stderr: "" });
  });
});
