import { once } from "node:events";
import type { Parser } from "csv-parse";
import { parse } from "csv-parse";
import type { ImportProblem } from "../../api/import-report";
import { importRowsMax } from "../../api/import-report";
import { rest } from "../turns";

export interface Line {
  /** Where the row ends in the file; the header is 1. */
  line: number;
  values: string[];
}

const sliceLength = 65_536;
const recordLengthMax = 65_536;

/** The rows of the file, header first. Works in slices, so that a long file does not hold up anything else. */
export async function parseFile(text: string, delimiter: string): Promise<{ lines: Line[]; problem: ImportProblem | undefined }> {
  const lines: Line[] = [];
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: recordLengthMax,
  });
  let problem: ImportProblem | undefined;
  parser.on("readable", () => collect(parser, lines));
  parser.on("error", (error) => (problem ??= fileProblem(lines, error.message)));
  for (let at = 0; at < text.length && !problem && lines.length <= importRowsMax + 1; at += sliceLength) {
    if (!parser.write(text.slice(at, at + sliceLength)) && !parser.destroyed) await Promise.race([once(parser, "drain"), rest()]);
    await rest();
  }
  if (!problem && lines.length <= importRowsMax + 1) {
    parser.end();
    await once(parser, "end").catch(() => undefined);
  }
  if (lines.length > importRowsMax + 1) problem = tooLong();
  return { lines, problem };
}

function collect(parser: Parser, lines: Line[]): void {
  let read: { record: string[]; info: { lines: number } } | null;
  while ((read = parser.read() as typeof read)) lines.push({ line: read.info.lines, values: read.record });
}

function fileProblem(lines: Line[], message: string): ImportProblem {
  return { line: (lines.at(-1)?.line ?? 0) + 1, column: null, code: "IMPORT_QUOTES", message, refused: true };
}

function tooLong(): ImportProblem {
  return { line: 0, column: null, code: "IMPORT_ROWS", message: `more than ${importRowsMax} rows: part the file`, refused: true };
}
