import { accessSync, constants, existsSync, openSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { exitCodes, Failure } from "../../api/failure";

/* Traces show cards' numbers, and what is stored on tags: they are their owner's until he gives them away. */
const mode = 0o600;

/** To be called before somebody holds a card for nothing. Throws FILE_EXISTS, FILE_UNWRITABLE. */
export function mustBeWritable(file: string, force: boolean): void {
  mustBeNew(file, force);
  orUnwritable(file, () => accessSync(existsSync(file) ? file : dirname(file), constants.W_OK));
}

/** The whole of a file. Throws FILE_UNWRITABLE. */
export function writeTrace(file: string, content: string | Uint8Array): void {
  orUnwritable(file, () => writeFileSync(file, content, { mode }));
}

/** A new file that grows line by line: what was written stays when the program is killed. Throws FILE_EXISTS or FILE_UNWRITABLE. */
export function lineFile(file: string, force: boolean): (line: object) => void {
  mustBeNew(file, force);
  const descriptor = orUnwritable(file, () => openSync(file, "w", mode));
  return (line) => void writeSync(descriptor, JSON.stringify(line) + "\n");
}

function orUnwritable<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new Failure("FILE_UNWRITABLE", {
      message: `cannot write ${file}: ${(cause as Error).message}`,
      hint: "Check that the folder is there, that you may write in it, and that the disk has room.",
      exit: exitCodes.usage,
      cause,
    });
  }
}

function mustBeNew(file: string, force: boolean): void {
  if (force || !existsSync(file)) return;
  throw new Failure("FILE_EXISTS", {
    message: `${file} is already there; no file is ever replaced by itself.`,
    hint: "Choose another name, or say --force.",
    exit: exitCodes.usage,
  });
}
