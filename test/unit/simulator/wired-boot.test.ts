import { nodeCipher } from "../../../host-tools/hal/node-cipher";
import { loadBoard, type BoardConfig } from "../../../host-tools/flash/board-config";
import { bundleFirmware, type Entry } from "../../../host-tools/flash/bundle/bundle";
import { layOut, type Programs } from "../../../host-tools/flash/image/lay-out";
import { makeIdentity } from "../../../host-tools/provision/identity";
import { readerParts } from "../../../host-tools/provision/reader-parts";
import { policyRexUnlocks } from "../../../firmware/src/wire/settings";
import { ModelChip } from "../../support/model-chip";
import { backendAddress, backendPort } from "../../support/wired-lan";

/* The wired reader's own programs, from power-on, with a network that fails in every way: the door is served all the same. */
const projectDir = process.cwd();
const board = loadBoard(projectDir, "espruino-wifi-w5500");
const { relay, rex } = board.door as Extract<BoardConfig["door"], { kind: "pins" }>;
const [active, idle] = [relay.activeLow ? 0 : 1, relay.activeLow ? 1 : 0];
let programs: Programs;
let stored: Programs;

beforeAll(async () => {
  const bundle = (entry: Entry) => bundleFirmware(board, { projectDir, version: "0.1.0", entry });
  const [boot0, main] = [await bundle("boot0"), await bundle("main")];
  programs = { boot0: boot0.code, main: main.code, overlays: main.overlays };
  stored = { boot0: boot0.stored, main: main.stored, overlays: main.storedOverlays };
});

function started(prepare: (chip: ModelChip) => void): ModelChip {
  const identity = { ...makeIdentity(1_790_000_000), backend: { host: backendAddress.join("."), port: backendPort } };
  const parts = readerParts(identity, { csv: "technology,identifier\nuid,04a1b2c3\n" }, nodeCipher());
  const settings = { ...parts.settings!, policies: parts.settings!.policies | policyRexUnlocks, unlockMs: 1000 };
  const chip = new ModelChip(board, layOut(board, { ...parts, settings, programs: stored, version: "0.1.0" }), programs);
  prepare(chip);
  chip.drive(rex!.pin, !!rex!.activeLow);
  chip.start();
  chip.clock.advance(1000);
  return chip;
}

/** Whether the door is let go for whoever presses the button, and only for him. */
function opens(chip: ModelChip): boolean {
  const level = () => chip.pins.now(relay.pin).level;
  if (level() !== idle) return false;
  chip.drive(rex!.pin, !rex!.activeLow);
  chip.clock.advance(100);
  chip.drive(rex!.pin, !!rex!.activeLow);
  const opened = level() === active;
  chip.clock.advance(5000);
  return opened && level() === idle;
}

it.each<[string, (chip: ModelChip) => void]>([
  ["with no cable in it", (chip) => void (chip.ethernet.linked = false)],
  ["with its network chip dead", (chip) => chip.ethernet.power(false)],
  ["on a network without addresses", (chip) => void (chip.lan.serves = false)],
  ["on a network whose gateway is gone", (chip) => void (chip.lan.routes = false)],
])("a wired reader starts %s: it lives, its door is served, and the backend hears of it once the network is there", (_, prepare) => {
  const chip = started(prepare);
  expect(opens(chip)).toBe(true);
  const kicks = chip.kicks;
  chip.clock.advance(120_000);
  expect(chip.kicks - kicks).toBeGreaterThan(50);
  expect(opens(chip)).toBe(true);
  expect(chip.lan.sent).toEqual([]);
  chip.ethernet.power(true);
  Object.assign(chip.ethernet, { linked: true });
  Object.assign(chip.lan, { serves: true, routes: true });
  chip.clock.advance(180_000);
  expect(chip.lan.sent.length).toBeGreaterThan(0);
  expect([opens(chip), chip.reboots]).toEqual([true, 0]);
});
