import type { BoardConfig } from "../board-config";
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
  /** Pages of flash: where the Storage of the board's file begins, and the private area if there is one. */
  storagePage: number;
  rawPage: number;
}

/** The question for `BoardInfo`, an expression of the interpreter. */
export function infoExpression(board: BoardConfig): string {
  const page = (address: number) => `(require("Flash").getPage(${address})||{addr:-1}).addr`;
  const { storage, raw } = board.flash;
  return `JSON.stringify([process.env.VERSION,process.env.BOARD,E.getConsole(),process.memory().free,!!(require("crypto").SHA256&&require("crypto").AES),${page(storage.address)},${raw ? page(raw.address) : 0}])`;
}

/** Undefined when `json` is not the answer to `infoExpression`. */
export function infoFrom(json: string): BoardInfo | undefined {
  try {
    const [version, board, console, free, crypto, storagePage, rawPage] = JSON.parse(json) as unknown[];
    return {
      version: String(version), board: String(board), console: String(console), free: Number(free),
      crypto: crypto === true, storagePage: Number(storagePage), rawPage: Number(rawPage),
    };
  } catch {
    return undefined;
  }
}

/** The interpreter's names of the boards that a board file of this chip may be flashed to. */
const interpreterNames: Record<string, string[]> = {
  linux: ["LINUX"],
  esp32: ["ESP32"],
  stm32f401: ["PICO_R1_3"],
  stm32f411: ["ESPRUINOWIFI"],
};
const versionMin = [2, 20] as const;
const freeMin = 700;

interface Check {
  title: string;
  passes(info: BoardInfo, board: BoardConfig): boolean;
  refuse: RefusalName;
  detail(info: BoardInfo, board: BoardConfig): string;
}

/** Looked at in this order before anything on the board is changed. */
export const checks: Check[] = [
  {
    title: "the interpreter is new enough",
    passes: ({ version }) => isFrom(version, versionMin),
    refuse: "BOARD_WRONG",
    detail: (info) => `its interpreter is ${info.version}, older than ${versionMin.join("v")}`,
  },
  {
    title: "the board is the one named",
    passes: (info, board) => (interpreterNames[board.chip] ?? []).includes(info.board),
    refuse: "BOARD_WRONG",
    detail: (info, board) => `it calls itself ${info.board}, and ${board.name} wants ${(interpreterNames[board.chip] ?? ["?"]).join(" or ")}`,
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
    refuse: "BOARD_WRONG",
    detail: () => "its interpreter was built without AES or SHA-256",
  },
  {
    title: "it has memory to work in",
    passes: (info) => info.free >= freeMin,
    refuse: "BOARD_WRONG",
    detail: (info) => `only ${info.free} memory blocks are free, ${freeMin} are needed`,
  },
];

/** Versions read like 2v29 or 2v29.277; 2v9 is older than 2v20. */
function isFrom(version: string, least: readonly [number, number]): boolean {
  const [, major, minor] = /^(\d+)v(\d+)/.exec(version) ?? [];
  return Number(major) > least[0] || (Number(major) === least[0] && Number(minor) >= least[1]);
}
