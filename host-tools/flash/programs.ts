import type { BoardConfig } from "./board-config";
import { bundleFirmware } from "./bundle/bundle";
import type { Programs } from "./image/lay-out";

/** The two programs of a board as they lie on the chip, built from the sources of `projectDir`. */
export async function programsFor(board: BoardConfig, projectDir: string, version: string): Promise<Programs> {
  const build = async (entry: "boot0" | "main") => (await bundleFirmware(board, { projectDir, version, entry })).stored;
  return { boot0: await build("boot0"), main: await build("main") };
}
