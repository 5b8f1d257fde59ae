import type { Bytes } from "../base/bytes";
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

/**
 * The `count` cards in `listed`, an answer to InListPassiveTarget at 106 kbit/s from behind that count on (UM0701-02,
 * 7.3.5); their fields are views of it. Throws { fault: nfcFrame } for a lying one.
 */
export function parseTargets(count: number, listed: Bytes): Target[] {
  const targets: Target[] = [];
  let at = 0;
  if (!(count <= targetsMax)) raise(nfcFrame);
  for (let i = 0; i < count; i++) {
    const uidEnd = at + 5 + listed[at + 4]!;
    const isoDep = (listed[at + 3]! & sakIsoDep) !== 0 && uidEnd < listed.length;
    const end = isoDep ? uidEnd + listed[uidEnd]! : uidEnd;
    const plausible = uidEnd === at + 9 || uidEnd === at + 12 || uidEnd === at + 15;
    if (!plausible || end > listed.length || (isoDep && end === uidEnd)) raise(nfcFrame);
    targets.push({
      number: listed[at]!,
      atqa: (listed[at + 1]! << 8) | listed[at + 2]!,
      sak: listed[at + 3]!,
      uid: listed.subarray(at + 5, uidEnd),
      ats: isoDep ? listed.subarray(uidEnd, end) : undefined,
    });
    at = end;
  }
  return targets;
}
