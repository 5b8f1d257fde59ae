import type { Bytes } from "../base/bytes";
import { concat } from "../base/bytes";
import type { Native } from "../hal/native";

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
const frameMax = dataMax + 10;

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
 * Feed bytes, be told of frames. Noise between frames is skipped and counted. A wrong frame is reported once, and the
 * search for the next start goes on inside it, so a false start never swallows a good frame behind it. Holds at most
 * one frame. The payload is valid during the call.
 */
export class FrameDecoder {
  /** The beginning of a frame whose end has not come yet. */
  private waiting: Bytes | undefined;
  /** Bytes that belonged to no frame. */
  discarded: number;
  private readonly native: Native;
  private readonly receive: (kind: number, payload: Bytes) => void;

  constructor(native: Native, receive: (kind: number, payload: Bytes) => void) {
    this.waiting = undefined;
    this.discarded = 0;
    this.native = native;
    this.receive = receive;
  }

  reset(): void {
    this.waiting = undefined;
  }

  /** Gives up what waits, as a text. */
  rest(): string {
    const waiting = this.waiting;
    this.waiting = undefined;
    return waiting ? this.native.text(waiting) : "";
  }

  feed(chunk: Bytes): void {
    let bytes = this.waiting ? concat([this.waiting, chunk]) : chunk;
    while (bytes.length > 0) {
      const start = this.findStart(bytes);
      /* One 00 before the start code is the preamble, or the postamble of the frame before. */
      if (start > 1) this.discarded += start - 1;
      if (start) bytes = bytes.subarray(start);
      const used = this.take(bytes);
      if (!used) break;
      bytes = bytes.subarray(used);
    }
    this.waiting = bytes.length ? bytes : undefined;
  }

  /** Where the next 00 FF begins, or as much as can be skipped without losing half of one. */
  private findStart(bytes: Bytes): number {
    let at = 0;
    while (at < bytes.length) {
      const found = at ? bytes.subarray(at).indexOf(0) : bytes.indexOf(0);
      if (found < 0) return bytes.length;
      at += found;
      if (at + 1 >= bytes.length || bytes[at + 1] === 255) return at;
      at++;
    }
    return at;
  }

  /** Bytes used up at the front (a start code 00 FF stands there); 0: more are needed. */
  private take(bytes: Bytes): number {
    const length = bytes.length;
    if (length < 5) return 0;
    const size = bytes[2]!;
    if (size === 255 && bytes[3] === 255) return this.takeExtended(bytes);
    if (size === 0 && bytes[3] === 255) return this.short(ack);
    if (size === 255 && bytes[3] === 0) return this.short(nack);
    if (((size + bytes[3]!) & 255) !== 0) return this.reject();
    return this.takeData(bytes, 4, size);
  }

  private takeExtended(bytes: Bytes): number {
    if (bytes.length < 7) return 0;
    const size = (bytes[4]! << 8) | bytes[5]!;
    if (((bytes[4]! + bytes[5]! + bytes[6]!) & 255) !== 0 || size > dataMax) return this.reject();
    return this.takeData(bytes, 7, size);
  }

  private takeData(bytes: Bytes, from: number, size: number): number {
    const end = from + size + 1;
    if (end > frameMax) return this.reject();
    if (bytes.length < end) return 0;
    if ((this.native.sum(bytes.subarray(from, end)) & 255) !== 0 || size === 0) return this.reject();
    this.receive(data, bytes.subarray(from, end - 1));
    return bytes[end] === 0 ? end + 1 : end;
  }

  private short(kind: number): number {
    this.receive(kind, new Uint8Array(0));
    return 5;
  }

  /** Only the 00 goes: a good frame may start one byte on. */
  private reject(): number {
    this.discarded++;
    this.receive(bad, new Uint8Array(0));
    return 1;
  }
}
