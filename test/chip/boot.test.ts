import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { booted } from "../../firmware/src/wire/event";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import { loadBoard, type BoardConfig } from "../../host-tools/flash/board-config";
import { storageOf } from "../../host-tools/flash/image/flash-image";
import { layOut } from "../../host-tools/flash/image/lay-out";
import { readJournal } from "../../host-tools/flash/image/read-journal";
import { programsFor } from "../../host-tools/flash/programs";
import { makeIdentity } from "../../host-tools/provision/identity";
import { readerParts } from "../../host-tools/provision/reader-parts";
import { temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";

jest.setTimeout(120_000);

/** Stands before the board's own programs: on Linux pins are dead, so what the firmware asks of them is written down. */
const observer = `
function said(what, pin, value) { require("fs").appendFileSync("asked.txt", what + " " + pin.name + " " + value + "\\n"); }
function Pin(name) { this.name = name; }
function digitalWrite(pin, value) { said("write", pin, value ? 1 : 0); }
function pinMode(pin, mode) { said("mode", pin, mode); }
function digitalRead() { return 0; }
function setWatch(run, pin) { said("watch", pin, ""); }
`;

/** The board of the interpreter's Linux build with the door of another; any terminal will do for a front end that says nothing. */
function withDoorOf(name: string, activeLow: boolean): BoardConfig {
  const linux = loadBoard(process.cwd(), "linux");
  const { door } = loadBoard(process.cwd(), name);
  if (door.kind !== "pins" || linux.frontEnd.bus !== "serial") throw new Error(`${name} has no pins`);
  const relay = { ...door.relay, activeLow, pull: activeLow ? "up" : "down" } as const;
  return { ...linux, frontEnd: { ...linux.frontEnd, path: "/dev/ptmx" }, door: { ...door, relay, contact: undefined, rex: undefined, tamper: undefined } };
}

describeWith(["espruino"], "the real programs in the real interpreter, from its start", () => {
  const dir = temporaryDir();
  const asked = join(dir.path, "asked.txt");
  const flash = join(dir.path, "espruino.flash");
  let child: ChildProcess | undefined;
  let heard = "";
  afterEach(async () => {
    const gone = new Promise((done) => child!.once("exit", done));
    child!.kill("SIGKILL");
    await gone;
    rmSync(asked, { force: true });
  });
  afterAll(() => dir.clean());

  async function lay(board: BoardConfig): Promise<void> {
    const programs = await programsFor(board, process.cwd(), "0.1.0");
    const parts = readerParts(makeIdentity(1_790_000_000), undefined, nodeCipher());
    const image = layOut(board, { ...parts, programs: { ...programs, boot0: observer + programs.boot0 }, version: "0.1.0" });
    writeFileSync(flash, storageOf(image).bytes);
  }

  /** Resolves when the reader has written that it booted; `say` is put into its standard input again and again from the first moment on. */
  async function boot(board: BoardConfig, say = ""): Promise<void> {
    heard = "";
    child = spawn(process.env.ESPRUINO!, [], { cwd: dir.path, stdio: ["pipe", "pipe", "pipe"] });
    child.stdout!.on("data", (text: Buffer) => (heard += text.toString("latin1")));
    child.stdin!.on("error", () => undefined);
    for (;;) {
      if (say) child.stdin!.write(say);
      await new Promise((done) => setTimeout(done, 20));
      if (readJournal(readFileSync(flash), board).some((one) => one.reason === booted)) return;
      if (child.exitCode !== null) throw new Error(`the interpreter ended: ${heard.trim().slice(-300)}`);
    }
  }
  const lines = () => (existsSync(asked) ? readFileSync(asked, "utf8").trim().split("\n") : []);

  it.each([
    ["esp32-devkit", false], ["esp32-devkit", true], ["espruino-pico", true], ["espruino-wifi-w5500", false],
  ] as const)("drives the relay of %s (active low: %s) to idle before anything else, and never on", async (name, activeLow) => {
    const board = withDoorOf(name, activeLow);
    const pin = board.door.kind === "pins" ? board.door.relay.pin : "";
    await lay(board);
    await boot(board);
    const idle = activeLow ? 1 : 0;
    const relay = lines().filter((line) => line.split(" ")[1] === pin);
    expect(lines()[0]).toBe(`write ${pin} ${idle}`);
    expect(relay.slice(0, 3)).toEqual([`write ${pin} ${idle}`, `write ${pin} ${idle}`, `mode ${pin} output`]);
    expect(relay.filter((line) => line === `write ${pin} ${1 - idle}`)).toEqual([]);
  });

  it("keeps its prompt through a storm of Ctrl-C and commands from the first moment on", async () => {
    const board = withDoorOf("esp32-devkit", false);
    await lay(board);
    await boot(board, "\x03\x03\nprint('PROMPT'+(40+2));digitalWrite(new Pin('D4'),1);\n");
    for (let i = 0; i < 100; i++) child!.stdin!.write("\x03print('PROMPT'+(40+2))\n");
    await new Promise((done) => setTimeout(done, 500));
    expect(heard).not.toContain("PROMPT42");
    expect(lines()).not.toContain("write D4 1");
    expect(child!.exitCode).toBeNull();
  });
});
