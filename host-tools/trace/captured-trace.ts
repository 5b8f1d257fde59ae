import { toHex } from "../../firmware/src/base/bytes";
import { opens } from "../../firmware/src/access/reason";
import { ntag, uid as byUid } from "../../firmware/src/wire/technology";
import { reasonName, technologyName } from "../api/names";
import { tokenOf } from "./bench-reader";
import { isMark, type CapturedLine } from "./captured";
import { messageRead } from "./message-read";
import { header, traceFormat, traceVersion, type FrameLine, type ListEntry, type VerdictLine } from "./trace";
import { formatTrace } from "./trace-file";

/** A tap of the journal, and the UID that the site knows it by, where it does. */
export interface Tap {
  sequence: number;
  reason: number;
  technology: number;
  uid: Uint8Array | undefined;
}

export interface CaptureWorld {
  about: string;
  /** Unix seconds at its start. */
  now: number;
  assuranceMin: number;
}

/**
 * The JSON Lines file of a capture: the reader's lines, its verdicts, and in its list those who passed, so that a replay stands in the
 * same world. What a card proves itself by is no part of it (docs/adr/0012). `taps` in the order of their numbers.
 */
export function capturedTrace(world: CaptureWorld, lines: CapturedLine[], taps: Tap[]): string {
  const judged = judgedLines(lines, taps);
  const first = header.parse({
    format: traceFormat,
    version: traceVersion,
    host: "latchkey",
    about: world.about.slice(0, 500),
    now: world.now,
    assuranceMin: world.assuranceMin,
    list: listOf(judged.filter(isJudged)),
  });
  return formatTrace({ header: first, lines: judged.map((line) => (isJudged(line) ? verdictOf(line) : line)) });
}

/** A tap where the journal had it, and the credential it was about, as far as a trace may tell. */
interface Judged {
  us: number;
  tap: Tap;
  credential: { technology: number; identifier: Uint8Array } | undefined;
}

const isJudged = (line: FrameLine | Judged): line is Judged => "tap" in line;

function judgedLines(lines: CapturedLine[], taps: Tap[]): (FrameLine | Judged)[] {
  let told = 0;
  let since: FrameLine[] = [];
  return lines.flatMap((line): (FrameLine | Judged)[] => {
    if (!isMark(line)) {
      since.push(line);
      return [line];
    }
    const now = taps.filter(({ sequence }, i) => i >= told && sequence < line.nextSequence);
    const judged = now.map((tap) => ({ us: line.us, tap, credential: credentialOf(tap, since) }));
    told += now.length;
    since = [];
    return judged;
  });
}

/** A tag's message is told by the frames in which the reader read it, or not at all. */
function credentialOf({ uid, technology }: Tap, read: FrameLine[]): Judged["credential"] {
  if (uid) return { technology: byUid, identifier: uid };
  const message = technology === ntag ? messageRead(read) : undefined;
  return message && { technology, identifier: message };
}

/** Who passed is in the list; who was refused is not, whatever the rule was. */
function listOf(judged: Judged[]): ListEntry[] {
  const granted = new Map<string, ListEntry>();
  for (const { credential, tap } of judged) {
    if (!credential || !opens(tap.reason)) continue;
    const technology = technologyName(credential.technology) as ListEntry["technology"];
    const identifier = toHex(credential.identifier);
    granted.set(`${technology} ${identifier}`, { technology, identifier, validFrom: 0, validUntil: 0, disabled: false });
  }
  return [...granted.values()];
}

function verdictOf({ us, tap: { reason, technology }, credential }: Judged): VerdictLine {
  const token = credential ? toHex(tokenOf(credential.technology, credential.identifier)) : null;
  return {
    us,
    verdict: opens(reason) ? "granted" : "denied",
    reason: reasonName(reason),
    technology: technologyName(technology),
    token,
  };
}
