import { statSync } from "node:fs";
import { formatOf, readAs, writeAs } from "../../trace/convert/formats";
import { judged } from "../../trace/judged";
import type { Trace } from "../../trace/trace";
import { put } from "../output";
import { countOf, unixSecondsMax } from "../whole-number";
import { allowed, bytesOf, inFile } from "./files";
import { mustBeWritable, writeTrace } from "./out-file";

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
  const now = options.now === undefined ? Math.floor(statSync(input).mtimeMs / 1000) : countOf(options.now, "--now", { least: 0, most: unixSecondsMax });
  const read = inFile(input, () => readAs(from, bytes, now));
  const about = options.about === undefined ? {} : { about: options.about };
  const trace: Trace = { ...read, header: { ...read.header, ...about } };
  const whole = options.allow.length > 0 ? judged(trace, options.allow.map(allowed)) : trace;
  const written = writeAs(to, whole);
  mustBeWritable(output, options.force);
  writeTrace(output, written);
  put(
    options.json,
    { file: output, from, to, lines: whole.lines.length },
    `${output}: ${to}, from ${whole.lines.length} lines of ${from}`,
  );
}
