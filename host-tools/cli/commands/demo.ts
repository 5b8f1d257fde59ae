import type { Command } from "commander";
import { defaultDataDir } from "../backend-client";

export function register(program: Command): void {
  program
    .command("demo")
    .description("backend, console and four simulated readers on this machine; nothing else needed")
    .option("--port <number>", "for the console; another is taken when it is in use", "8420")
    .option("--data <dir>", "its folder, emptied at the start; one that no demo made is refused", process.env.LATCHKEY_DATA ?? defaultDataDir)
    .option("--keep", "go on with what the folder holds", false)
    .option("--json", "one JSON object on standard output", false)
    .action(async (options) => (await import("../demo/demo")).demo(options));
}
