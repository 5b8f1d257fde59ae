import { replayTrace } from "./replay";
import { isVerdict, traceVersion, type ListEntry, type Trace } from "./trace";

/** `trace` in a world where `list` may pass, with what the shipped reader decides there at its end, in place of what it said before. */
export function judged(trace: Trace, list: ListEntry[]): Trace {
  const lines = trace.lines.filter((line) => !isVerdict(line));
  const header = { ...trace.header, version: traceVersion, list };
  const us = lines.at(-1)?.us ?? 0;
  const verdicts = replayTrace({ header, lines }).verdicts.map((verdict) => ({ us, ...verdict }));
  return { header, lines: [...lines, ...verdicts] };
}
