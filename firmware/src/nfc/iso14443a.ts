import type { Bytes } from "../base/bytes";
import { nfcFrame, raise } from "../base/fault";

/** One card as the front end found it (ISO/IEC 14443-3 type A). */
export interface Target {
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
 * The card that `bytes[at, end)` tells of in an answer to InListPassiveTarget at 106 kbit/s (UM0701-02, 7.3.5); its fields are
 * views. Undefined for lengths that lie.
 */
export function parseTarget(bytes: Bytes, at: number, end: number): Target | undefined {
  const size = bytes[at + 4]!;
  const uidEnd = at + 5 + size;
  const sak = bytes[at + 3]!;
  const atsEnd = sak & sakIsoDep && uidEnd < end ? uidEnd + bytes[uidEnd]! : 0;
  if ((size !== 4 && size !== 7 && size !== 10) || uidEnd > end || atsEnd > end || atsEnd === uidEnd) return undefined;
  return {
    uid: bytes.subarray(at + 5, uidEnd),
    ats: atsEnd ? bytes.subarray(uidEnd, atsEnd) : undefined,
    sak,
    atqa: bytes[at + 1]! * 256 + bytes[at + 2]!,
  };
}

export interface NumberedTarget extends Target {
  /** The front end's number for it, 1 or 2. */
  number: number;
}

/** The `count` cards in `listed`, the same from behind that count on. Throws { fault: nfcFrame } for a lying one. */
export function parseTargets(count: number, listed: Bytes): NumberedTarget[] {
  const targets: NumberedTarget[] = [];
  let at = 0;
  if (!(count <= targetsMax)) raise(nfcFrame);
  for (let i = 0; i < count; i++) {
    const target = parseTarget(listed, at, listed.length);
    if (!target) raise(nfcFrame);
    targets.push({ uid: target.uid, ats: target.ats, sak: target.sak, atqa: target.atqa, number: listed[at]! });
    at += 5 + target.uid.length + (target.ats ? target.ats.length : 0);
  }
  return targets;
}
