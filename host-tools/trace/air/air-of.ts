import { parseTargets, type NumberedTarget as Target } from "../../../firmware/src/nfc/iso14443a";
import { code } from "../command-names";
import { piecesOf } from "../pieces";
import { isOnAir, type OnAir, type Trace } from "../trace";
import { turnsOf, type Turn } from "../turns";
import { activation } from "./activation";
import { withCrc } from "./crc";
import { Exchanges, type Heard } from "./exchanges";
import { durationUs, fromReader, timed, timedUntil, type AirFrame } from "./sketch";

const inAutoPoll = 0x60;
const typeA = 0;
const field = 1;
/** Poll types of InAutoPoll that are type A cards (UM0701-02, 7.3.13). */
const autoPollTypeA = [0x00, 0x10, 0x20];

/**
 * What was on the air. A trace that holds frames of the air is taken at its word; from a front end's line they are rebuilt,
 * each with a note of what is not known from it. Times are the line's: a reader's frame when its command was complete, a
 * card's when the answer came, what lies between them spread over the time that it needs.
 */
export function airOf(trace: Trace): OnAir[] {
  if (trace.lines.some(isOnAir)) return trace.lines.filter(isOnAir);
  const exchanges = new Exchanges();
  return inOrder(turnsOf(trace).flatMap((turn) => onAir(turn, exchanges)));
}

/** Rebuilt frames overlap where the line was quicker than the air can have been. */
function inOrder(lines: OnAir[]): OnAir[] {
  let latest = 0;
  return lines.map((line) => ({ ...line, us: (latest = Math.max(latest, line.us)) }));
}

function onAir(turn: Turn, exchanges: Exchanges): OnAir[] {
  if (turn.asked?.kind !== "command") return [];
  const [command, ...rest] = turn.asked.data.subarray(1);
  const p = Uint8Array.from(rest);
  const answer = answerOf(turn);
  if (command === code.rfConfiguration && p[0] === field) return [{ us: turn.us, field: p[1]! & 1 ? "on" : "off" }];
  if (command === code.writeRegister) exchanges.raw.write(p);
  if (command === code.list && p[1] === typeA) return listing(turn, answer, exchanges);
  if (command === inAutoPoll && answer) return found(turn, { us: answer.us, targets: autoPolled(answer.data) }, exchanges);
  const heard = heardIn(command!, p, { answer: answer?.data, exchanges });
  return heard ? exchanged(heard, turn, answer) : [];
}

function exchanged(heard: Heard, turn: Turn, answer: Answered | undefined): OnAir[] {
  const endUs = answer?.us ?? Infinity;
  const out = timed(heard.out, turn.us, endUs - turn.us - durationUs(heard.in));
  const heardFrom = Math.min(turn.us + durationUs(heard.out), endUs);
  return [...out, ...(answer ? timedUntil(heard.in, heardFrom, endUs) : [])];
}

function heardIn(
  command: number,
  p: Uint8Array,
  room: { answer: Uint8Array | undefined; exchanges: Exchanges },
): Heard | undefined {
  const { answer, exchanges } = room;
  if (command === code.dataExchange) return exchanges.data(p, answer);
  if (command === code.communicateThru) return exchanges.through(p, answer);
  if (command === code.deselect || command === code.release) return exchanges.leave(p[0] ?? 0);
  return undefined;
}

interface Answered {
  us: number;
  data: Uint8Array;
}

/** The first whole answer to the turn's command, from after its code byte on. */
function answerOf(turn: Turn): Answered | undefined {
  for (const { afterUs, bytes } of turn.answers) {
    for (const piece of piecesOf(bytes)) {
      const fits = piece.kind === "answer" && piece.data[1] === turn.asked!.data[1]! + 1;
      if (fits) return { us: turn.us + afterUs, data: piece.data.subarray(2) };
    }
  }
  return undefined;
}

function listing(turn: Turn, answer: Answered | undefined, exchanges: Exchanges): OnAir[] {
  const targets = answer ? targetsIn(answer.data) : [];
  if (targets.length > 0) return found(turn, { us: answer!.us, targets }, exchanges);
  const note = "rebuilt: at least one such call went out; how often the chip tried is not known";
  return [{ us: turn.us, ...fromReader(Uint8Array.of(0x26), { bits: 7, note }) }];
}

function found(turn: Turn, answer: { us: number; targets: Target[] }, exchanges: Exchanges): OnAir[] {
  const { us, targets } = answer;
  exchanges.listed(targets);
  const frames = targets.flatMap((target, index) => [
    ...(index > 0 ? [putAside(targets[index - 1]!)] : []),
    ...activation(target),
  ]);
  return timedUntil(frames, turn.us, us);
}

/** How the chip silences one card to find the next is not to be seen from its line. */
function putAside(target: Target): AirFrame {
  const note = "rebuilt from a listing of two cards: how the chip put the first aside is assumed";
  return fromReader(withCrc(target.ats ? Uint8Array.of(0xc2) : Uint8Array.of(0x50, 0x00)), { note });
}

/** Targets as the reader's own parser finds them; none where lengths lie. */
function targetsIn(data: Uint8Array): Target[] {
  try {
    return parseTargets(data[0]!, data.subarray(1));
  } catch {
    return [];
  }
}

/** InAutoPoll (7.3.13) answers with type and length before each target; those of type A are put together as a listing's. */
function autoPolled(data: Uint8Array): Target[] {
  const targets: number[] = [];
  let count = 0;
  for (let at = 1; at + 2 <= data.length; at += 2 + data[at + 1]!) {
    if (!autoPollTypeA.includes(data[at]!)) continue;
    targets.push(...data.subarray(at + 2, at + 2 + data[at + 1]!));
    count++;
  }
  return targetsIn(Uint8Array.of(count, ...targets));
}
