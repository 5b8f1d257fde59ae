import { existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { exitCodes, Failure } from "../../api/failure";
import { technologyNames } from "../../api/names";
import { listEntry, type ListEntry, type Trace } from "../../trace/trace";
import { parseTrace } from "../../trace/trace-file";

/** Throws FILE_UNREADABLE, or what parseTrace throws with the file's name in front. */
export function readTrace(file: string): Trace {
  const text = textOf(file);
  return inFile(file, () => parseTrace(text));
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

/** A new file that grows line by line: what was written stays when the program is killed. Throws FILE_EXISTS or FILE_UNWRITABLE. */
export function lineFile(file: string, force: boolean): (line: object) => void {
  if (existsSync(file) && !force) throw fileExists(file);
  const descriptor = opened(file);
  return (line) => void writeSync(descriptor, JSON.stringify(line) + "\n");
}

function opened(file: string): number {
  try {
    return openSync(file, "w");
  } catch (cause) {
    throw new Failure("FILE_UNWRITABLE", {
      message: `cannot write ${file}: ${(cause as Error).message}`,
      hint: "Check that the folder is there and that you may write in it.",
      exit: exitCodes.usage,
      cause,
    });
  }
}

export function fileExists(file: string): Failure {
  return new Failure("FILE_EXISTS", {
    message: `${file} is already there; no file is ever replaced by itself.`,
    hint: "Choose another name, or say --force.",
    exit: exitCodes.usage,
  });
}

export function optionsWrong(message: string): Failure {
  return new Failure("TRACE_OPTIONS", {
    message,
    hint: "`latchkey trace record --help` says what each option takes.",
    exit: exitCodes.usage,
  });
}
