import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openPty, type Pty } from "../../host-tools/device/pty";
import { loadBoard, type BoardConfig } from "../../host-tools/flash/board-config";
import { checks, infoExpression, infoFrom } from "../../host-tools/flash/job/checks";
import { BareInterpreter } from "../support/bare-interpreter";
import { latchkey, Running, runProgram, temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";

jest.setTimeout(180_000);

describeWith(["espruino", "socat"], "latchkey flash, and a bare interpreter on a serial line", () => {
  const dir = temporaryDir();
  const nfc = join(dir.path, "nfc");
  const list = join(dir.path, "grants.csv");
  const identity = join(dir.path, "identity.json");
  const board = new BareInterpreter(join(dir.path, "board"));
  let frontEnd: Running;
  let door: Pty;
  let edges = "";
  let edge: () => void = () => undefined;

  beforeAll(async () => {
    writeFileSync(list, "technology,identifier,door\nuid,04A1B2C3D4E5F6,front\nuid,01020304,back\n");
    frontEnd = new Running(["sim", "chip", "--link", nfc]);
    await frontEnd.line((line) => line.startsWith("ready "));
    door = await openPty(join(dir.path, "door"));
    door.onData((bytes) => ((edges += Buffer.from(bytes).toString("latin1")), edge()));
    await board.start();
  });
  afterAll(async () => {
    await board.kill();
    frontEnd.say("quit");
    await frontEnd.ended;
    await door.close();
    dir.clean();
  });

  const flashArgs = () => [
    ...["flash", "--port", board.port, "--board", "linux", "--list", list, "--door", "front", "--identity", identity],
    ...["--front-end", nfc, "--door-unit", door.path, "--json"],
  ];

  /** Resolves when the door's line has carried `letter` from now on. */
  function seen(letter: string): Promise<void> {
    const from = edges.length;
    return new Promise((done) => (edge = () => edges.indexOf(letter, from) >= 0 && done()));
  }

  it("does not write a board that is another", async () => {
    const { code, stdout } = await latchkey(["flash", "--port", board.port, "--board", "esp32-devkit", "--json"]);
    expect(code).toBe(5);
    expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).toMatchObject({ error: { code: "BOARD_WRONG", exit: 5 } });
  });

  it("reads what the interpreter was built with, and refuses it where the uplink needs more", async () => {
    const linux = loadBoard(process.cwd(), "linux");
    const radio: BoardConfig = { ...linux, uplink: { kind: "wifi" } };
    const file = join(dir.path, "info.js");
    writeFileSync(file, `print("INFO",${infoExpression(linux)});`);
    const { stdout } = await runProgram(process.env.ESPRUINO!, [file]);
    const info = infoFrom(/^INFO (.*)$/m.exec(stdout)![1]!)!;
    expect(info).toMatchObject({ board: "LINUX", crypto: true, watchdog: true });
    expect(info.modules).toEqual(expect.arrayContaining(["dgram", "crypto", "Flash", "Storage"]));
    const failing = (board: BoardConfig) => checks.filter((check) => !check.passes(info, board)).map((check) => check.detail(info, board));
    expect(failing(linux)).toEqual([]);
    expect(failing(radio)).toEqual([expect.stringContaining("without Wifi")]);
  });

  it("leaves a board that starts to its prompt when it is stopped and the power goes", async () => {
    const job = new Running(flashArgs());
    await job.line((line) => (JSON.parse(line) as { progress?: number }).progress === 40);
    expect(await job.stop("SIGINT")).toBe(130);
    expect(JSON.parse(job.lines.at(-1)!)).toMatchObject({ error: { code: "INTERRUPTED" } });
    await board.kill();
    await board.start();
  });

  it("makes a reader of it that decides taps", async () => {
    const { code, stdout } = await latchkey(flashArgs());
    expect({ code, last: JSON.parse(stdout.trim().split("\n").at(-1)!) as unknown }).toMatchObject({ code: 0, last: { type: "done", board: "linux" } });
    const opened = seen("R");
    frontEnd.say("present uid:04A1B2C3D4E5F6");
    await opened;
    const closed = seen("r");
    frontEnd.say("remove");
    await closed;
    const refused = seen("D");
    const before = edges.length;
    frontEnd.say("present uid:01020304");
    await refused;
    expect(edges.slice(before)).not.toContain("R");
  });

  it("finds its prompt locked from then on, also after a loss of power", async () => {
    frontEnd.say("remove");
    await board.kill();
    await board.start();
    const { code, stdout } = await latchkey(flashArgs());
    expect(code).toBe(5);
    expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).toMatchObject({ error: { code: "READER_LOCKED", exit: 5 } });
  });
});
