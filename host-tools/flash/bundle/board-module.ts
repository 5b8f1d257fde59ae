import type { BoardConfig } from "../board-config";

/** What `latchkey:board` exports for the firmware: every leaf of the board's file as one constant, plus the version. */
export function boardModule(board: BoardConfig, version: string): string {
  const leaves = new Map<string, unknown>(knownLeaves.map((name) => [name, undefined]));
  collect(board, "", leaves);
  leaves.set("version", version);
  leaves.set("versionNumber", versionNumber(version));
  return [...leaves].map(([name, value]) => `export const ${name} = ${value === undefined ? "undefined" : JSON.stringify(value)};`).join("\n");
}

/** major << 16 | minor << 8 | patch. */
export function versionNumber(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map((part) => parseInt(part, 10));
  return (major << 16) | (minor << 8) | patch;
}

/** Parts of a board's file that the firmware has no use for. */
const forPeople = new Set(["pins", "notes", "beta", "header", "interpreter", "memory"]);

function collect(value: object, path: string, leaves: Map<string, unknown>): void {
  for (const [key, inner] of Object.entries(value)) {
    if (key.startsWith("$") || forPeople.has(key)) continue;
    const name = path + (path ? key[0]!.toUpperCase() + key.slice(1) : key);
    if (typeof inner === "object" && inner !== null) collect(inner as object, name, leaves);
    else leaves.set(name, inner);
  }
}

/** Leaves that a board may lack, so that an import of them is `undefined` and the code behind it is dropped. */
const knownLeaves = [
  "memoryBlocks",
  ...["FastBaud", "Path", "Reset", "Irq", "Rx", "Tx", "Sck", "Mosi", "Miso", "Cs", "Sda", "Scl"].map((leaf) => `frontEnd${leaf}`),
  ...["Port", "Baud", "Path", "Keypad"].map((leaf) => `door${leaf}`),
  ...["D0", "D1"].map((leaf) => `keypad${leaf}`),
  ...["Relay", "Green", "Red", "Buzzer"].flatMap((wire) => [`door${wire}Pin`, `door${wire}ActiveLow`]),
  ...["Contact", "Rex", "Tamper"].flatMap((wire) => [`door${wire}Pin`, `door${wire}ActiveLow`, `door${wire}Pull`]),
  ...["Port", "Baud", "Spi", "Sck", "Mosi", "Miso", "Cs"].map((leaf) => `uplink${leaf}`),
  ...["Bus", "Sck", "Mosi", "Miso", "Cs"].map((leaf) => `flashSpi${leaf}`),
];
