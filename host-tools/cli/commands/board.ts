import type { Command } from "commander";
import type { ShowOptions } from "../board/show";

export function register(program: Command): void {
  const board = program.command("board").description("boards that can be a reader, how each is wired, and which cannot and why");
  board
    .command("list")
    .description("all boards, with what each holds")
    .option("--json", "one JSON object on standard output", false)
    .action(async ({ json }: { json: boolean }) => (await import("../board/list")).listBoards(json));
  board
    .command("show <name>")
    .description("one board: pins, buses, flash map, capacity, memory and its wiring table")
    .option("--svg <file>", "write the wiring sheet there, one A4 page")
    .option("--lang <language>", "en or ko, for table and sheet", "en")
    .option("--json", "one JSON object on standard output", false)
    .addHelpText("after", "\nExample: latchkey board show esp32-devkit --svg wiring.svg --lang ko")
    .action(async (name: string, options: ShowOptions) => (await import("../board/show")).showBoard(name, options));
}
