import { parseTargets, type Target } from "../../firmware/src/nfc/iso14443a";
import { cardsOnAir } from "./air/air-cards";
import { code } from "./command-names";
import { piecesOf, type Piece } from "./pieces";
import { turnsOf, type Turn } from "./turns";
import { RecordedCard } from "./recorded-card";
import { isOnAir, type Trace } from "./trace";

/**
 * Who lay in front of the antenna, in order: cards found without the field being switched off lay there together. The
 * same cards found again after that had not been taken away.
 */
export function recordedCards(trace: Trace): RecordedCard[][] {
  const onAir = trace.lines.filter(isOnAir);
  return withoutRepeats(onAir.length > 0 ? cardsOnAir(onAir) : cardsOnLink(trace));
}

function cardsOnLink(trace: Trace): RecordedCard[][] {
  const groups: RecordedCard[][] = [[]];
  let active: RecordedCard | undefined;
  /* The shipped reader asks for all who are there, every time: each listing is a group, and one that is empty parts two taps. */
  const asksForAll = trace.header.host === "latchkey";
  for (const turn of turnsOf(trace)) {
    const asked = turn.asked ? commandIn(turn.asked) : askedBefore(turn);
    const answer = asked && answerTo(turn);
    if (!asked) continue;
    if (asked[0] === code.rfConfiguration && asked[1] === 1 && !(asked[2]! & 1)) groups.push([]);
    else if (asked[0] === code.list && answer) {
      if (asksForAll) groups.push([]);
      active = found(groups.at(-1)!, answer) ?? active;
    } else if (active && answer) learn(active, asked, answer);
  }
  return asksForAll ? groups : groups.filter((group) => group.length > 0);
}

function commandIn(asked: Piece): Uint8Array | undefined {
  return asked.kind === "command" ? asked.data.subarray(1) : undefined;
}

/** A capture may begin while a command is under way; its answer's code, one above the command's, says which it was. */
function askedBefore(turn: Turn): Uint8Array | undefined {
  const heard = answerIn(turn);
  return heard && Uint8Array.of(heard.data[1]! - 1);
}

/** The answer's data from its first byte after the code on. */
function answerTo(turn: Turn): Uint8Array | undefined {
  return answerIn(turn)?.data.subarray(2);
}

function answerIn(turn: Turn): Piece | undefined {
  const pieces: Piece[] = turn.answers.flatMap(({ bytes }) => piecesOf(bytes));
  return pieces.find(({ kind }) => kind === "answer");
}

function found(group: RecordedCard[], answer: Uint8Array): RecordedCard | undefined {
  let last: RecordedCard | undefined;
  for (const { atqa, sak, uid, ats } of targetsIn(answer)) {
    last = group.find((card) => card.uid.join() === uid.join());
    if (!last) group.push((last = new RecordedCard(atqa, sak, uid, ats)));
  }
  return last;
}

/** Other modulations answer in other shapes: no cards for this reader. */
function targetsIn(answer: Uint8Array): Pick<Target, "atqa" | "sak" | "uid" | "ats">[] {
  try {
    return parseTargets(answer[0]!, answer.subarray(1));
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
  let before: RecordedCard[] | undefined;
  for (const group of groups) {
    if (group.length === 0) before = undefined;
    else if (before && names(before) === names(group)) merge(before, group);
    else kept.push((before = group));
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
