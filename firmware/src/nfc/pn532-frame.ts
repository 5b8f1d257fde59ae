import type { Bytes } from "../base/bytes";
import { concat } from "../base/bytes";

/*
 * Frames between host and PN532 (UM0701-02, 6.2.1): 00 00 FF, LEN, LCS, data from TFI on, DCS, 00.
 * An extended frame says FF FF instead of LEN and LCS, then a length of two bytes and its checksum.
 */
export const ack = 1;
export const nack = 2;
export const data = 3;
/** A frame that was claimed and is wrong; the payload is empty. */
export const bad = 4;

/** An acknowledgement from the host makes the chip drop what it does; a refusal makes it repeat its answer (6.2.1.3, 6.2.1.4). */
export const abortFrame = [new Uint8Array([0, 0, 255, 0, 255, 0])];
export const repeatFrame = [new Uint8Array([0, 0, 255, 255, 0, 0])];

/** Longest data the PN532 sends (UM0701-02, 6.2.1.2): TFI, code, status and 262 more. */
const dataMax = 265;
const empty = new Uint8Array(0);

/** `data` (D4, command, parameters) with its frame round it. Made once for constant commands: it costs a loop. */
export function encodeFrame(payload: Bytes): Bytes {
  const length = payload.length;
  let sum = 0;
  for (let i = 0; i < length; i++) sum += payload[i]!;
  const head =
    length < 256
      ? [0, 0, 255, length, -length & 255]
      : [0, 0, 255, 255, 255, length >> 8, length & 255, -((length >> 8) + length) & 255];
  return concat([new Uint8Array(head), payload, new Uint8Array([-sum & 255, 0])]);
}

/**
 * Tells of the frames in `bytes` and gives where the rest begins, at most one frame whose end has not come. Noise between
 * frames is skipped. A wrong frame is told of, and the search for the next start goes on inside it, so a false start never
 * swallows a good frame behind it. Payloads are views.
 */
export function takeFrames(bytes: Bytes, sum: (bytes: Bytes) => number, receive: (kind: number, payload: Bytes) => void): number {
  const length = bytes.length;
  let at = 0;
  while (at < length) {
    const start = bytes.indexOf(255, at + 1) - 1;
    /* A 00 at the very end may be half a start code. */
    if (start < 0) return bytes[length - 1] === 0 ? length - 1 : length;
    const end = bytes[start] === 0 ? takeFrame(bytes, start, sum, receive) : -1;
    if (!end) return start;
    /* Of a wrong one only the 00 goes: a good frame may start one byte on. */
    at = end < 0 ? start + 1 : end;
  }
  return at;
}

/** Where the frame that starts with 00 FF at `at` ends; 0: it goes on behind `bytes`; below 0: it is wrong. */
function takeFrame(bytes: Bytes, at: number, sum: (bytes: Bytes) => number, receive: (kind: number, payload: Bytes) => void): number {
  const extended = bytes[at + 2] === 255 && bytes[at + 3] === 255;
  const from = at + (extended ? 7 : 4);
  if (from >= bytes.length) return 0;
  const high = extended ? bytes[at + 4]! : 0;
  const low = bytes[from - 2]!;
  const size = high * 256 + low;
  if (!extended && (size === 0 || size === 255) && size + bytes[at + 3]! === 255) {
    receive(size ? nack : ack, empty);
    return from + 1;
  }
  const end = from + size + 1;
  const plausible = ((high + low + bytes[from - 1]!) & 255) === 0 && size > 0 && size <= dataMax;
  if (plausible && end > bytes.length) return 0;
  const right = plausible && (sum(bytes.subarray(from, end)) & 255) === 0;
  receive(right ? data : bad, right ? bytes.subarray(from, end - 1) : empty);
  return right ? end + (bytes[end] === 0 ? 1 : 0) : -1;
}
