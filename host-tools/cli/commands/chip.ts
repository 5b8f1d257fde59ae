import type { Command } from "commander";

interface RunOptions {
  nfc: string;
  dir: string;
  list?: string;
  cardProfile?: string;
  backend?: string;
  keypad?: boolean;
  cable?: string;
  json?: boolean;
}

export function register(program: Command): void {
  const chip = program.command("chip").description("the real bundle in the real interpreter on this machine");
  chip
    .command("run")
    .description("run a reader in the interpreter named by ESPRUINO, with its front end on a serial device")
    .requiredOption("--nfc <PATH>", "serial device of the front end, or the link of `latchkey sim chip`")
    .requiredOption("--dir <DIR>", "folder of the reader's flash; made when missing, resumed when there")
    .option("--list <FILE>", "who may pass: CSV with technology,identifier,door,validFrom,validUntil")
    .option("--card-profile <FILE>", "where on cards the credential id lies: JSON with technology, application, key, keyNumber, file, length, mode (docs/cards.md)")
    .option("--backend <URL>", "backend to join: the enrolment URL it prints, or its URL with LATCHKEY_TOKEN set")
    .option("--keypad", "a keypad at the door: each line of standard input is keys to press, as 4711#")
    .option("--cable <PATH>", "its console line, as a technician's cable, on a pseudo-terminal with a link here")
    .option("--json", "one JSON object a line")
    .action(async (options: RunOptions) => {
      const { runChip } = await import("../chip/run");
      await runChip({ dir: options.dir, nfcPath: options.nfc, list: options.list, cardProfile: options.cardProfile, backend: options.backend, keypad: !!options.keypad, cable: options.cable, json: !!options.json });
    });
}
