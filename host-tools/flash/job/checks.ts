import type { BoardConfig } from "../board-config";
import { refusedBoard } from "../refused-boards";
import type { RefusalName } from "./refusal";

/** What a board at its prompt says of itself. */
export interface BoardInfo {
  /** For example 2v29 */
  version: string;
  board: string;
  /** Console that the prompt is on. */
  console: string;
  /** Free memory in blocks. */
  free: number;
  crypto: boolean;
  /** Names of the interpreter's builtin modules. */
  modules: string[];
  /** It can restart itself when the firmware hangs. */
  watchdog: boolean;
  /** Pages of flash: where the Storage of the board's file begins, and the private area if there is one. */
  storagePage: number;
  rawPage: number;
}

/** The question for `BoardInfo`, an expression of the interpreter. */
export function infoExpression(board: BoardConfig): string {
  const page = (address: number) => `(require("Flash").getPage(${address})||{addr:-1}).addr`;
  const { storage, raw } = board.flash;
  return `JSON.stringify([process.env.VERSION,process.env.BOARD,E.getConsole(),process.memory().free,(function(m){return[m.indexOf(",crypto,")>=0&&!!(require("crypto").SHA256&&require("crypto").AES),m,!!E.enableWatchdog];})(","+process.env.MODULES+","),${page(storage.address)},${raw ? page(raw.address) : 0}])`;
}

/** Undefined when `json` is not the answer to `infoExpression`. */
export function infoFrom(json: string): BoardInfo | undefined {
  try {
    const [version, board, console, free, able, storagePage, rawPage] = JSON.parse(json) as unknown[];
    const [crypto, modules, watchdog] = able as unknown[];
    return {
      version: String(version), board: String(board), console: String(console), free: Number(free),
      crypto: crypto === true, modules: String(modules).split(",").filter(Boolean), watchdog: watchdog === true, storagePage: Number(storagePage), rawPage: Number(rawPage),
    };
  } catch {
    return undefined;
  }
}

const freeMin = 700;

interface Check {
  title: string;
  passes(info: BoardInfo, board: BoardConfig): boolean;
  refuse: RefusalName;
  detail(info: BoardInfo, board: BoardConfig): string;
}

/** The builtin modules that the board's way to the backend stands on. */
const networkModules: Record<BoardConfig["uplink"]["kind"], string[]> = {
  udp: ["dgram"],
  wifi: ["dgram", "Wifi"],
  w5500: [],
  serial: [],
};

function missingModules({ modules }: BoardInfo, { uplink }: BoardConfig): string[] {
  return networkModules[uplink.kind].filter((name) => !modules.includes(name));
}

/** Looked at in this order before anything on the board is changed: first what it says of itself, whatever --board says. */
export const checks: Check[] = [
  {
    title: "the board is none that cannot carry a reader",
    passes: ({ board }) => !refusedBoard(board),
    refuse: "BOARD_REFUSED",
    detail: ({ board }) => {
      const { title, reason, instead } = refusedBoard(board)!;
      return `it calls itself ${board}, ${title}: ${reason}; take ${instead} instead`;
    },
  },
  {
    title: "the interpreter is new enough",
    passes: ({ version }, { interpreter }) => !isOlder(version, interpreter.least),
    refuse: "BOARD_WRONG",
    detail: (info, { interpreter }) => `its interpreter is ${info.version}, older than ${interpreter.least}`,
  },
  {
    title: "the board is the one named",
    passes: (info, board) => board.interpreter.builds.includes(info.board),
    refuse: "BOARD_WRONG",
    detail: (info, board) => `it calls itself ${info.board}, and ${board.name} wants ${board.interpreter.builds.join(" or ")}`,
  },
  {
    title: "its flash lies where the board's file says",
    passes: (info, { flash }) => info.storagePage === flash.storage.address && info.rawPage === (flash.raw?.address ?? 0),
    refuse: "BOARD_WRONG",
    detail: () => "its flash is laid out otherwise",
  },
  {
    title: "it has the ciphers",
    passes: (info) => info.crypto,
    refuse: "BOARD_REFUSED",
    detail: () => "its interpreter was built without AES or SHA-256; take a release of the interpreter that has them",
  },
  {
    title: "it has a watchdog",
    passes: (info) => info.watchdog,
    refuse: "BOARD_REFUSED",
    detail: () => "its interpreter was built without a watchdog, so that a hanging reader would hang for ever",
  },
  {
    title: "it has its way to the backend",
    passes: (info, board) => missingModules(info, board).length === 0,
    refuse: "BOARD_REFUSED",
    detail: (info, board) => `its interpreter was built without ${missingModules(info, board).join(" and ")}, which the uplink ${board.uplink.kind} needs`,
  },
  {
    title: "it has memory to work in",
    passes: (info) => info.free >= freeMin,
    refuse: "BOARD_WRONG",
    detail: (info) => `only ${info.free} memory blocks are free, ${freeMin} are needed`,
  },
];

/** Versions read like 2v29 or 2v29.277; 2v9 is older than 2v20. What reads otherwise is older than anything. */
function isOlder(version: string, least: string): boolean {
  const [major, minor] = numbersIn(version);
  const [leastMajor, leastMinor] = numbersIn(least);
  return !(major > leastMajor || (major === leastMajor && minor >= leastMinor));
}

function numbersIn(version: string): [major: number, minor: number] {
  const [, major, minor] = /^(\d+)v(\d+)/.exec(version) ?? [];
  return [Number(major), Number(minor)];
}
