import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import { nfcFrame, raise } from "../base/fault";

/** One card as the front end found it (ISO/IEC 14443-3 type A). */
export interface Target {
  /** The front end's number for it, 1 or 2. */
  number: number;
  atqa: number;
  sak: number;
  /** 4, 7 or 10 bytes. */
  uid: Bytes;
  /** The answer to select of an ISO/IEC 14443-4 card, its length byte first. */
  ats: Bytes | undefined;
}

const targetsMax = 2;
/** SAK bit 6: the card speaks ISO/IEC 14443-4. */
const sakIsoDep = 0x20;

/** The cards in an answer to InListPassiveTarget at 106 kbit/s (UM0701-02, 7.3.5). Throws { fault: nfcFrame } for a lying one. */
export function parseTargets(answer: Bytes): Target[] {
  const count = answer[0]!;
  const targets: Target[] = [];
  let at = 1;
  if (answer.length < 1 || count > targetsMax) raise(nfcFrame);
  for (let i = 0; i < count; i++) {
    if (at + 5 > answer.length) raise(nfcFrame);
    const uidEnd = at + 5 + answer[at + 4]!;
    const isoDep = (answer[at + 3]! & sakIsoDep) !== 0 && uidEnd < answer.length;
    const end = isoDep ? uidEnd + answer[uidEnd]! : uidEnd;
    const plausible = uidEnd === at + 9 || uidEnd === at + 12 || uidEnd === at + 15;
    if (!plausible || end > answer.length || (isoDep && end === uidEnd)) raise(nfcFrame);
    targets.push({
      number: answer[at]!,
      atqa: (answer[at + 1]! << 8) | answer[at + 2]!,
      sak: answer[at + 3]!,
      uid: copy(answer, at + 5, uidEnd),
      ats: isoDep ? copy(answer, uidEnd, end) : undefined,
    });
    at = end;
  }
  return targets;
}
