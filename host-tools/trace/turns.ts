import { code } from "./command-names";
import { piecesOf, type Piece } from "./pieces";
import { bytesOf, isFrame, type Trace } from "./trace";

/** What the front end sent after something that the host sent, and how much later. */
export interface Answer {
  afterUs: number;
  bytes: Uint8Array;
}

/** One thing that the host sent, and all that came back before it sent the next. */
export interface Turn {
  /** Line of the file. */
  line: number;
  /** When it was sent. */
  us: number;
  /** Undefined for what came before the host said anything. */
  asked: Piece | undefined;
  answers: Answer[];
}

/** The conversation of a trace in turns. Waking is no turn: it is repeated as often as a host likes. */
export function turnsOf(trace: Trace): Turn[] {
  const turns: Turn[] = [{ line: 1, us: 0, asked: undefined, answers: [] }];
  let sinceUs = 0;
  trace.lines.forEach((line, index) => {
    if (!isFrame(line)) return;
    if (line.dir === "in") return void turns.at(-1)!.answers.push({ afterUs: line.us - sinceUs, bytes: bytesOf(line) });
    for (const asked of piecesOf(bytesOf(line))) {
      if (asked.kind === "wakeUp") continue;
      turns.push({ line: index + 2, us: line.us, asked, answers: [] });
      sinceUs = line.us;
    }
  });
  return turns;
}

/** Questions whose answer does not depend on their parameters: a newer reader may set the chip up otherwise. */
const setUp: number[] = [code.getFirmwareVersion, code.samConfiguration, code.rfConfiguration, code.setParameters];

export const isPoll = (piece: Piece | undefined): boolean => piece?.data[1] === code.list;

/** Whether what was sent now is what was sent then. */
export function sameQuestion(then: Piece | undefined, now: Piece): boolean {
  if (!then || then.kind !== now.kind) return false;
  if (then.kind === "command" && setUp.includes(then.data[1]!)) return then.data[1] === now.data[1];
  return then.bytes.length === now.bytes.length && then.bytes.every((byte, i) => byte === now.bytes[i]);
}

/** The answer that a turn ended in, as text; undefined when something went wrong on the way. */
export function cleanAnswer(turn: Turn): string | undefined {
  const pieces = turn.answers.flatMap(({ bytes }) => piecesOf(bytes));
  const [heard, answer] = pieces;
  return pieces.length === 2 && heard!.kind === "ack" && answer!.kind === "answer" ? answer!.data.join() : undefined;
}
