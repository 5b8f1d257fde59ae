import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { aloneIdentity, identityFrom } from "../../provision/identity";
import { enrolReader } from "../../provision/enrol";
import { firstSettings } from "../../provision/first-settings";
import { grantsFromCsv } from "../../provision/grant-list";
import { loadBoard, type BoardConfig } from "../../flash/board-config";
import { layOut } from "../../flash/image/lay-out";
import { regionImages, type FirstContents, type RegionImages, type RegionName } from "../../flash/image/region-image";
import { programsFor } from "../../flash/programs";
import { packageVersion, projectDir } from "../project";

/** The folder in which one interpreter runs as a reader: its flash, and the door's serial line. */
export interface FlashDir {
  dir: string;
  board: BoardConfig;
  flashFile: string;
  doorPath: string;
  resumed: boolean;
}

export interface FlashDirOptions {
  dir: string;
  nfcPath: string;
  list: string | undefined;
  backend: string | undefined;
}

/** Lays out a fresh flash in `dir`, or, where there is one, puts today's programs beside the regions as they are. */
export async function prepareFlashDir(options: FlashDirOptions): Promise<FlashDir> {
  const dir = resolve(options.dir);
  mkdirSync(dir, { recursive: true });
  const flashFile = join(dir, "espruino.flash");
  const doorPath = join(dir, "door");
  const board = boardIn(options.nfcPath, doorPath);
  const resumed = existsSync(flashFile);
  const regions = resumed ? regionsOf(board, readFileSync(flashFile)) : regionImages(board, await firstContents(options, dir));
  const image = layOut(board, await programsFor(board, projectDir(), packageVersion()), regions);
  /* A new file under another name first: a kill in between leaves the old flash whole. */
  writeFileSync(flashFile + ".new", image.areas[0]!.bytes, { mode: 0o600 });
  renameSync(flashFile + ".new", flashFile);
  return { dir, board, flashFile, doorPath, resumed };
}

/** The Linux board with its two serial lines where they are this time. */
function boardIn(nfcPath: string, doorPath: string): BoardConfig {
  const board = loadBoard(projectDir(), "linux");
  if (board.door.kind !== "serial") throw new Error("the linux board has its door on a serial line");
  return { ...board, frontEnd: { ...board.frontEnd, path: resolve(nfcPath) }, door: { ...board.door, path: doorPath } };
}

async function firstContents(options: FlashDirOptions, dir: string): Promise<FirstContents> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const given = options.backend ? await enrolReader(options.backend, `chip-${Date.now() % 100000}`, process.env.LATCHKEY_TOKEN) : undefined;
  const identity = given ? identityFrom(given) : aloneIdentity(nowSeconds);
  const grants = options.list ? grantsFromCsv(readFileSync(options.list, "utf8"), identity.deviceKey) : [];
  writeFileSync(join(dir, "reader.json"), JSON.stringify({ readerId: Buffer.from(identity.readerId).toString("hex") }) + "\n");
  return { identity, settings: firstSettings(given?.doorNumber ?? 1), grants };
}

function regionsOf(board: BoardConfig, flash: Uint8Array): RegionImages {
  const cut = (name: RegionName) => regionIn(board, flash, name);
  return { identity: cut("identity"), state: cut("state"), settings: cut("settings"), journal: cut("journal"), grants: cut("grants") };
}

/** The bytes of one region inside the whole of Storage. */
export function regionIn(board: BoardConfig, flash: Uint8Array, name: RegionName): Uint8Array {
  const { address, pages } = board.flash.regions[name];
  const from = address - board.flash.storage.address;
  return flash.slice(from, from + pages * board.flash.pageBytes);
}
