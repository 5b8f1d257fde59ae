import type { BoardConfig } from "./board-config";
import { bundleFirmware } from "./bundle/bundle";
import type { Programs } from "./image/lay-out";

/** The programs of a board as they lie on the chip, built from the sources of `projectDir`. */
export async function programsFor(board: BoardConfig, projectDir: string, version: string): Promise<Programs> {
  const boot0 = await bundleFirmware(board, { projectDir, version, entry: "boot0" });
  const main = await bundleFirmware(board, { projectDir, version, entry: "main" });
  return { boot0: boot0.stored, main: main.stored, overlays: main.storedOverlays };
}
