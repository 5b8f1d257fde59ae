import type { Command } from "commander";
import type { FlashOptions } from "../flash/flash-board";

const examples = `
Examples:
  latchkey flash --port /dev/ttyUSB0 --board esp32-devkit --list grants.csv
  latchkey flash --port /dev/ttyUSB0 --board esp32-devkit --backend "http://192.168.1.10:8420/#enrol=..." --wifi Office
The key of the Wi-Fi network is read from LATCHKEY_WIFI_KEY. Everything on the board is replaced.`;

export function register(program: Command): void {
  program
    .command("flash")
    .description("make a reader of a board that shows an Espruino prompt on a serial line")
    .option("--port <path>", "serial port of the board; may be left out when only one board is plugged in")
    .requiredOption("--board <name>", "which board it is: a file of board-configs")
    .option("--baud <rate>", "speed of the line", "115200")
    .option("--list <file>", "who may pass: CSV with technology,identifier,door,validFrom,validUntil")
    .option("--door <name>", "which door of the list, or of the backend, this reader stands at")
    .option("--identity <file>", "who the reader is: used when there, else made and kept in this file")
    .option("--backend <url>", "have the backend make the reader: the enrolment URL it prints, or its URL with LATCHKEY_TOKEN set")
    .option("--name <name>", "name of the reader at the backend")
    .option("--wifi <network>", "network to join, on boards with Wi-Fi")
    .option("--front-end <path>", "serial device of the front end, where the board's ports are paths")
    .option("--door-unit <path>", "serial device of the door unit, where the board's ports are paths")
    .option("--json", "one JSON object a line", false)
    .addHelpText("after", examples)
    .action(async (options: FlashOptions) => (await import("../flash/flash-board")).flashBoard(options));
}
