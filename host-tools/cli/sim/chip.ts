import { createInterface } from "node:readline";
import { Failure } from "../../api/failure";
import { openPty } from "../../device/pty";
import { CardBox } from "../../simulator/cards/card-box";
import { obey } from "../../simulator/pn532/obey";
import { EmulatedPn532 } from "../../simulator/pn532/pn532";
import { nodeClock } from "../node-clock";
import { interrupted, say } from "../output";

/**
 * Puts an emulated PN532 on a pseudo-terminal at `link` and obeys the lines of standard input until `quit` or its end. Says `gone`
 * when the reader has noticed that the cards were removed: the same card presented earlier is one that stayed.
 */
export async function runChip(link: string, card: string | undefined): Promise<void> {
  const chip = new EmulatedPn532(nodeClock(), { ackMs: 0, answerMs: 0 });
  const box = new CardBox();
  if (card) chip.present(...box.take(card));
  const pty = await openPty(link);
  chip.onOutput((bytes) => pty.write(bytes));
  pty.onData((bytes) => chip.feed(bytes));
  chip.onNoticedGone(() => process.stdout.write("gone\n"));
  const lines = createInterface({ input: process.stdin });
  const quit = new Promise<void>((done) => {
    lines.on("line", (line) => (line.trim() === "quit" ? done() : attempt(chip, box, line)));
    lines.on("close", done);
  });
  const stopped = Promise.race([quit, interrupted()]);
  process.stdout.write(`ready ${link}\n`);
  await stopped;
  lines.close();
  await pty.close();
}

/** A line that cannot be obeyed is complained about; the chip goes on. */
function attempt(chip: EmulatedPn532, box: CardBox, line: string): void {
  if (line.trim() === "") return;
  try {
    obey(chip, line, (texts) => box.take(texts));
  } catch (caught) {
    if (!(caught instanceof Failure)) throw caught;
    say(`${caught.message} ${caught.hint}`);
  }
}
