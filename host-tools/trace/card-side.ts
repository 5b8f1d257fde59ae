import { parseTargets } from "../../firmware/src/nfc/iso14443a";
import type { CardAnswer, EmulatedCard } from "../simulator/cards/card";
import { code } from "./command-names";
import { piecesOf, type Piece } from "./pieces";
import { turnsOf, type Turn } from "./turns";
import type { Trace } from "./trace";

const pageBytes = 4;
const readCommand = 0x30;
const fastReadCommand = 0x3a;
const readBytes = 16;

/**
 * A card that knows exactly what the recorded one said: the pages that it gave out, and the answers to commands word for
 * word. To anything else it answers with a refusal, as a card does to what it does not know.
 */
export class RecordedCard implements EmulatedCard {
  private readonly pages = new Map<number, Uint8Array>();
  private readonly answers = new Map<string, Uint8Array>();

  constructor(
    readonly atqa: number,
    readonly sak: number,
    readonly uid: Uint8Array,
  ) {}

  learn(frame: Uint8Array, answer: Uint8Array): void {
    this.answers.set(frame.join(), answer);
    const pages = frame[0] === fastReadCommand ? Math.floor(answer.length / pageBytes) : readBytes / pageBytes;
    if (frame[0] !== readCommand && frame[0] !== fastReadCommand) return;
    for (let i = 0; i < pages && (i + 1) * pageBytes <= answer.length; i++) {
      this.pages.set(frame[1]! + i, answer.slice(i * pageBytes, (i + 1) * pageBytes));
    }
  }

  exchange(frame: Uint8Array): CardAnswer {
    const said = this.answers.get(frame.join());
    if (said) return said;
    if (frame[0] === readCommand && frame.length === 2) return this.range(frame[1]!, frame[1]! + 3);
    if (frame[0] === fastReadCommand && frame.length === 3) return this.range(frame[1]!, frame[2]!);
    return "nak";
  }

  reset(): void {}

  /** Takes over what the same card said at another time. */
  adopt(other: RecordedCard): void {
    for (const [page, bytes] of other.pages) this.pages.set(page, bytes);
    for (const [frame, answer] of other.answers) this.answers.set(frame, answer);
  }

  private range(from: number, to: number): CardAnswer {
    const bytes: number[] = [];
    for (let page = from; page <= to; page++) {
      const known = this.pages.get(page);
      if (!known) return "nak";
      bytes.push(...known);
    }
    return bytes.length > 0 ? Uint8Array.from(bytes) : "nak";
  }
}

/**
 * Who lay in front of the antenna, in order: cards found without the field being switched off lay there together. The
 * same cards found again after that had not been taken away.
 */
export function recordedCards(trace: Trace): RecordedCard[][] {
  const groups: RecordedCard[][] = [[]];
  let active: RecordedCard | undefined;
  for (const turn of turnsOf(trace)) {
    const asked = turn.asked?.kind === "command" ? turn.asked.data.subarray(1) : undefined;
    const answer = asked && answerTo(turn);
    if (!asked) continue;
    if (asked[0] === code.rfConfiguration && asked[1] === 1 && !(asked[2]! & 1)) groups.push([]);
    else if (asked[0] === code.list && answer) active = found(groups.at(-1)!, answer) ?? active;
    else if (active && answer) learn(active, asked, answer);
  }
  return withoutRepeats(groups.filter((group) => group.length > 0));
}

/** The answer's data from its first byte after the code on. */
function answerTo(turn: Turn): Uint8Array | undefined {
  const pieces: Piece[] = turn.answers.flatMap(({ bytes }) => piecesOf(bytes));
  return pieces.find(({ kind }) => kind === "answer")?.data.subarray(2);
}

function found(group: RecordedCard[], answer: Uint8Array): RecordedCard | undefined {
  let last: RecordedCard | undefined;
  for (const { atqa, sak, uid } of targetsIn(answer)) {
    last = group.find((card) => card.uid.join() === uid.join());
    if (!last) group.push((last = new RecordedCard(atqa, sak, uid)));
  }
  return last;
}

/** Other modulations answer in other shapes: no cards for this reader. */
function targetsIn(answer: Uint8Array): { atqa: number; sak: number; uid: Uint8Array }[] {
  try {
    return parseTargets(answer);
  } catch {
    return [];
  }
}

function learn(card: RecordedCard, asked: Uint8Array, answer: Uint8Array): void {
  if (answer[0] !== 0) return;
  if (asked[0] === code.dataExchange) card.learn(asked.subarray(2), answer.subarray(1));
  if (asked[0] === code.communicateThru) card.learn(asked.subarray(1), answer.subarray(1));
}

function withoutRepeats(groups: RecordedCard[][]): RecordedCard[][] {
  const kept: RecordedCard[][] = [];
  for (const group of groups) {
    const before = kept.at(-1);
    if (before && names(before) === names(group)) merge(before, group);
    else kept.push(group);
  }
  return kept;
}

const names = (group: RecordedCard[]): string =>
  group
    .map((card) => card.uid.join())
    .sort()
    .join("/");

function merge(into: RecordedCard[], from: RecordedCard[]): void {
  for (const card of from) into.find((one) => one.uid.join() === card.uid.join())!.adopt(card);
}
