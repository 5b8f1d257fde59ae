import { toHex } from "../../firmware/src/base/bytes";
import { opens } from "../../firmware/src/access/reason";
import { reasonName, technologyName } from "../api/names";
import { tokenOf } from "./bench-reader";
import { isMark, type CapturedLine } from "./captured";
import { header, traceFormat, traceVersion, type ListEntry, type TraceLine, type VerdictLine } from "./trace";
import { formatTrace } from "./trace-file";

/** A tap of the journal, and the credential it was about, where that is known. */
export interface Tap {
  sequence: number;
  reason: number;
  technology: number;
  credential: { technology: number; identifier: Uint8Array } | undefined;
}

export interface CaptureWorld {
  about: string;
  /** Unix seconds at its start. */
  now: number;
  assuranceMin: number;
}

/**
 * The JSON Lines file of a capture: the reader's lines, its verdicts, and in its list the credentials that those were about, so that a
 * replay stands in the same world. `taps` in the order of their numbers.
 */
export function capturedTrace(world: CaptureWorld, lines: CapturedLine[], taps: Tap[]): string {
  const first = header.parse({
    format: traceFormat,
    version: traceVersion,
    host: "latchkey",
    about: world.about.slice(0, 500),
    now: world.now,
    assuranceMin: world.assuranceMin,
    list: listOf(taps),
  });
  return formatTrace({ header: first, lines: withVerdicts(lines, taps) });
}

/** Who passed is in the list; who was refused is not, whatever the rule was. */
function listOf(taps: Tap[]): ListEntry[] {
  const granted = new Map<string, ListEntry>();
  for (const { credential, reason } of taps) {
    if (!credential || !opens(reason)) continue;
    const technology = technologyName(credential.technology) as ListEntry["technology"];
    const identifier = toHex(credential.identifier);
    granted.set(`${technology} ${identifier}`, { technology, identifier, validFrom: 0, validUntil: 0, disabled: false });
  }
  return [...granted.values()];
}

function withVerdicts(lines: CapturedLine[], taps: Tap[]): TraceLine[] {
  let told = 0;
  return lines.flatMap((line): TraceLine[] => {
    if (!isMark(line)) return [line];
    const now = taps.filter(({ sequence }, i) => i >= told && sequence < line.nextSequence);
    told += now.length;
    return now.map((tap) => verdictOf(tap, line.us));
  });
}

function verdictOf({ reason, technology, credential }: Tap, us: number): VerdictLine {
  const token = credential ? toHex(tokenOf(credential.technology, credential.identifier)) : null;
  return {
    us,
    verdict: opens(reason) ? "granted" : "denied",
    reason: reasonName(reason),
    technology: technologyName(technology),
    token,
  };
}
