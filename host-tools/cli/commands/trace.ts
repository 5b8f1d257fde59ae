import type { Command } from "commander";
import type { RecordOptions } from "../trace/record";

const collect = (one: string, before: string[]): string[] => [...before, one];

export function register(program: Command): void {
  const trace = program.command("trace").description("what a reader and its NFC front end said to each other");
  trace
    .command("record <file>")
    .description("listen on a front end's serial line, or act a story out before a simulated one")
    .option("--port <path>", "the front end's serial line")
    .option("--link <path>", "where the host is to find the line while it is listened to")
    .option("--story <file>", "lines `wait MS`, `present KIND:HEX`, `remove`, `tear N`, `garble N`, `mute N`, `noise HEX`")
    .option("--baud <number>", "speed of the line", "115200")
    .option("--host <name>", "who drives the front end: latchkey, libnfc or other", "latchkey")
    .option("--about <text>", "one sentence about what happens", "")
    .option("--allow <technology:hex>", "a credential that may pass; may be given again", collect, [])
    .option("--assurance <0-3>", "least assurance that the door accepts", "0")
    .option("--now <seconds>", "unix seconds at the start, for the reader's clock")
    .option("--force", "replace a file that is already there", false)
    .option("--json", "one JSON object on standard output at the end", false)
    .addHelpText(
      "after",
      "\nExample: latchkey trace record tap.jsonl --port /dev/ttyUSB0 --link /tmp/pn532 --host libnfc\n         LIBNFC_DEVICE=pn532_uart:/tmp/pn532 nfc-list    then Ctrl-C",
    )
    .action(async (file: string, options: RecordOptions) => (await import("../trace/record")).record(file, options));
  trace
    .command("show <file>")
    .description("a trace in words, one line a frame; ! marks where it went wrong")
    .option("--json", "one JSON object a line", false)
    .action(async (file: string, options: { json: boolean }) => (await import("../trace/read")).show(file, options));
  trace
    .command("replay <files...>")
    .description("put the shipped reader where the recorded one was, and compare what it does and decides")
    .option("--json", "one JSON object a file", false)
    .action(async (files: string[], options: { json: boolean }) => (await import("../trace/read")).replay(files, options));
}
