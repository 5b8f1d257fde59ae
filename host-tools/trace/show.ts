import { explain } from "./explain";
import { piecesOf, type Piece } from "./pieces";
import { bytesOf, isFrame, type Trace, type VerdictLine } from "./trace";

/** One line of a trace as people read it. */
export interface Shown {
  line: number;
  us: number;
  /** Since the line before. */
  afterUs: number;
  /** `host`: another program than the reader. */
  who: "reader" | "host" | "chip" | "door";
  bytes: string;
  means: string;
  trouble: boolean;
}

const widths = { number: 5, time: 13, who: 7, bytes: 37 };
const columns = 100;

/** Every piece of the trace in words; what went wrong is marked. */
export function shownLines(trace: Trace): Shown[] {
  const shown: Shown[] = [];
  let asked: Piece | undefined;
  let lastUs = 0;
  const sender = trace.header.host === "latchkey" ? "reader" : "host";
  trace.lines.forEach((line, index) => {
    const base = { line: index + 2, us: line.us, afterUs: line.us - lastUs };
    lastUs = line.us;
    if (!isFrame(line)) return void shown.push({ ...base, ...shownVerdict(line) });
    for (const piece of piecesOf(bytesOf(line))) {
      if (piece.kind === "command") asked = piece;
      const { words, trouble } = explain(piece, line.dir, asked);
      const means = line.note ? `${words} (${line.note})` : words;
      shown.push({ ...base, who: line.dir === "out" ? sender : "chip", bytes: spaced(textBytes(piece)), means, trouble });
    }
  });
  return shown;
}

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

/** The table of `latchkey trace show`, `columns` wide; `!` marks where it went wrong. */
export function showTrace(trace: Trace): string[] {
  const head = row({ number: "#", time: "time", who: "who", bytes: "bytes", means: "means" });
  return [head, ...shownLines(trace).map(textOf)];
}

function textOf({ trouble, line, afterUs, who, bytes, means }: Shown): string {
  const number = `${trouble ? "!" : ""}${line}`;
  return row({ number, time: `+${(afterUs / 1000).toFixed(3)} ms`, who, bytes: cutBytes(bytes, widths.bytes - 1), means });
}

function row(cells: Record<"number" | "time" | "who" | "bytes" | "means", string>): string {
  const { number, time, who, bytes, means } = cells;
  const left = number.padEnd(widths.number) + time.padEnd(widths.time) + who.padEnd(widths.who) + bytes.padEnd(widths.bytes);
  return (left + cut(means, columns - left.length)).trimEnd();
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : text.slice(0, width - 2).trimEnd() + " …";
}

/** Never half a byte: a byte takes three columns with its blank. */
function cutBytes(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.floor((width - 1) / 3) * 3)}…`;
}
