import { concat } from "../../firmware/src/base/bytes";
import { takeFrames } from "../../firmware/src/nfc/pn532-frame";
import * as frame from "../../firmware/src/nfc/pn532-frame";
import { VirtualClock } from "../simulator/board/clock";
import { jsNative } from "../hal/native";
import { EmulatedPn532 } from "../simulator/pn532/pn532";
import { startBenchReader, type Verdict } from "./bench-reader";
import { recordedCards } from "./card-side";
import { code } from "./command-names";
import type { RecordedCard } from "./recorded-card";
import { piecesOf } from "./pieces";
import { ReplayLine } from "./replay-line";
import { turnsOf } from "./turns";
import { unjudged } from "./unjudged";
import { bytesOf, isFrame, verdictsOf, type Trace } from "./trace";

export interface Replay {
  /** What the shipped reader decides now. */
  verdicts: Verdict[];
  /** Where it differs from the recording, in words; empty: nowhere. */
  differences: string[];
  /** Recorded verdicts that no replay can judge, in words and why. */
  unjudged: string[];
}

/** Time without any progress after which a replayed reader is taken for stuck. */
const stuckMs = 60_000;
/** For what the reader does after the last frame recorded. */
const settleMs = 50;
/** Cards of a foreign host's trace are held, then taken away, for so long. */
const heldMs = 1500;
const awayMs = 1500;

type Conversation = Omit<Replay, "unjudged">;

/** Puts the shipped reader where the recorded one was and says what it decides and where it differs. */
export function replayTrace(trace: Trace): Replay {
  const conversation = fromTheStart(trace) ? replayConversation(trace) : replayCards(trace);
  const { verdicts, differences } = conversation;
  return { verdicts, differences: [...decodingDifferences(trace), ...differences, ...verdictDifferences(trace, verdicts)], unjudged: unjudgedOf(trace) };
}

/**
 * Only what began with the reader can be met by a reader that begins; of a capture taken later its cards are replayed. Such a one
 * may begin with the set-up too, when the front end was set up anew meanwhile, but never with waking it.
 */
function fromTheStart(trace: Trace): boolean {
  const sent = trace.lines.flatMap((line) => (isFrame(line) && line.dir === "out" ? piecesOf(bytesOf(line)) : []));
  const first = sent.find(({ kind }) => kind === "command");
  return trace.header.host === "latchkey" && sent[0]?.kind === "wakeUp" && first?.data[1] === code.getFirmwareVersion;
}

/** The reader's own recording: its questions must be the recorded ones, the answers come from the file. */
function replayConversation(trace: Trace): Conversation {
  const clock = new VirtualClock(trace.header.now);
  const line = new ReplayLine(clock, turnsOf(trace));
  const verdicts: Verdict[] = [];
  startBenchReader(trace.header, { bus: line, clock, decided: (verdict) => verdicts.push(verdict) });
  for (let waitsFor = line.waitsFor; !line.finished && !line.difference; waitsFor = line.waitsFor) {
    const moved = clock.advanceUntil(() => line.finished || !!line.difference || line.waitsFor !== waitsFor, stuckMs);
    if (!moved) return { verdicts, differences: [`line ${waitsFor?.line ?? "last"}: the reader never came to this point`] };
  }
  if (!line.difference) clock.advance(settleMs);
  return { verdicts, differences: line.difference ? [line.difference] : [] };
}

/** Another host's recording: its cards, knowing what they were recorded to say, are held before the reader. */
function replayCards(trace: Trace): Conversation {
  const clock = new VirtualClock(trace.header.now);
  const chip = new EmulatedPn532(clock);
  const verdicts: Verdict[] = [];
  startBenchReader(trace.header, { bus: chip.bus, clock, decided: (verdict) => verdicts.push(verdict) });
  clock.advance(awayMs);
  for (const cards of recordedCards(trace)) hold(chip, clock, cards);
  return { verdicts, differences: [] };
}

function hold(chip: EmulatedPn532, clock: VirtualClock, cards: RecordedCard[]): void {
  chip.present(...cards);
  clock.advance(heldMs);
  chip.remove();
  clock.advance(awayMs);
}

/** The shipped decoder must find exactly the answers that the recording's own reading finds. */
function decodingDifferences(trace: Trace): string[] {
  const decoded: string[] = [];
  let rest: Uint8Array = new Uint8Array(0);
  const take = (bytes: Uint8Array) => takeFrames(bytes, jsNative().sum, (kind, payload) => void (kind === frame.data && decoded.push(payload.join())));
  const read: { line: number; data: string }[] = [];
  trace.lines.forEach((line, index) => {
    if (!isFrame(line) || line.dir !== "in") return;
    const bytes = bytesOf(line);
    rest = concat([rest, bytes]);
    rest = rest.slice(take(rest));
    for (const piece of piecesOf(bytes)) {
      if (piece.kind === "answer") read.push({ line: index + 2, data: piece.data.join() });
      if (piece.kind === "error") read.push({ line: index + 2, data: "127" });
      /* Half a frame with nothing behind it: the reader's own clock throws it away. */
      if (piece.kind === "broken") rest = new Uint8Array(0);
    }
  });
  const at = read.findIndex(({ data }, index) => data !== decoded[index]);
  return at < 0 ? [] : [`line ${read[at]!.line}: the shipped decoder does not find the answer that stands here`];
}

function verdictDifferences(trace: Trace, now: Verdict[]): string[] {
  const then = verdictsOf(trace);
  const differences: string[] = [];
  for (let i = 0; i < Math.max(then.length, now.length); i++) {
    const [recorded, found] = [then[i], now[i]];
    if (recorded && unjudged(trace, recorded)) continue;
    const told = recorded && found && recorded.token === null ? { ...found, token: null } : found;
    const [was, is] = [textOf(recorded), textOf(told)];
    if (was !== is) differences.push(`verdict ${i + 1}: recorded ${was}, now ${is}`);
  }
  return differences;
}

function unjudgedOf(trace: Trace): string[] {
  return verdictsOf(trace).flatMap((verdict, i) => {
    const why = unjudged(trace, verdict);
    return why === undefined ? [] : [`verdict ${i + 1}: recorded ${textOf(verdict)}; no replay can judge it: ${why}`];
  });
}

/** A verdict in words. */
export function textOf(verdict: Verdict | undefined): string {
  if (!verdict) return "none";
  const { verdict: word, reason, technology, token } = verdict;
  return `${word} (${reason}) by ${technology}${token ? `, token ${token}` : ""}`;
}
