import { answers, asks, cableLine, cableWords, status as statusLine } from "../../firmware/src/wire/cable";
import { exitCodes, Failure } from "../api/failure";
import { jsNative } from "../hal/native";
import type { SerialLine } from "./serial";

/** What a running reader says of itself; no secret. */
export interface ReaderStatus {
  /** 16 hexadecimal digits; empty: a board without an identity, or a torn program. */
  reader: string;
  version: string;
  epoch: number;
  fault: string;
  /** Left out: it knows no unlock. */
  challenge?: string;
}

interface Patience {
  /** For one answer; then it is asked again. */
  answerMs: number;
  tries: number;
}

const usual: Patience = { answerMs: 1500, tries: 5 };
/** No line of a reader is longer; what is, was noise. */
const heardMax = 2000;

/** A tool's end of the cable (docs/protocol.md, section 5): asks again what was not answered, believes nothing that is not whole. */
export class CableTalk {
  private heard = "";
  private take: (line: string) => void = () => undefined;
  private lost = false;
  private giveUp: () => void = () => undefined;
  private readonly native = jsNative();

  constructor(
    private readonly line: Pick<SerialLine, "path" | "write" | "onText" | "onLost">,
    private readonly patience: Patience = usual,
  ) {
    line.onText((text) => this.hear(text));
    line.onLost(() => ((this.lost = true), this.giveUp()));
  }

  /** Believed when two say the same: it comes without a sum. Throws CABLE_SILENT. */
  async status(): Promise<ReaderStatus> {
    let before = "";
    const found = await this.exchange(`\n${statusLine}\n`, (line) => {
      const told = readStatus(line);
      if (!told) return undefined;
      const text = JSON.stringify([told.reader, told.version, told.epoch, told.challenge]);
      if (text === before) return told;
      before = text;
      this.line.write(`\n${statusLine}\n`);
      return undefined;
    });
    if (found) return found;
    throw this.lost ? cableLost(this.line.path) : cableSilent(this.line.path);
  }

  /** The words of the answer, the first that `fits`; an answer may come twice. Throws CABLE_LOST. */
  async ask(words: string, fits: (answer: string[]) => boolean): Promise<string[]> {
    const found = await this.exchange(cableLine(this.native, asks, words), (line) => {
      const answer = cableWords(this.native, answers, line);
      return answer && fits(answer) ? answer : undefined;
    });
    if (found) return found;
    throw cableLost(this.line.path);
  }

  /** Undefined: nobody answered, however often it was asked, or the port is gone. */
  private async exchange<T>(text: string, understood: (line: string) => T | undefined): Promise<T | undefined> {
    for (let i = 0; i < this.patience.tries && !this.lost; i++) {
      const answer = await new Promise<T | undefined>((done) => {
        const limit = setTimeout(() => done(undefined), this.patience.answerMs);
        const end = (value: T | undefined) => (clearTimeout(limit), done(value));
        this.giveUp = () => end(undefined);
        this.take = (line) => {
          const value = understood(line);
          if (value !== undefined) end(value);
        };
        this.line.write(text);
      });
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  /** Whatever stands in front of an answer on its line is noise. */
  private hear(text: string): void {
    const lines = (this.heard + text).split("\n");
    this.heard = lines.pop()!.slice(-heardMax);
    for (const line of lines) {
      const at = line.lastIndexOf(answers);
      if (at >= 0) this.take(line.slice(at).trimEnd());
    }
  }
}

function readStatus(line: string): ReaderStatus | undefined {
  try {
    const { reader, version, epoch = 0, fault, challenge } = JSON.parse(line.slice(answers.length)) as Partial<ReaderStatus>;
    if (typeof reader !== "string" || typeof version !== "string") return undefined;
    return { reader, version, epoch, fault: String(fault), ...(typeof challenge === "string" && { challenge }) };
  } catch {
    return undefined;
  }
}

function cableSilent(path: string): Failure {
  return new Failure("CABLE_SILENT", {
    message: `No running reader answers on ${path}.`,
    hint: "Take the port of the board's own console (`latchkey devices`), let it start for half a minute, and try --baud.",
    exit: exitCodes.silentDevice,
  });
}

function cableLost(path: string): Failure {
  return new Failure("CABLE_LOST", {
    message: `The reader on ${path} does not answer any more.`,
    hint: "Look at the cable and the reader's supply. What ran over the cable has ended by itself; run the command again.",
    exit: exitCodes.silentDevice,
  });
}
