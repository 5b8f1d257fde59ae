import { readFileSync, statSync } from "node:fs";
import { exitCodes, Failure } from "../../api/failure";
import { technologyNames } from "../../api/names";
import { formatByEnding, readAs } from "../../trace/convert/formats";
import { parseTrace } from "../../trace/trace-file";
import { listEntry, type ListEntry, type Trace } from "../../trace/trace";

/** A trace in whatever format the file's name says, else our own. Throws FILE_UNREADABLE, or what its reading throws with the file's name in front. */
export function readTrace(file: string): Trace {
  const bytes = bytesOf(file);
  const format = formatByEnding(file) ?? "jsonl";
  if (format === "jsonl") return inFile(file, () => parseTrace(bytes.toString("utf8")));
  return inFile(file, () => readAs(format, bytes, Math.floor(statSync(file).mtimeMs / 1000)));
}

/** What `read` gives; a Failure of its gets the file's name in front. */
export function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (caught) {
    if (!(caught instanceof Failure)) throw caught;
    const { code, message, hint, exit } = caught;
    throw new Failure(code, { message: `${file}: ${message}`, hint, exit, cause: caught });
  }
}

/** `uid:04A1B2C3` or `ntag:D101...`: who may pass. */
export function allowed(text: string): ListEntry {
  const [technology, identifier, ...rest] = text.toLowerCase().split(":");
  const result = listEntry.safeParse({ technology, identifier });
  if (result.success && rest.length === 0) return result.data;
  throw new Failure("TRACE_OPTIONS", {
    message: `"${text}" is nothing that --allow understands.`,
    hint: `Write TECHNOLOGY:HEX, as in uid:04A1B2C3; technologies: ${technologyNames.slice(1).join(", ")}.`,
    exit: exitCodes.usage,
  });
}

export function textOf(file: string): string {
  return bytesOf(file).toString("utf8");
}

/** Throws FILE_UNREADABLE. */
export function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Failure("FILE_UNREADABLE", {
      message: `cannot read ${file}: ${(cause as Error).message}`,
      hint: "Check the name of the file and that you may read it.",
      exit: exitCodes.usage,
      cause,
    });
  }
}

export function optionsWrong(message: string): Failure {
  return new Failure("TRACE_OPTIONS", {
    message,
    hint: "`latchkey trace record --help` says what each option takes.",
    exit: exitCodes.usage,
  });
}
