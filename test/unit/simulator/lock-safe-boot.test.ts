import { boardNames, checkBoard, loadBoard, type BoardConfig } from "../../../host-tools/flash/board-config";
import { layOut, type Programs } from "../../../host-tools/flash/image/lay-out";
import { bundleFirmware, type Entry } from "../../../host-tools/flash/bundle/bundle";
import { nodeCipher } from "../../../host-tools/hal/node-cipher";
import { makeIdentity } from "../../../host-tools/provision/identity";
import { readerParts } from "../../../host-tools/provision/reader-parts";
import { policyRexUnlocks } from "../../../firmware/src/wire/settings";
import { ModelChip } from "../../support/model-chip";

const projectDir = process.cwd();
type PinDoor = Extract<BoardConfig["door"], { kind: "pins" }>;
const onPins = boardNames(projectDir).map((name) => loadBoard(projectDir, name)).filter((board) => board.door.kind === "pins");

/** The same board with its relay wired for the other sense. */
function wired(board: BoardConfig, activeLow: boolean): BoardConfig {
  const door = board.door as PinDoor;
  return { ...board, door: { ...door, relay: { ...door.relay, activeLow, pull: activeLow ? "up" : "down" } } };
}

const cases = onPins.flatMap((board) => [false, true].map((activeLow) => ({ name: board.name, sense: activeLow ? "low" : "high", board: wired(board, activeLow) })));

describe.each(cases)("the relay of $name, energised by $sense, from power-on", ({ board, sense }) => {
  const { relay, rex } = board.door as PinDoor;
  const active = sense === "low" ? 0 : 1;
  /** As the model runs them, and as they lie on the board. */
  let programs: Programs;
  let stored: Programs;
  const bundle = (entry: Entry) => bundleFirmware(board, { projectDir, version: "0.1.0", entry });
  beforeAll(async () => {
    const [boot0, main] = [await bundle("boot0"), await bundle("main")];
    programs = { boot0: boot0.code, main: main.code, overlays: main.overlays };
    stored = { boot0: boot0.stored, main: main.stored, overlays: main.storedOverlays };
  });

  function chip(): ModelChip {
    const parts = readerParts(makeIdentity(1_790_000_000), { csv: "technology,identifier\nuid,04a1b2c3\n" }, nodeCipher());
    const settings = { ...parts.settings!, policies: parts.settings!.policies | policyRexUnlocks, unlockMs: 1000 };
    return new ModelChip(board, layOut(board, { ...parts, settings, programs: stored, version: "0.1.0" }), programs);
  }
  const levels = (one: ModelChip) => one.pins.of(relay.pin).map(({ level }) => level);
  const press = (one: ModelChip) => one.drive(rex!.pin, !rex!.activeLow);
  const letGo = (one: ModelChip) => one.drive(rex!.pin, rex!.activeLow);
  const exit = (one: ModelChip) => {
    press(one);
    one.clock.advance(100);
    letGo(one);
  };

  it("shows idle and nothing else through power-on, boot and idle running; then one pulse a request to exit", () => {
    const one = chip();
    letGo(one);
    one.start();
    one.clock.advance(30_000);
    expect(new Set(levels(one))).toEqual(new Set([1 - active]));
    expect(one.pins.now(relay.pin).by).toBe("program");
    expect(one.kicks).toBeGreaterThan(5);
    exit(one);
    one.clock.advance(30_000);
    expect(levels(one).filter((level) => level === active)).toHaveLength(1);
    expect(levels(one).at(-1)).toBe(1 - active);
  });

  it("is idle through five boots with the exit button stuck; let go and pressed again, it opens once", () => {
    const one = chip();
    press(one);
    for (let boot = 0; boot < 5; boot++) {
      one.start();
      one.clock.advance(3000);
    }
    one.clock.advance(70_000);
    expect(new Set(levels(one))).toEqual(new Set([1 - active]));
    letGo(one);
    one.clock.advance(1000);
    exit(one);
    one.clock.advance(5000);
    expect(levels(one).filter((level) => level === active)).toHaveLength(1);
    expect(levels(one).at(-1)).toBe(1 - active);
  });

  it("is idle after a crash at any call to the chip during boot, the exit button held, and after the watchdog's restart", () => {
    const one = chip();
    press(one);
    one.start();
    const asked = one.calls.length;
    expect(asked).toBeGreaterThan(30);
    for (let at = 1; at <= asked; at++) {
      let count = 0;
      one.accident = () => {
        if (++count === at) throw new Error("crash");
      };
      one.start();
      one.accident = () => undefined;
      one.clock.advance(50);
    }
    one.start();
    one.clock.advance(12_000);
    expect(new Set(levels(one))).toEqual(new Set([1 - active]));
  });

  it("falls at once when the board starts anew in the middle of a pulse, or memory is spent in it", () => {
    const one = chip();
    letGo(one);
    one.start();
    one.clock.advance(1000);
    exit(one);
    expect(levels(one).at(-1)).toBe(active);
    one.start();
    one.clock.advance(5000);
    exit(one);
    one.spendMemory();
    one.clock.advance(5000);
    expect(levels(one).filter((level) => level === active)).toHaveLength(2);
    expect([levels(one).at(-1), one.reboots]).toEqual([1 - active, 1]);
  });

  it("locks the prompt with the first statement and drives the relay with the second; the prompts of Telnet and Bluetooth are off, and the watchdog is armed before flash is read", () => {
    const one = chip();
    one.start();
    expect(one.calls.slice(0, 2)).toEqual(["E.setConsole", "digitalWrite"]);
    const armed = one.calls.indexOf("E.enableWatchdog");
    expect(one.calls.slice(0, armed)).toEqual(expect.arrayContaining(["Telnet off", "Bluetooth off"]));
    expect(armed).toBeLessThan(one.calls.findIndex((call) => /read|spi/i.test(call) && call !== "digitalRead"));
  });
});

describe("a board's file", () => {
  const plain = onPins.find(({ name }) => name === "esp32-devkit")!;
  const withRelay = (relay: object) => ({ ...plain, door: { ...plain.door, relay } });

  it("is refused when nothing holds the relay idle before the firmware runs", () => {
    expect(() => checkBoard(withRelay({ pin: "D4", activeLow: true }), "x")).toThrow(/door.relay needs pull: up/);
    expect(() => checkBoard(withRelay({ pin: "D4", activeLow: false, pull: "up" }), "x")).toThrow(/door.relay needs pull: down/);
    expect(() => checkBoard(withRelay({ pin: "D4", activeLow: true, pull: "up" }), "x")).not.toThrow();
  });

  it("is refused when the interpreter itself would pull the relay on at its start", () => {
    expect(() => checkBoard(withRelay({ pin: "D13", activeLow: false, pull: "down" }), "x")).toThrow(/D13, which the interpreter pulls up/);
  });
});
