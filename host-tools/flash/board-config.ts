import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Failure, exitCodes } from "../api/failure";
import { boardConfigSchema, type BoardConfig } from "./board-schema";

export type { BoardConfig };

/** Boards that cannot carry the product, by the interpreter's name, with the reason people are told. */
export const refusedBoards: Record<string, string> = {
  "rp2040-pico": "the interpreter's RP2040 build has neither network nor AES",
  "rp2350-pico2": "the interpreter's RP2350 build has neither network nor AES",
  esp8266: "the interpreter's ESP8266 build has no AES, and its watchdog only prints a line",
  nrf52840dk: "the interpreter's nRF52840-DK build has no AES",
  mdbt42q: "the interpreter's MDBT42Q build has no AES",
  pixljs: "the interpreter's Pixl.js build has no AES",
};

/** The board `name` of the folder `board-configs` under `projectDir`, checked. Throws BOARD_UNKNOWN, BOARD_REFUSED or BOARD_INVALID. */
export function loadBoard(projectDir: string, name: string): BoardConfig {
  const refused = refusedBoards[name];
  if (refused) {
    throw new Failure("BOARD_REFUSED", {
      message: `The board ${name} cannot carry a reader: ${refused}.`,
      hint: `Choose one of: ${boardNames(projectDir).join(", ")}.`,
    });
  }
  if (!boardNames(projectDir).includes(name)) {
    throw new Failure("BOARD_UNKNOWN", {
      message: `There is no board called ${name}.`,
      hint: `Choose one of: ${boardNames(projectDir).join(", ")}; or add board-configs/${name}.json.`,
      exit: exitCodes.usage,
    });
  }
  return checkBoard(JSON.parse(readFileSync(join(projectDir, "board-configs", `${name}.json`), "utf8")), name);
}

export function boardNames(projectDir: string): string[] {
  const files = readdirSync(join(projectDir, "board-configs"));
  return files.filter((file) => file.endsWith(".json") && file !== "schema.json").map((file) => file.slice(0, -5));
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
  return [...used.flatMap(([what, pin]) => pinComplaints(board, what, pin)), ...sharedPins(used), ...flashComplaints(board)];
}

function usedPins(board: BoardConfig): [what: string, pin: string][] {
  const { rx, tx, reset } = board.frontEnd;
  const named: Record<string, string | undefined> = { "frontEnd.rx": rx, "frontEnd.tx": tx, "frontEnd.reset": reset };
  if (board.door.kind === "pins") {
    for (const [what, wire] of Object.entries(board.door)) if (typeof wire === "object") named[`door.${what}`] = wire.pin;
  }
  if (board.uplink.kind === "w5500") {
    for (const what of ["sck", "mosi", "miso", "cs"] as const) named[`uplink.${what}`] = board.uplink[what];
  }
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

/** Regions lie on page boundaries, inside Storage or the raw area, and apart from each other. */
function flashComplaints({ flash }: BoardConfig): string[] {
  const spans = Object.entries(flash.regions).map(([name, r]) => ({ name, from: r.address, to: r.address + r.pages * flash.pageBytes }));
  const own = [flash.storage, ...(flash.raw ? [flash.raw] : [])];
  const homes = flash.spi ? [{ address: 0, bytes: flash.spi.bytes }] : own;
  return spans.flatMap((span, i) => [
    ...(span.from % flash.pageBytes ? [`flash.regions.${span.name} does not start on a page`] : []),
    ...(homes.some((home) => span.from >= home.address && span.to <= home.address + home.bytes)
      ? []
      : [`flash.regions.${span.name} lies outside the flash that may be used`]),
    ...spans.slice(0, i).filter((o) => span.from < o.to && o.from < span.to).map((o) => `flash.regions.${span.name} overlaps ${o.name}`),
  ]);
}
