import type { Command } from "commander";
import { withServer, type ServerOptions } from "../backend-client";
import type { EncodeOptions } from "../card/actions";
import type { BenchOptions } from "../card/on-bench";

const examples = `
Examples:
  latchkey card info --port /dev/ttyUSB0
  latchkey card encode --port /dev/ttyUSB0 --person "Kim Minji" --data latchkey-data
  latchkey card encode --port /dev/ttyUSB0 --url https://doors.example.org/d/3     an NTAG 424 DNA as a door's tag
  latchkey card encode --port /dev/ttyUSB0 --person 12 --pin           asks for a PIN, never an argument
  latchkey card pin --port /dev/ttyUSB0
  latchkey card verify --port /dev/ttyUSB0
Without hardware: latchkey sim chip --link /tmp/bench --card desfire-ev2:04112233445566   and   --port /tmp/bench
A card torn away half-way says how far it came; the same command again goes on. No key is ever printed.`;

export function register(program: Command): void {
  const card = program
    .command("card")
    .description("cards with keys of their own, on a PN532 at a serial port: DESFire EV1 to EV3, NTAG 424 DNA")
    .addHelpText("after", examples);
  atBench(card.command("info"))
    .description("what lies on the bench and in which state it is; nothing on it is changed and no backend is asked")
    .action(async (options: BenchOptions) => (await import("../card/actions")).info(options));
  withServer(atBench(card.command("encode")))
    .description("give a card its application, keys, file and credential id, and register it: all in one step")
    .option("--person <person>", "whose card it is, by name or number")
    .option("--label <text>", "to tell it from the person's other cards")
    .option("--url <address>", "NTAG 424 DNA: the page that a phone opens at it; the tag adds e= and c=, new at every tap")
    .option("--pin", "ask for the card's PIN, at this terminal or from standard input; without it the card has none", false)
    .option("--pin-file <file>", "the PIN is the first line of this file")
    .option("--dry-run", "say what would be done with this card, and do nothing", false)
    .addHelpText("after", examples)
    .action(async (options: EncodeOptions) => (await import("../card/actions")).encodeCard(options));
  withServer(atBench(card.command("verify")))
    .description("prove each key, the file and the credential id against the backend; nothing on the card is changed, and the backend is told whether it has a PIN; exit code 6 if anything differs")
    .action(async (options: BenchOptions & ServerOptions) => (await import("../card/actions")).verifyCard(options));
  withServer(atBench(card.command("pin")))
    .description("set or change the PIN of an encoded card, locked or not; it is asked for at this terminal or read from standard input")
    .option("--pin-file <file>", "the PIN is the first line of this file")
    .option("--remove", "take the PIN away", false)
    .action(async (options: BenchOptions & ServerOptions & { pinFile?: string; remove: boolean }) => (await import("../card/actions")).changePin(options));
  withServer(atBench(card.command("lock")))
    .description("freeze the card's configuration for good; keys and credential id can still be renewed by this site")
    .option("--yes", "it is meant: this cannot be undone", false)
    .action(async (options: BenchOptions & ServerOptions & { yes: boolean }) => (await import("../card/actions")).lockCard(options));
  withServer(card.command("renew-keys <technology>"))
    .description("desfire or ntag424: a new version of the site's keys, for cards encoded from now on; needs no front end")
    .option("--json", "one JSON object on standard output", false)
    .action(async (technology: string, options: ServerOptions & { json: boolean }) => (await import("../card/actions")).renewKeys(technology, options));
}

function atBench(command: Command): Command {
  return command
    .option("--port <path>", "serial port of the front end; may be left out when only one is plugged in")
    .option("--baud <rate>", "speed of the line", "115200")
    .option("--wait <seconds>", "how long to wait for a card", "20")
    .option("--json", "one JSON object on standard output", false);
}
