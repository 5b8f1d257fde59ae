import { readFileSync } from "node:fs";
import { join } from "node:path";
import { boardNames } from "../../host-tools/flash/board-config";
import { latchkey, temporaryDir } from "../support/command-line";

jest.setTimeout(120_000);

describe("latchkey board", () => {
  const dir = temporaryDir();
  afterAll(() => dir.clean());

  it("lists every board with what it holds, and what is refused", async () => {
    const { code, stdout } = await latchkey(["board", "list", "--json"]);
    const { boards, refused } = JSON.parse(stdout) as { boards: { name: string; grants: number; events: number }[]; refused: unknown[] };
    expect(code).toBe(0);
    expect(boards.map((one) => one.name).sort()).toEqual(boardNames(process.cwd()).sort());
    for (const one of boards) expect(Math.min(one.grants, one.events)).toBeGreaterThan(100);
    expect(refused.length).toBeGreaterThan(12);
  });

  it("shows one board in words, and draws its sheet in either language", async () => {
    const file = join(dir.path, "sheet.svg");
    const { code, stdout } = await latchkey(["board", "show", "esp32-c3-devkit", "--svg", file, "--lang", "ko"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/beta: the interpreter's ESP32-C3 build is marked beta/);
    expect(stdout).toMatch(/0x310000.*identity/);
    expect(stdout).toMatch(/D10 .*릴레이 모듈.*R1 4.7 kΩ, IN – GND/);
    expect(readFileSync(file, "utf8")).toBe(readFileSync("docs/wiring/esp32-c3-devkit.ko.svg", "utf8"));
  });

  it("says the same as one object", async () => {
    const { stdout } = await latchkey(["board", "show", "espruino-pico", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ name: "espruino-pico", status: "beta", console: "USB", memory: { blocks: 5100 }, buses: expect.arrayContaining([{ what: "flash chip", bus: "SPI, SPI2" }]) });
  });

  it("refuses a board that cannot carry a reader in the same words, whichever command is asked", async () => {
    const asked = [["board", "show", "ESP8266_4MB"], ["flash", "--board", "esp8266-4mb", "--port", "/dev/null"], ["bundle", "--board", "nodemcu"]];
    const answers = await Promise.all(asked.map((args) => latchkey([...args, "--json"])));
    const errors = answers.map(({ stdout }) => (JSON.parse(stdout.trim().split("\n").at(-1)!) as { error: { code: string; message: string } }).error);
    expect(answers.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(errors[0]).toMatchObject({ code: "BOARD_REFUSED", message: expect.stringContaining("no AES") });
    expect(errors[1]).toEqual(errors[0]);
    expect(errors[2]).toEqual(errors[0]);
  });

  it.each([
    ["a name that is nearly one", ["esp32-devkti"], "BOARD_UNKNOWN", "Did you mean esp32-devkit?"],
    ["a language without a sheet", ["esp32-devkit", "--lang", "fr"], "LANGUAGE_UNKNOWN", "fr"],
    ["a sheet of a board without pins", ["linux", "--svg", "x.svg"], "BOARD_NO_PINS", "linux"],
  ])("says what is wrong with %s, exit code 2", async (_what, args, name, words) => {
    const { code, stdout } = await latchkey(["board", "show", ...args, "--json"]);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    expect({ code, name: error.code }).toEqual({ code: 2, name });
    expect(error.message).toContain(words);
  });

  it("says when the sheet cannot be written", async () => {
    const { code, stderr } = await latchkey(["board", "show", "esp32-devkit", "--svg", join(dir.path, "none", "x.svg")]);
    expect(code).toBe(1);
    expect(stderr).toContain("FILE_UNWRITABLE");
  });
});
