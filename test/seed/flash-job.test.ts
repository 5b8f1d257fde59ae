import { nodeCipher } from "../../host-tools/hal/node-cipher";
import { Failure } from "../../host-tools/api/failure";
import { loadBoard } from "../../host-tools/flash/board-config";
import { storageOf } from "../../host-tools/flash/image/flash-image";
import { layOut } from "../../host-tools/flash/image/lay-out";
import { runJob } from "../../host-tools/flash/job/run-job";
import { makeIdentity } from "../../host-tools/provision/identity";
import { readerParts } from "../../host-tools/provision/reader-parts";
import type { Faults } from "../support/flash/faulty-line";
import { FaultyLine } from "../support/flash/faulty-line";
import { ModelBoard } from "../support/flash/model-board";
import { VirtualTime } from "../support/flash/virtual-time";
import { storageFiles } from "../support/storage-files";

const board = loadBoard(process.cwd(), "linux");
const version = "0.1.0";
const identity = makeIdentity(1_790_000_000);
const parts = readerParts(identity, { csv: "technology,identifier\nuid,04a1b2c3d4e5f6\n" }, nodeCipher());
const programs = { boot0: "E.setConsole(null,{force:true});", main: text(4000), overlays: [text(304), text(2000), text(104)] };
const image = layOut(board, { ...parts, programs, version });
const expected = { readerId: identity.readerId, version };
const quiet: Faults = { drop: 0, flip: 0, insert: 0, delay: 0, delayMs: 0, unplugAfter: Infinity };

/** The model runs what lies in its Storage only if every program is there to the last byte. */
function firmwareIn(storage: Uint8Array): { reader: string; version: string } | undefined {
  try {
    const files = storageFiles(storage.slice(0));
    if (files.get(".boot0")?.text !== programs.boot0 || !files.get(".bootcde")?.text.startsWith(programs.main)) return undefined;
    return { reader: expected.readerId, version };
  } catch {
    return undefined;
  }
}

interface Outcome {
  code: string;
  model: ModelBoard;
  time: VirtualTime;
  line: FaultyLine;
}

interface Setting {
  /** A board that is there already, and its time. */
  model?: ModelBoard;
  time?: VirtualTime;
  /** The board's power goes as soon as this is so. */
  endsWhen?: (model: ModelBoard) => boolean;
}

async function flash(faults: Faults, random: () => number, { model, time = new VirtualTime(), endsWhen }: Setting = {}): Promise<Outcome> {
  const target = model ?? new ModelBoard(board, time, firmwareIn);
  const line = new FaultyLine(target, faults, { time, random });
  let code: string | undefined;
  let ends = (): boolean => endsWhen?.(target) ?? false;
  const progress = () => undefined;
  const job = runJob({ board, image, expected, line, timers: time, progress }).then(
    () => (code = "ok"),
    (caught: unknown) => (code = caught instanceof Failure ? caught.code : String(caught)),
  );
  for (let turn = 0; code === undefined && turn < 1e6; turn++) {
    time.run(ends);
    if (ends()) {
      target.powerOff();
      ends = () => false;
    }
    await Promise.resolve();
  }
  await job;
  return { code: code!, model: target, time, line };
}

function holdsTheImage(model: ModelBoard): boolean {
  const { address, bytes } = storageOf(image);
  return Buffer.compare(model.read(bytes.length, address), bytes) === 0;
}

describe("a board that says of itself that it cannot carry a reader", () => {
  const lacks: [what: string, take: (built: ModelBoard["built"]) => void, code: string][] = [
    ["a build that is refused by name, whatever --board says", (built) => (built.board = "RP2040_PICO"), "BOARD_REFUSED"],
    ["no AES", (built) => delete built.crypto.AES, "BOARD_REFUSED"],
    ["no SHA-256", (built) => delete built.crypto.SHA256, "BOARD_REFUSED"],
    ["no crypto at all", (built) => (built.modules = "Flash,Storage,net,dgram"), "BOARD_REFUSED"],
    ["no watchdog", (built) => (built.watchdog = undefined), "BOARD_REFUSED"],
    ["no network", (built) => (built.modules = "Flash,Storage,crypto"), "BOARD_REFUSED"],
    ["another board's build", (built) => (built.board = "ESP32"), "BOARD_WRONG"],
    ["an interpreter that is too old", (built) => (built.version = "2v9"), "BOARD_WRONG"],
  ];
  it.each(lacks)("%s: nothing on it is changed", async (_what, take, code) => {
    const model = new ModelBoard(board, new VirtualTime(), firmwareIn);
    take(model.built);
    model.powerOn();
    expect((await flash(quiet, () => 0.5, { model })).code).toBe(code);
    expect([...model.flash.values()].every((page) => page.every((byte) => byte === 255))).toBe(true);
  });
});

describe("flashing over a good line", () => {
  it("makes a reader of a bare board", async () => {
    const { code, model } = await flash(quiet, () => 0.5);
    expect(code).toBe("ok");
    expect(model.crimes).toEqual([]);
    expect(holdsTheImage(model)).toBe(true);
    expect(model.running).toEqual({ reader: expected.readerId, version });
  });

  it("refuses a reader at work, and changes nothing on it", async () => {
    const first = await flash(quiet, () => 0.5);
    const again = await flash(quiet, () => 0.5, { model: first.model });
    expect(again.code).toBe("READER_LOCKED");
    expect(holdsTheImage(first.model)).toBe(true);
  });
});

describe("power lost when a file has been written", () => {
  const files = storageFiles(storageOf(image).bytes.slice());
  const written = (name: string) => (model: ModelBoard) => {
    const { at, size, text: wanted } = files.get(name)!;
    return Buffer.from(model.read(size, board.flash.storage.address + at)).toString("latin1") === wanted;
  };

  it.each(["LKINFO", ".boot0", "LK0", "LK1", "LK2", ".bootcde"])("%s: nothing starts, the prompt is there, and the next job makes the reader", async (name) => {
    const { code, model, time } = await flash(quiet, () => 0.5, { endsWhen: written(name) });
    expect(code).toBe("LINE_BROKEN");
    expect(written(name)(model)).toBe(true);
    model.powerOn();
    expect({ running: model.running, usable: model.isUsable }).toEqual({ running: undefined, usable: true });
    expect((await flash(quiet, () => 0.5, { model, time })).code).toBe("ok");
    expect(holdsTheImage(model)).toBe(true);
  });

  it("a main program beside parts that are not its own is told by its name, and not written over", async () => {
    const torn = { reader: "", version, fault: "programTorn" };
    const model = new ModelBoard(board, new VirtualTime(), () => torn);
    expect((await flash(quiet, () => 0.5, { model })).code).toBe("READER_TORN");
  });
});

describe("flashing over a faulty line", () => {
  const names = ["ok", "DEVICE_SILENT", "DEVICE_OTHER", "LINE_BROKEN", "DEVICE_LOST", "BOARD_WRONG", "FLASH_FAILED", "VERIFY_FAILED", "FIRMWARE_SILENT", "FIRMWARE_OTHER", "READER_LOCKED"];

  const outcomes: string[] = [];

  it.each(seeds(50))("seed %i never ends in success with a wrong image", async (seed) => {
    const random = seeded(seed);
    const { code, model } = await flash(faultsOf(random), random);
    outcomes.push(code);
    expect(names).toContain(code);
    if (code === "ok") expect({ image: holdsTheImage(model), running: model.running?.version }).toEqual({ image: true, running: version });
    model.powerOff();
    model.powerOn();
    expect(model.isUsable).toBe(true);
    if (model.running) expect(holdsTheImage(model)).toBe(true);
    expect(model.crimes).toEqual([]);
  });

  it("was bad enough to break some jobs and good enough for others", () => {
    expect(outcomes.filter((code) => code === "ok").length).toBeGreaterThan(10);
    expect(new Set(outcomes).size).toBeGreaterThan(2);
  });
});

describe("flashing over a line that spoils one byte in a thousand", () => {
  it.each(seeds(20))("seed %i still gets through", async (seed) => {
    const random = seeded(seed);
    const { code, model } = await flash({ ...quiet, drop: 3e-4, flip: 4e-4, insert: 3e-4 }, random);
    expect(code).toBe("ok");
    expect(holdsTheImage(model)).toBe(true);
  });
});

/** Error rates from none to one byte in a hundred, in all mixtures; every third job is unplugged somewhere. */
function faultsOf(random: () => number): Faults {
  const rate = () => (random() < 0.4 ? 0 : 10 ** (-5 + 3 * random()));
  const unplugAfter = random() < 1 / 3 ? Math.floor(random() * 40_000) : Infinity;
  return { drop: rate(), flip: rate(), insert: rate(), delay: random() < 0.5 ? 0 : 0.05, delayMs: 3000 * random(), unplugAfter };
}

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** xorshift32 */
function seeded(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** A program that differs at every place. */
function text(length: number): string {
  return Array.from({ length: length / 8 }, (_, i) => `x=${String(i).padStart(5, "0")};`).join("");
}
