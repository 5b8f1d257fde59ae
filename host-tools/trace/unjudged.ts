import { assuranceOf } from "../../firmware/src/wire/technology";
import { technologyNumber } from "../api/names";
import { redactedNote } from "./captured";
import { isFrame, type Trace, type VerdictLine } from "./trace";

/** Why a replay can say nothing about a recorded verdict; undefined: it can. */
export function unjudged(trace: Trace, verdict: VerdictLine): string | undefined {
  const blanked = trace.lines.some((line) => isFrame(line) && line.note === redactedNote && line.us <= verdict.us);
  if (blanked && assuranceOf(technologyNumber(verdict.technology)) === 3) return "its proof was blanked at the reader";
  if (verdict.verdict === "granted" && verdict.token === null) return "the trace does not tell which credential it was";
  return undefined;
}
