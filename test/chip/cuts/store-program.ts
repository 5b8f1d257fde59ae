import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadBoard } from "../../../host-tools/flash/board-config";
import { bundleScript } from "../../../host-tools/flash/bundle/bundle";
import { keptNames } from "../../../host-tools/flash/bundle/kept-names";
import { overlays } from "../../../host-tools/flash/bundle/overlays";
import { storageOf } from "../../../host-tools/flash/image/flash-image";
import { layOut } from "../../../host-tools/flash/image/lay-out";
import { makeIdentity } from "../../../host-tools/provision/identity";
import { readerParts } from "../../../host-tools/provision/reader-parts";
import { nobleCipher } from "../../../host-tools/simulator/board/cipher";
import { spoilt, type Mistake } from "../../power-cut/load-store";

const input = "test/chip/rooms/store-by-order.ts";
/** Names that the program uses of the interpreter beyond what the firmware does. */
const usedThere = ["readFileSync", "writeFileSync", "message"];
/** Whatever ends the program, such as memory running out: the host must not wait for ever. */
const boot0 = `setTimeout(function(){require("fs").writeFileSync("told","gone");},0);`;
const board = loadBoard(process.cwd(), "linux");

/** What the interpreter begins each story with. */
export interface Program {
  /** It lies in memory whole; what it reads on demand lies on flash. */
  script: string;
  flash: Uint8Array;
  /** Where in the flash file the stories' pages lie. */
  storyAt: number;
}

/** The shipped store, minified and in overlays as on a reader; `mistake`: with that in it. */
export async function storeProgram(mistake?: Mistake): Promise<Program> {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-cuts-"));
  try {
    for (const path of ["firmware/src", input]) cpSync(path, join(dir, path), { recursive: true });
    if (mistake) plant(mistake, join(dir, "firmware/src", mistake.file));
    const keep = [...keptNames(process.cwd()), ...usedThere];
    const source = { input: join(dir, input), sourceDir: join(dir, "firmware/src"), version: "0", keep, overlays };
    const { stored, storedOverlays } = await bundleScript(board, source);
    return { script: stored, flash: flashOf(storedOverlays), storyAt: board.flash.regions.grants.address - board.flash.storage.address };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function plant(mistake: Mistake, file: string): void {
  writeFileSync(file, spoilt(readFileSync(file, "utf8"), mistake));
}

function flashOf(overlayTexts: string[]): Uint8Array {
  const programs = { boot0, main: "1", overlays: overlayTexts };
  return storageOf(layOut(board, { programs, version: "0", ...readerParts(makeIdentity(0), undefined, nobleCipher()) })).bytes;
}
