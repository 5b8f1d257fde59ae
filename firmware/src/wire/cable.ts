import type { Bytes } from "../base/bytes";
import { pack } from "../base/pack";

/*
 * What a technician's tool and a running reader say to each other on the cable (docs/protocol.md, section 5): a line each, `LK?` and
 * words from the tool, `LK!` and words from the reader, the last word the CRC-32 of the others. Only the status goes without.
 */
export const asks = "LK?";
export const answers = "LK!";
export const status = "LK?status";
/** Longer than any line that a tool sends. */
export const lineMax = 120;
export const challengeBytes = 16;

/* scope: what an unlock is good for */
export const scopeTrace = 1;

/** What of hal/native is needed here. */
export interface Sums {
  crc32(bytes: Bytes): number;
  bytes(text: string): Bytes;
}

/** `words` as a whole line, its end too. */
export function cableLine(native: Sums, start: string, words: string): string {
  return start + words + " " + native.crc32(native.bytes(words)) + "\n";
}

/** The words of a line that begins with `start`, without the last; undefined: it does not, or is not as it was sent. */
export function cableWords(native: Sums, start: string, line: string): string[] | undefined {
  if (line.substr(0, start.length) !== start) return undefined;
  const words = line.substr(start.length).split(" ");
  const sum = words.pop();
  return words.length && "" + native.crc32(native.bytes(words.join(" "))) === sum ? words : undefined;
}

/** What the MAC of an unlock is of. `challenge`: 16 bytes; `until`: unix seconds. */
export function unlockMessage(readerId: Bytes, challenge: Bytes, scope: number, until: number): Bytes {
  const word = new Uint8Array([0x75, 0x6e, 0x6c, 0x6f, 0x63, 0x6b]); /* "unlock" */
  return pack("b6 b8 b16 u8 u32", [word, readerId, challenge, scope, until]);
}
