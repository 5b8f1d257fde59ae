import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Failure, exitCodes } from "../api/failure";
import { boardConfigSchema, type BoardConfig } from "./board-schema";
import { flashComplaints } from "./flash-map";
import { meantName, refusalOf, refusedBoard, refusedBoards } from "./refused-boards";

export type { BoardConfig };

/** The board `name` of the folder `board-configs` under `projectDir`, checked. Throws BOARD_UNKNOWN, BOARD_REFUSED or BOARD_INVALID. */
export function loadBoard(projectDir: string, name: string): BoardConfig {
  if (boardNames(projectDir).includes(name)) return checkBoard(JSON.parse(readFileSync(join(projectDir, "board-configs", `${name}.json`), "utf8")), name);
  const refused = refusedBoard(name);
  throw refused ? refusalOf(refused) : unknown(projectDir, name);
}

/** What lies in board-configs beside the boards. */
const notBoards = ["schema.json", "refused.json", "refused-schema.json"];

export function boardNames(projectDir: string): string[] {
  const files = readdirSync(join(projectDir, "board-configs"));
  return files.filter((file) => file.endsWith(".json") && !notBoards.includes(file)).map((file) => file.slice(0, -5));
}

function unknown(projectDir: string, name: string): Failure {
  const names = boardNames(projectDir);
  const meant = meantName(name, [...names, ...refusedBoards.flatMap((board) => [board.name, ...board.also])]);
  return new Failure("BOARD_UNKNOWN", {
    message: `There is no board called ${name}.${meant ? ` Did you mean ${meant}?` : ""}`,
    hint: `Choose one of: ${names.join(", ")}; or add board-configs/${name}.json.`,
    exit: exitCodes.usage,
  });
}

/** Throws BOARD_INVALID with every complaint at once. */
export function checkBoard(json: unknown, name: string): BoardConfig {
  const parsed = boardConfigSchema.safeParse(json);
  const complaints = parsed.success ? wiringComplaints(parsed.data) : parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`);
  if (parsed.success && complaints.length === 0) return parsed.data;
  throw new Failure("BOARD_INVALID", {
    message: `board-configs/${name}.json cannot be used: ${complaints.join("; ")}.`,
    hint: "Correct the named entries; board-configs/schema.json describes every one of them.",
  });
}

function wiringComplaints(board: BoardConfig): string[] {
  const used = usedPins(board);
  const why = board.status === "beta" && !board.beta ? ["beta: say why the board is beta"] : [];
  return [...why, ...used.flatMap(([what, pin]) => pinComplaints(board, what, pin)), ...sharedPins(used), ...frontEndComplaints(board), ...relayComplaints(board), ...flashComplaints(board)];
}

/** Bus speed and the order of bits are set for a whole bus, so the front end shares none. Of two paces only a reset makes sure at which a chip is. */
function frontEndComplaints({ frontEnd, flash, uplink }: BoardConfig): string[] {
  if (frontEnd.bus === "serial" && frontEnd.fastBaud && !frontEnd.reset) return ["frontEnd.fastBaud: needs frontEnd.reset, the wire that brings the PN532 back to its first pace"];
  const others = [flash.spi?.bus, uplink.kind === "w5500" ? uplink.spi : undefined];
  return frontEnd.bus === "spi" && others.includes(frontEnd.port) ? [`frontEnd.port: ${frontEnd.port} belongs to another chip already`] : [];
}

/** Nothing may energise the relay while no firmware runs: at power-on, in a restart, in a crash. */
function relayComplaints({ door, pins }: BoardConfig): string[] {
  if (door.kind !== "pins") return [];
  const { pin, pull, activeLow } = door.relay;
  const idle = activeLow ? "up" : "down";
  return [
    ...(pull === idle ? [] : [`door.relay needs pull: ${idle}, else it opens before the firmware runs`]),
    ...(idle === "down" && pins.pulledUp.includes(pin) ? [`door.relay uses ${pin}, which the interpreter pulls up at every start, and so to open`] : []),
  ];
}

const frontEndPins = ["rx", "tx", "sck", "mosi", "miso", "cs", "sda", "scl", "irq", "reset"];

function usedPins(board: BoardConfig): [what: string, pin: string][] {
  const named: Record<string, string | undefined> = {};
  const frontEnd = board.frontEnd as Partial<Record<string, string | number>>;
  for (const what of frontEndPins) if (typeof frontEnd[what] === "string") named[`frontEnd.${what}`] = frontEnd[what];
  if (board.door.kind === "pins") {
    for (const [what, wire] of Object.entries(board.door)) if (typeof wire === "object") named[`door.${what}`] = wire.pin;
  }
  if (board.keypad) for (const what of ["d0", "d1"] as const) named[`keypad.${what}`] = board.keypad[what];
  if (board.uplink.kind === "w5500") {
    for (const what of ["sck", "mosi", "miso", "cs"] as const) named[`uplink.${what}`] = board.uplink[what];
  }
  if (board.uplink.kind === "serial") for (const what of ["rx", "tx"] as const) named[`uplink.${what}`] = board.uplink[what];
  if (board.flash.spi) for (const what of ["sck", "mosi", "miso", "cs"] as const) named[`flash.spi.${what}`] = board.flash.spi[what];
  return Object.entries(named).filter((entry): entry is [string, string] => entry[1] !== undefined);
}

function pinComplaints(board: BoardConfig, what: string, pin: string): string[] {
  const reserved = board.pins.reserved[pin];
  const strapping = board.pins.bootStrapping[pin];
  if (reserved) return [`${what} uses ${pin}, which is reserved: ${reserved}`];
  if (strapping) return [`${what} uses ${pin}, which decides how the chip boots: ${strapping}`];
  return [];
}

function sharedPins(used: [string, string][]): string[] {
  return used.flatMap(([what, pin], i) =>
    used.slice(0, i).flatMap(([other, otherPin]) => (otherPin === pin ? [`${what} and ${other} both use ${pin}`] : [])),
  );
}
