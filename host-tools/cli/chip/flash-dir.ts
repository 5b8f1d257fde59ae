import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { exitCodes, Failure } from "../../api/failure";
import { loadBoard, type BoardConfig } from "../../flash/board-config";
import { storageOf } from "../../flash/image/flash-image";
import { layOut, type RegionName } from "../../flash/image/lay-out";
import { programsFor } from "../../flash/programs";
import { enrol } from "../../provision/enrol";
import { makeIdentity, type IdentityFile } from "../../provision/identity";
import { say } from "../output";
import { readCardProfiles, weaknessesOf } from "../../provision/card-profile";
import { readerParts, type LocalList } from "../../provision/reader-parts";
import { nobleCipher } from "../../simulator/board/cipher";
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
  /** JSON file: where on cards the credential lies. */
  cardProfile?: string | undefined;
  backend: string | undefined;
  /** A keypad hangs on the door unit. */
  keypad?: boolean;
}

/** Lays out a fresh flash in `dir`, or, where there is one, puts today's programs beside the regions as they are. */
export async function prepareFlashDir(options: FlashDirOptions): Promise<FlashDir> {
  const dir = resolve(options.dir);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const flashFile = join(dir, "espruino.flash");
  const doorPath = join(dir, "door");
  const board = boardIn(options, doorPath);
  const resumed = existsSync(flashFile);
  const programs = await programsFor(board, projectDir(), packageVersion());
  const identity = resumed ? makeIdentity(0) : await identityFor(options, dir);
  const list = resumed ? undefined : localList(options);
  const image = layOut(board, { programs, version: packageVersion(), ...readerParts(identity, list, nobleCipher()) });
  const storage = storageOf(image);
  if (resumed) keepRegions(board, readFileSync(flashFile), storage.bytes);
  /* A new file under another name first: a kill in between leaves the old flash whole. */
  writeFileSync(flashFile + ".new", storage.bytes, { mode: 0o600 });
  renameSync(flashFile + ".new", flashFile);
  return { dir, board, flashFile, doorPath, resumed };
}

/** What stands in the files of --list and --card-profile; undefined: neither was given. Throws FILE_UNREADABLE, PROFILE_INVALID. */
function localList({ list, cardProfile }: FlashDirOptions): LocalList | undefined {
  if (!list && !cardProfile) return undefined;
  const profiles = cardProfile ? readCardProfiles(readText(cardProfile)) : undefined;
  weaknessesOf(profiles ?? []).forEach(say);
  return { csv: list && readText(list), profiles };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (caught) {
    throw new Failure("FILE_UNREADABLE", {
      message: `cannot read ${file}: ${caught instanceof Error ? caught.message : String(caught)}`,
      hint: "Check the name of the file and that you may read it.",
      exit: exitCodes.usage,
    });
  }
}

/** The Linux board with its two serial lines where they are this time. */
function boardIn({ nfcPath, keypad = false }: FlashDirOptions, doorPath: string): BoardConfig {
  const board = loadBoard(projectDir(), "linux");
  if (board.door.kind !== "serial" || board.frontEnd.bus !== "serial") throw new Error("the linux board has its door and its front end on serial lines");
  return { ...board, frontEnd: { ...board.frontEnd, path: resolve(nfcPath) }, door: { ...board.door, path: doorPath, keypad } };
}

/** A reader of its own, or one that the backend makes; what may be shown of it lies beside the flash. */
async function identityFor(options: FlashDirOptions, dir: string): Promise<IdentityFile> {
  const name = `chip-${process.pid}`;
  const identity = options.backend
    ? await enrol(fetch, { backend: options.backend, token: process.env.LATCHKEY_TOKEN, name, door: name })
    : makeIdentity(Math.floor(Date.now() / 1000));
  writeFileSync(join(dir, "reader.json"), JSON.stringify({ readerId: identity.readerId }) + "\n");
  return identity;
}

const regionNames: RegionName[] = ["identity", "state", "settings", "journal", "grants"];

/** What the reader has written since it was laid out stays as it is; only the programs are new. */
function keepRegions(board: BoardConfig, flash: Uint8Array, fresh: Uint8Array): void {
  for (const name of regionNames) fresh.set(regionIn(board, flash, name), offsetOf(board, name));
}

function offsetOf(board: BoardConfig, name: RegionName): number {
  return board.flash.regions[name].address - board.flash.storage.address;
}

/** The bytes of one region inside the whole of Storage. */
export function regionIn(board: BoardConfig, flash: Uint8Array, name: RegionName): Uint8Array {
  const from = offsetOf(board, name);
  return flash.subarray(from, from + board.flash.regions[name].pages * board.flash.pageBytes);
}
