import * as reasons from "../../firmware/src/access/reason";
import { LinkTalk } from "./explain";
import { piecesOf, type Piece } from "./pieces";
import {
  bytesOf,
  isAir,
  isFrame,
  isVerdict,
  type AirLine,
  type FrameLine,
  type OnAir,
  type Trace,
  type TraceLine,
  type VerdictLine,
} from "./trace";
import { AirTalk } from "./words/air-talk";

/** One line of a trace as people read it. */
export interface Shown {
  line: number;
  us: number;
  /** Since the line before. */
  afterUs: number;
  /** `host`: another program than the reader. */
  who: "reader" | "host" | "chip" | "card" | "door";
  bytes: string;
  means: string;
  trouble: boolean;
}

const widths = { number: 5, time: 13, who: 7, bytes: 37 };
/** Less than this is no table. */
const columnsMin = 100;

type Said = Pick<Shown, "who" | "bytes" | "means" | "trouble">;

/** Every piece of the trace in words; what went wrong is marked, and the last such before a refusal says what came of it. */
export function shownLines(trace: Trace): Shown[] {
  const shown: Shown[] = [];
  const talks = {
    link: new LinkTalk(),
    air: new AirTalk(),
    sender: trace.header.host === "latchkey" ? "reader" : "host",
  } as const;
  let lastUs = 0;
  let lastVerdictAt = 0;
  trace.lines.forEach((line, index) => {
    const base = { line: index + 2, us: line.us, afterUs: line.us - lastUs };
    lastUs = line.us;
    if (isVerdict(line)) {
      blame(shown.slice(lastVerdictAt), line);
      shown.push({ ...base, ...shownVerdict(line) });
      lastVerdictAt = shown.length;
    } else
      for (const said of isFrame(line) ? onLink(line, talks) : [onAir(line, talks.air, trace.lines[index + 1])])
        shown.push({ ...base, ...said });
  });
  return shown;
}

/** Refusals that come from what passed between reader and card (access/reason, the reading), not from list or rules. */
const readingReasons = Object.entries(reasons).flatMap(([name, number]) =>
  typeof number === "number" && number >> 4 === 3 ? [name] : [],
);

function blame(since: Shown[], { verdict, reason }: VerdictLine): void {
  const failing = since.findLast(({ trouble }) => trouble);
  if (verdict === "denied" && readingReasons.includes(reason) && failing) failing.means += ` -> denied (${reason})`;
}

function onLink(line: FrameLine, { link, sender }: { link: LinkTalk; sender: "reader" | "host" }): Said[] {
  return piecesOf(bytesOf(line)).map((piece) => {
    const { words, trouble } = link.explain(piece, line.dir);
    return {
      who: line.dir === "out" ? sender : "chip",
      bytes: spaced(textBytes(piece)),
      means: noted(words, line.note),
      trouble,
    };
  });
}

function onAir(line: OnAir, air: AirTalk, next: TraceLine | undefined): Said {
  if (!isAir(line)) return { who: "reader", bytes: "", means: noted(`field ${line.field}`, line.note), trouble: false };
  const { words, trouble } = unanswered(line, next)
    ? { words: `${air.explain(line).words}: no answer`, trouble: true }
    : air.explain(line);
  const bits = line.bits ? ` (${line.bits} bits)` : "";
  return {
    who: line.air === "out" ? "reader" : "card",
    bytes: spaced(bytesOf(line)) + bits,
    means: noted(words, line.note),
    trouble,
  };
}

/** Nobody has to answer a call, and nobody answers HALT (ISO/IEC 14443-3, 6.4). */
const silent = /^(26|52|5000.{0,4})$/;

/** The reader asked, and what follows is not the card's. */
function unanswered(line: AirLine, next: TraceLine | undefined): boolean {
  const answered = next !== undefined && isAir(next) && next.air === "in";
  return line.air === "out" && !answered && !silent.test(line.bytes);
}

const noted = (words: string, note: string | undefined): string => (note ? `${words} (${note})` : words);

/** Frames by what they carry, everything else as it is. */
function textBytes(piece: Piece): Uint8Array {
  return piece.data.length > 0 ? piece.data : piece.bytes;
}

function shownVerdict(verdict: VerdictLine): Omit<Shown, "line" | "us" | "afterUs"> {
  const by = verdict.technology === "none" ? "" : ` by ${verdict.technology}`;
  const why = verdict.reason === verdict.verdict ? "" : `: ${verdict.reason}`;
  return {
    who: "door",
    bytes: verdict.token ? `token ${verdict.token}` : "",
    means: `${verdict.verdict}${by}${why}`,
    trouble: false,
  };
}

function spaced(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
}

/**
 * The table of `latchkey trace show`, `columns` wide; `!` marks where it went wrong. What went wrong is said to its end, however wide.
 */
export function showTrace(trace: Trace, columns = columnsMin): string[] {
  const width = Math.max(columns, columnsMin);
  const head = row({ number: "#", time: "time", who: "who", bytes: "bytes", means: "means" }, width);
  return [head, ...shownLines(trace).map((shown) => textOf(shown, shown.trouble ? Infinity : width))];
}

function textOf({ trouble, line, afterUs, who, bytes, means }: Shown, width: number): string {
  const number = `${trouble ? "!" : ""}${line}`;
  return row({ number, time: waitOf(afterUs), who, bytes: cutBytes(bytes, widths.bytes - 1), means }, width);
}

/** In seconds from ten on, where milliseconds would not stand in their column. */
function waitOf(us: number): string {
  return us < 10_000_000 ? `+${(us / 1000).toFixed(3)} ms` : `+${(us / 1e6).toFixed(3)} s`;
}

function row(cells: Record<"number" | "time" | "who" | "bytes" | "means", string>, width: number): string {
  const { number, time, who, bytes, means } = cells;
  const left = number.padEnd(widths.number) + time.padEnd(widths.time) + who.padEnd(widths.who) + bytes.padEnd(widths.bytes);
  return (left + cut(means, width - left.length)).trimEnd();
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : text.slice(0, width - 2).trimEnd() + " …";
}

/** Never half a byte: a byte takes three columns with its blank. */
function cutBytes(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.floor((width - 1) / 3) * 3)}…`;
}
