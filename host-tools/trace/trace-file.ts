import type { z } from "zod";
import { exitCodes, Failure } from "../api/failure";
import {
  airLine,
  fieldLine,
  frameLine,
  header,
  readableVersions,
  traceFormat,
  verdictLine,
  type Trace,
  type TraceHeader,
  type TraceLine,
} from "./trace";

/** Larger files are no captures of a door; they are refused before they fill the memory. */
const charactersMax = 64 << 20;

export function formatTrace(trace: Trace): string {
  return [trace.header, ...trace.lines].map((line) => JSON.stringify(line) + "\n").join("");
}

/**
 * The trace in a JSON Lines text. Throws TRACE_EMPTY, TRACE_TOO_LARGE, TRACE_CUT, TRACE_NOT_JSON, TRACE_FORMAT,
 * TRACE_VERSION, TRACE_LINE or TRACE_TIME, each with the line where it is wrong.
 */
export function parseTrace(text: string): Trace {
  if (text.length > charactersMax)
    throw new Failure("TRACE_TOO_LARGE", about(`The trace has ${text.length} characters; ${charactersMax} are allowed`));
  if (text.trim() === "") throw new Failure("TRACE_EMPTY", about("The trace is empty"));
  const [first, ...rest] = text.split("\n");
  const cut = rest.length > 0 && rest.at(-1) !== "";
  const lines = rest.slice(0, cut ? undefined : -1);
  const parsed = {
    header: parseHeader(first!),
    lines: lines.map((line, i) => parseLine(line, i + 2, cut && i === lines.length - 1)),
  };
  inOrder(parsed.lines);
  return parsed;
}

function parseHeader(line: string): TraceHeader {
  const found = json(line, 1, false) as Partial<TraceHeader> | null;
  if (typeof found !== "object" || found?.format !== traceFormat) {
    throw new Failure("TRACE_FORMAT", another(`Line 1 does not begin a Latchkey trace: "format":"${traceFormat}" is missing`));
  }
  if (!readableVersions.includes(found.version as number)) {
    throw new Failure(
      "TRACE_VERSION",
      about(`The trace has version ${JSON.stringify(found.version)}; this program reads ${readableVersions.join(" and ")}`),
    );
  }
  return checked(header, found, 1);
}

function parseLine(line: string, number: number, last: boolean): TraceLine {
  const found = json(line, number, last);
  const has = (field: string): boolean => typeof found === "object" && found !== null && field in found;
  if (has("verdict")) return checked(verdictLine, found, number);
  if (has("air")) return checked(airLine, found, number);
  return has("field") ? checked(fieldLine, found, number) : checked(frameLine, found, number);
}

function json(line: string, number: number, last: boolean): unknown {
  try {
    return JSON.parse(line);
  } catch {
    if (last) throw new Failure("TRACE_CUT", about(`Line ${number} is the last and breaks off: the recording was not finished`));
    throw new Failure("TRACE_NOT_JSON", number === 1 ? another("Line 1 is not JSON") : about(`Line ${number} is not JSON`));
  }
}

function checked<T extends z.ZodType>(shape: T, found: unknown, number: number): z.infer<T> {
  const result = shape.safeParse(found);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Failure(
    "TRACE_LINE",
    about(`Line ${number} is wrong at "${issue?.path.join(".") ?? ""}": ${issue?.message ?? "unknown"}`),
  );
}

function inOrder(lines: TraceLine[]): void {
  const at = lines.findIndex((line, i) => i > 0 && line.us < lines[i - 1]!.us);
  if (at >= 0)
    throw new Failure("TRACE_TIME", about(`Line ${at + 2} goes back in time: ${lines[at]!.us} us after ${lines[at - 1]!.us} us`));
}

/** It may be another program's, or no trace at all: nothing to be mended in it. */
function another(what: string): { message: string; hint: string; exit: number } {
  const hint = "Take a file of `latchkey trace record`; another program's is known by what its name ends in, as .pcapng, .trace, .list or .log.";
  return { ...about(what), hint };
}

function about(what: string): { message: string; hint: string; exit: number } {
  const hint = "Record it again with `latchkey trace record`, or take the last line out if only that one is broken.";
  return { message: `${what}.`, hint, exit: exitCodes.verifyFailed };
}
