import type { Bytes } from "../../firmware/src/base/bytes";
import type { Bus, Parts } from "../../firmware/src/hal/bus";
import type { Clock } from "../../firmware/src/hal/clock";
import { flatten, textOf } from "../hal/parts";
import { commandWords } from "./explain";
import { piecesOf, type Piece } from "./pieces";
import { cleanAnswer, isPoll, sameQuestion, type Turn } from "./turns";

/** A reader that polls on and on without coming to the next thing recorded is a difference, not patience. */
const extraPollsMax = 200;

/**
 * The front end's line, played by a recording. What the reader sends must be what was recorded, in order, byte for byte,
 * but for three freedoms that change nothing a card could notice: waking; the parameters of set-up commands; and how
 * often it polls while nothing new is there (recorded polls that brought no news may be left out, and the answer to the
 * last poll is given again to further ones).
 */
export class ReplayLine implements Bus {
  /** What differed first, in words. */
  difference: string | undefined;
  private receive: (chunk: string) => void = () => undefined;
  private next = 1;
  private lastPoll: Turn | undefined;
  private extraPolls = 0;
  private waiting: Bytes[] = [];
  private readonly idle: boolean[];

  constructor(
    private readonly clock: Clock,
    private readonly turns: Turn[],
  ) {
    this.idle = idlePolls(turns);
  }

  /** True when everything recorded was asked and answered. */
  get finished(): boolean {
    return this.next >= this.turns.length && this.waiting.length === 0;
  }

  /** Where the recording waits to be asked. */
  get waitsFor(): Turn | undefined {
    return this.turns[this.next];
  }

  listen(receive: (chunk: string) => void): void {
    this.receive = receive;
    this.play(this.turns[0]!);
  }

  wake(): void {}

  write(parts: Parts): void {
    for (const piece of piecesOf(flatten(parts))) if (piece.kind !== "wakeUp" && !this.difference) this.sent(piece);
  }

  private sent(piece: Piece): void {
    const at = this.matching(piece);
    if (at !== undefined) {
      this.next = at + 1;
      this.extraPolls = 0;
      if (isPoll(piece)) this.lastPoll = this.turns[at];
      this.play(this.turns[at]!);
    } else if (isPoll(piece) && this.lastPoll && this.extraPolls++ < extraPollsMax) {
      this.play(this.lastPoll);
    } else this.difference = this.describe(piece);
  }

  /** The turn that `piece` opens: the next one, or one behind polls that brought no news. */
  private matching(piece: Piece): number | undefined {
    for (let at = this.next; at < this.turns.length; at++) {
      if (sameQuestion(this.turns[at]!.asked, piece)) return at;
      if (!this.idle[at]) return undefined;
    }
    return undefined;
  }

  /** Answers come in the order recorded and never sooner than recorded. */
  private play(turn: Turn): void {
    for (const { afterUs, bytes } of turn.answers) {
      this.waiting.push(bytes);
      this.clock.after(afterUs / 1000, () => this.deliver());
    }
  }

  private deliver(): void {
    const bytes = this.waiting.shift();
    if (bytes) this.receive(textOf(bytes));
  }

  private describe(piece: Piece): string {
    const now = `the reader now sends "${commandWords(piece)}" (${hex(piece.bytes)})`;
    const turn = this.waitsFor;
    if (!turn) return `after the end of the recording ${now}`;
    return `line ${turn.line}: "${commandWords(turn.asked!)}" was recorded (${hex(turn.asked!.bytes)}), ${now}`;
  }
}

/** For each turn: whether it is a poll that found what the poll before it found. */
function idlePolls(turns: Turn[]): boolean[] {
  let before: string | undefined;
  return turns.map((turn) => {
    if (!isPoll(turn.asked)) return false;
    const answer = cleanAnswer(turn);
    const idle = answer !== undefined && answer === before;
    before = answer;
    return idle;
  });
}

const hex = (bytes: Bytes): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
