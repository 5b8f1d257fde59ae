import { join } from "node:path";
import { Running } from "./command-line";

/** One line of `latchkey chip run --json`. */
export interface ChipLine {
  type: string;
  verdict?: string | null;
  reason?: string;
  technology?: string | null;
  sequence?: number;
  on?: boolean;
}

let links = 0;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** The emulated front end on a pseudo-terminal, and the real bundle in the real interpreter behind it. */
export class ChipBench {
  readonly nfc: string;
  private readonly frontEnd: Running;
  private reader: Running | undefined;
  private read = 0;

  private constructor(private readonly dir: string) {
    this.nfc = join(dir, `nfc-${links++}`);
    this.frontEnd = new Running(["sim", "chip", "--link", this.nfc]);
  }

  static async open(dir: string): Promise<ChipBench> {
    const bench = new ChipBench(dir);
    await bench.frontEnd.line((line) => line.startsWith("ready "));
    return bench;
  }

  /** Starts, or starts again, the reader of this bench; resolves when it has booted. */
  async start(...more: string[]): Promise<void> {
    this.reader = new Running(["chip", "run", "--nfc", this.nfc, "--dir", join(this.dir, "reader"), "--json", ...more]);
    this.read = 0;
    await this.next((line) => line.reason === "booted");
  }

  /** Holds `card` to the reader and gives the record it makes. */
  async tap(card: string): Promise<ChipLine> {
    this.say(`present ${card}`);
    const line = await this.next((one) => one.type === "tap");
    await this.takeAway();
    return line;
  }

  /**
   * Holds `card` up for a moment, and once the reader has had time to ask for its PIN, presses `keys`; again where it has missed
   * the card. Needs `--keypad`.
   */
  async tapAndType(card: string, keys: string): Promise<ChipLine> {
    let told: ChipLine | undefined;
    const line = this.next((one) => one.type === "tap").then((one) => (told = one));
    while (!told) {
      this.say(`present ${card}`);
      await pause(1500);
      await this.takeAway();
      this.reader!.say(keys);
      await Promise.race([line, pause(5000)]);
    }
    return told;
  }

  /** Takes the card away; resolves when the reader has noticed: held up again earlier, the same card is one that stayed. */
  private async takeAway(): Promise<void> {
    const before = this.frontEnd.lines.length;
    this.say("remove");
    await this.frontEnd.line((line) => line === "gone", before);
  }

  say(line: string): void {
    this.frontEnd.say(line);
  }

  /** Every line so far. */
  lines(): ChipLine[] {
    return (this.reader?.lines ?? []).map((line) => JSON.parse(line) as ChipLine);
  }

  /** The next line, after those given out before, that `matches`. */
  async next(matches: (line: ChipLine) => boolean): Promise<ChipLine> {
    const text = await this.reader!.line((line) => matches(JSON.parse(line) as ChipLine), this.read);
    this.read = this.reader!.lines.indexOf(text, this.read) + 1;
    return JSON.parse(text) as ChipLine;
  }

  async stop(signal: NodeJS.Signals = "SIGINT"): Promise<void> {
    await this.reader?.stop(signal);
    this.reader = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    this.say("quit");
    await this.frontEnd.ended;
  }
}
