import { createInterface } from "node:readline";
import { openPty } from "../../device/pty";
import { cardsFrom } from "../../simulator/cards/card-from";
import { EmulatedPn532 } from "../../simulator/pn532/pn532";
import { nodeClock } from "../node-clock";
import { interrupted, say } from "../output";

/** Puts an emulated PN532 on a pseudo-terminal at `link` and obeys the lines of standard input until `quit` or its end. */
export async function runChip(link: string, card: string | undefined): Promise<void> {
  const chip = new EmulatedPn532(nodeClock(), { ackMs: 0, answerMs: 0 });
  if (card) chip.present(...cardsFrom(card));
  const pty = await openPty(link);
  chip.onOutput((bytes) => pty.write(bytes));
  pty.onData((bytes) => chip.feed(bytes));
  process.stdout.write(`ready ${link}\n`);
  const lines = createInterface({ input: process.stdin });
  const quit = new Promise<void>((done) => {
    lines.on("line", (line) => (line.trim() === "quit" ? done() : attempt(chip, line)));
    lines.on("close", done);
  });
  await Promise.race([quit, interrupted()]);
  lines.close();
  await pty.close();
}

/** A line that cannot be obeyed is complained about; the chip goes on. */
function attempt(chip: EmulatedPn532, line: string): void {
  try {
    obey(chip, line.trim());
  } catch (caught) {
    say(caught instanceof Error ? caught.message : String(caught));
  }
}

function obey(chip: EmulatedPn532, line: string): void {
  const [verb = "", argument = ""] = line.split(/\s+/, 2);
  if (verb === "") return;
  if (verb === "present") chip.present(...cardsFrom(argument));
  else if (verb === "remove") chip.remove();
  else if (verb === "tear" || verb === "garble" || verb === "mute") chip[verb](count(verb, argument));
  else throw new Error(`"${verb}" is not known; say present KIND:HEX, remove, tear N, garble N, mute N or quit.`);
}

function count(verb: string, argument: string): number {
  if (!/^\d{1,6}$/.test(argument)) throw new Error(`${verb} takes a whole number, as in "${verb} 1".`);
  return parseInt(argument, 10);
}
