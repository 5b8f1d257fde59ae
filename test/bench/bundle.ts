import { boardNames, loadBoard } from "../../host-tools/flash/board-config";
import { bundleFirmware } from "../../host-tools/flash/bundle/bundle";
import { packageVersion, projectDir } from "../../host-tools/cli/project";
import type { Figures } from "./figures";

/** What lies on the chip: `bundle.bytes` is the board that the other figures are taken on, the rest by their names. */
export async function bundleFigures(): Promise<Figures> {
  const figures: Figures = {};
  for (const name of boardNames(projectDir())) {
    const { bytes } = await bundleFirmware(loadBoard(projectDir(), name), { projectDir: projectDir(), version: packageVersion() });
    figures[name === "linux" ? "bundle.bytes" : `bundle.bytes.${name}`] = bytes;
  }
  return figures;
}
