import { exitCodes, Failure } from "../../api/failure";
import { diffTraces, type Difference } from "../../trace/diff/diff-traces";
import { replayTrace, textOf } from "../../trace/replay";
import { showTrace, shownLines } from "../../trace/show";
import { coloursOf } from "../colours";
import { put } from "../output";
import { readTrace } from "./files";

/** The trace in words, one line a frame. */
export function show(file: string, options: { json: boolean }): void {
  const trace = readTrace(file);
  if (options.json) return shownLines(trace).forEach((line) => put(true, line, ""));
  const colours = coloursOf(process.stdout);
  if (trace.header.about) put(false, {}, colours.bold(trace.header.about));
  /* A file or another program gets all of it, a terminal what fits. */
  for (const line of showTrace(trace, process.stdout.isTTY ? process.stdout.columns : Infinity)) put(false, {}, line.startsWith("!") ? colours.red(line) : line);
}

/** What the shipped reader decides on each of the files, and where that differs; exit code 8 if anywhere. */
export function replay(files: string[], options: { json: boolean }): void {
  for (const file of files) {
    const { verdicts, differences, unjudged } = replayTrace(readTrace(file));
    const told = verdicts.length > 0 ? verdicts.map(textOf).join("; ") : "no card";
    const first = differences.length > 0 ? `differs  ${file}` : unjudged.length > 0 ? `unjudged ${file}` : `same     ${file}: ${told}`;
    const text = [first, ...[...differences, ...unjudged].map((one) => `         ${one}`)].join("\n");
    put(options.json, { file, same: differences.length === 0, verdicts, differences, unjudged }, text);
    if (differences.length > 0) process.exitCode = exitCodes.differences;
  }
}

/** Where two traces differ, question by question; exit code 8 if anywhere. */
export function diff(fileA: string, fileB: string, options: { tolerance?: string; json: boolean }): void {
  const differences = diffTraces(readTrace(fileA), readTrace(fileB), toleranceMs(options.tolerance));
  if (!options.json && differences.length === 0) put(false, {}, "no difference");
  for (const one of differences) put(options.json, one, `${places(one)}  ${one.text}`);
  if (differences.length > 0) process.exitCode = exitCodes.differences;
}

function toleranceMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new Failure("TRACE_OPTIONS", {
    message: `"${text}" is no tolerance.`,
    hint: "Write milliseconds, as in --tolerance 2.5.",
    exit: exitCodes.usage,
  });
}

const places = ({ lineA, lineB }: Difference): string => `A:${lineA ?? "-"}`.padEnd(7) + `B:${lineB ?? "-"}`.padEnd(7);
