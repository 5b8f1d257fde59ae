import { existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { exitCodes, Failure } from "../../api/failure";
import type { Trace } from "../../trace/trace";
import { parseTrace } from "../../trace/trace-file";

/** Throws FILE_UNREADABLE, or what parseTrace throws with the file's name in front. */
export function readTrace(file: string): Trace {
  const text = textOf(file);
  try {
    return parseTrace(text);
  } catch (caught) {
    if (!(caught instanceof Failure)) throw caught;
    throw new Failure(caught.code, {
      message: `${file}: ${caught.message}`,
      hint: caught.hint,
      exit: caught.exit,
      cause: caught,
    });
  }
}

export function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
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
  if (existsSync(file) && !force) {
    throw new Failure("FILE_EXISTS", {
      message: `${file} is already there; a recording never replaces a file by itself.`,
      hint: "Choose another name, or say --force.",
      exit: exitCodes.usage,
    });
  }
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
