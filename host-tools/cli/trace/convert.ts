import { existsSync, statSync, writeFileSync } from "node:fs";
import { exitCodes, Failure } from "../../api/failure";
import { formatOf, readAs, writeAs } from "../../trace/convert/formats";
import { judged } from "../../trace/judged";
import type { Trace } from "../../trace/trace";
import { put } from "../output";
import { allowed, bytesOf, fileExists, inFile } from "./files";

export interface ConvertOptions {
  from?: string;
  to?: string;
  allow: string[];
  about?: string;
  now?: string;
  force: boolean;
  json: boolean;
}

/** Reads IN in its format, writes OUT in another; with --allow, says what the shipped reader decides on the cards in it. */
export function convert(input: string, output: string, options: ConvertOptions): void {
  const [from, to] = [formatOf(input, options.from), formatOf(output, options.to)];
  const bytes = bytesOf(input);
  const now = options.now === undefined ? Math.floor(statSync(input).mtimeMs / 1000) : parseInt(options.now, 10);
  const read = inFile(input, () => readAs(from, bytes, now));
  const about = options.about === undefined ? {} : { about: options.about };
  const trace: Trace = { ...read, header: { ...read.header, ...about } };
  const whole = options.allow.length > 0 ? judged(trace, options.allow.map(allowed)) : trace;
  write(output, writeAs(to, whole), options.force);
  put(
    options.json,
    { file: output, from, to, lines: whole.lines.length },
    `${output}: ${to}, from ${whole.lines.length} lines of ${from}`,
  );
}

function write(file: string, bytes: Uint8Array, force: boolean): void {
  if (existsSync(file) && !force) throw fileExists(file);
  try {
    writeFileSync(file, bytes);
  } catch (cause) {
    throw new Failure("FILE_UNWRITABLE", {
      message: `cannot write ${file}: ${(cause as Error).message}`,
      hint: "Check that the folder is there and that you may write in it.",
      exit: exitCodes.usage,
      cause,
    });
  }
}
