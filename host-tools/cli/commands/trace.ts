import type { Command } from "commander";
import { withServer } from "../backend-client";
import type { ConvertOptions } from "../trace/convert";
import type { RecordOptions } from "../trace/record";

const collect = (one: string, before: string[]): string[] => [...before, one];

const formatsHelp = `
Formats:  jsonl (.jsonl)  pcapng (.pcapng)  proxmark-trace (.trace)  proxmark-listing (.list, .txt; read only)
          libnfc-log (.log; read only)
Example:  LIBNFC_LOG_LEVEL=3 nfc-list -v 2> list.log;  latchkey trace convert list.log list.pcapng;  tshark -r list.pcapng`;

export function register(program: Command): void {
  const trace = program.command("trace").description("what a reader and its NFC front end said to each other");
  registerRecord(trace);
  registerConvert(trace);
  registerShow(trace);
  registerReplay(trace);
  registerDiff(trace);
}

function registerRecord(trace: Command): void {
  withServer(trace.command("record <file>"))
    .description(
      "have a reader keep its next taps, over its cable or through the backend; listen on a front end's serial line; or act a story out before a simulated one",
    )
    .option("--reader <name>", "a reader of the backend: it keeps its next taps and sends them; with --port: the one that must be there")
    .option("--taps <number>", "cards that come and go before the reader is done", "1")
    .option("--seconds <number>", "the reader ends by itself after so long", "60")
    .option("--port <path>", "a running reader's cable; with --link: the front end's serial line")
    .option("--reason <text>", "why a reader's cable is unlocked; the audit keeps it")
    .option("--link <path>", "where the host is to find the line while it is listened to")
    .option("--story <file>", "lines `wait MS`, `present KIND:HEX`, `remove`, `tear N`, `garble N`, `mute N`, `noise HEX`")
    .option("--baud <number>", "speed of the line", "115200")
    .option("--host <name>", "who drives the front end: latchkey, libnfc or other", "latchkey")
    .option("--about <text>", "one sentence about what happens", "")
    .option("--allow <technology:hex>", "a credential that may pass; may be given again", collect, [])
    .option("--assurance <0-3>", "least assurance that the door accepts", "0")
    .option("--now <seconds>", "unix seconds at the start, for the reader's clock")
    .option("--force", "replace a file that is already there", false)
    .option("--json", "JSON objects on standard output: one at the end, and one before where it is ready to listen", false)
    .addHelpText(
      "after",
      '\nExample: latchkey trace record tap.jsonl --port /dev/ttyUSB0 --link /tmp/pn532 --host libnfc\n         LIBNFC_DEVICE=pn532_uart:/tmp/pn532 nfc-list    then Ctrl-C\n         latchkey trace record tap.jsonl --reader "Lobby reader" --data latchkey-data\n         latchkey trace record tap.jsonl --port /dev/ttyUSB0 --reason "card 17 is not read" --data latchkey-data',
    )
    .action(async (file: string, options: RecordOptions) => (await import("../trace/record")).record(file, options));
}

function registerConvert(trace: Command): void {
  trace
    .command("convert <in> <out>")
    .description("a trace in another program's format: libnfc logs, Proxmark3 listings and traces, pcapng for Wireshark")
    .option("--from <format>", "format of IN, where its name does not say it")
    .option("--to <format>", "format of OUT, where its name does not say it")
    .option(
      "--allow <technology:hex>",
      "a credential that may pass: adds the shipped reader's verdict; may be given again",
      collect,
      [],
    )
    .option("--about <text>", "one sentence about what happens, in place of the one that is there")
    .option("--now <seconds>", "unix seconds at the start, where the file has no date; default: when it was written")
    .option("--force", "replace a file that is already there", false)
    .option("--json", "one JSON object on standard output at the end", false)
    .addHelpText("after", formatsHelp)
    .action(async (input: string, output: string, options: ConvertOptions) =>
      (await import("../trace/convert")).convert(input, output, options),
    );
}

function registerShow(trace: Command): void {
  trace
    .command("show <file>")
    .description("a trace in words, one line a frame; ! marks where it went wrong")
    .option("--json", "one JSON object a line", false)
    .action(async (file: string, options: { json: boolean }) => (await import("../trace/read")).show(file, options));
}

function registerReplay(trace: Command): void {
  trace
    .command("replay <files...>")
    .description("put the shipped reader where the recorded one was, and compare what it does and decides")
    .option("--json", "one JSON object a file", false)
    .action(async (files: string[], options: { json: boolean }) => (await import("../trace/read")).replay(files, options));
}

function registerDiff(trace: Command): void {
  trace
    .command("diff <a> <b>")
    .description("where two traces differ, question by question; exit code 8 if anywhere")
    .option("--tolerance <ms>", "answers that came that much earlier or later are a difference, too")
    .option("--json", "one JSON object a difference", false)
    .action(async (a: string, b: string, options: { tolerance?: string; json: boolean }) =>
      (await import("../trace/read")).diff(a, b, options),
    );
}
