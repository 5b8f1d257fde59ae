import { nodeCipher } from "../../../host-tools/hal/node-cipher";
import { loadBoard } from "../../../host-tools/flash/board-config";
import { bundleFirmware, type Entry } from "../../../host-tools/flash/bundle/bundle";
import { layOut } from "../../../host-tools/flash/image/lay-out";
import { makeIdentity } from "../../../host-tools/provision/identity";
import { readerParts } from "../../../host-tools/provision/reader-parts";
import { ModelChip } from "../../support/model-chip";

const projectDir = process.cwd();
const minuteMs = 60_000;

it("a Wi-Fi reader whose access point counts it in and carries nothing joins anew, with another socket, within eight minutes, then ever more rarely", async () => {
  const board = loadBoard(projectDir, "esp32-devkit");
  const bundle = (entry: Entry) => bundleFirmware(board, { projectDir, version: "0.1.0", entry });
  const [boot0, main] = [await bundle("boot0"), await bundle("main")];
  const identity = { ...makeIdentity(1_790_000_000), backend: { host: "192.0.2.10", port: 7441 }, wifi: { name: "site", key: "passphrase" } };
  const programs = { boot0: boot0.stored, main: main.stored, overlays: main.storedOverlays };
  const image = layOut(board, { ...readerParts(identity, undefined, nodeCipher()), programs, version: "0.1.0" });
  const chip = new ModelChip(board, image, { boot0: boot0.code, main: main.code, overlays: main.overlays });
  const asked = (call: string) => chip.calls.filter((one) => one === call).length;
  chip.start();
  chip.clock.advance(2 * minuteMs);
  expect([asked("wifi.connect"), asked("dgram.createSocket")]).toEqual([1, 1]);
  chip.clock.advance(6 * minuteMs);
  expect([asked("wifi.disconnect"), asked("wifi.connect"), asked("dgram.createSocket")]).toEqual([1, 2, 2]);
  /* It waits for twice as many, then four times. */
  chip.clock.advance(12 * minuteMs);
  expect([asked("wifi.disconnect"), asked("wifi.connect"), asked("dgram.createSocket"), chip.reboots]).toEqual([2, 3, 3, 0]);
}, 300_000);
