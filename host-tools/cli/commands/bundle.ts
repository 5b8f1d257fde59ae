import type { Command } from "commander";
import { put, say } from "../output";
import { packageVersion, projectDir } from "../project";

export function register(program: Command): void {
  program
    .command("bundle")
    .description("build the firmware of one board: types stripped, tree shaken, minified, checked against the chip's dialect")
    .requiredOption("--board <NAME>", "a board of board-configs/")
    .option("--json", "one JSON object on standard output", false)
    .addHelpText("after", "\nExample:\n  latchkey bundle --board esp32-devkit")
    .action(bundle);
}

async function bundle(options: { board: string; json: boolean }): Promise<void> {
  const { mkdirSync, writeFileSync } = await import("node:fs");
  const { join } = await import("node:path");
  const { loadBoard } = await import("../../flash/board-config");
  const { bundleFirmware } = await import("../../flash/bundle/bundle");
  const built = await bundleFirmware(loadBoard(projectDir(), options.board), { projectDir: projectDir(), version: packageVersion() });
  const dir = join(projectDir(), "build", "firmware");
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `${options.board}.js`);
  writeFileSync(file, built.code);
  const modules = built.modules.map((module) => `${String(module.bytes).padStart(7)}  ${module.file}`);
  if (!options.json) say(["  bytes  module, before minifying", ...modules].join("\n"));
  put(options.json, { board: options.board, file, bytes: built.bytes, modules: built.modules }, `${file}: ${built.bytes} bytes`);
  if (!options.json) say(`Next: latchkey flash --board ${options.board} puts it on a board, with who the reader is.`);
}
