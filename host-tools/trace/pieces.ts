/** What a stretch of bytes on the front end's line is (UM0701-02, 6.2.1). */
export type PieceKind = "wakeUp" | "ack" | "nack" | "error" | "command" | "answer" | "broken" | "noise";

export interface Piece {
  kind: PieceKind;
  /** As on the line: all pieces one after the other are the stream, nothing added or lost. */
  bytes: Uint8Array;
  /** What the frame carries, from D4, D5 or 7F on; empty for everything that carries nothing or is broken. */
  data: Uint8Array;
}

const noBytes = new Uint8Array(0);
const toPn532 = 0xd4;
const toHost = 0xd5;
const wakeUpByte = 0x55;
/** Longest frame, extended and with its preamble (6.2.1.2). */
const frameBytesMax = 280;

/**
 * Cuts a stream into frames and what lies between them, for people and for replays. Written apart from the reader's decoder:
 * that one throws away what is no frame, this one keeps every byte.
 */
export class Splitter {
  private pending: Uint8Array = noBytes;

  feed(bytes: Uint8Array): Piece[] {
    this.pending = joined(this.pending, bytes);
    const pieces: Piece[] = [];
    while (this.take(pieces));
    return pieces;
  }

  /** What is left, as it is: the line has fallen silent. */
  flush(): Piece[] {
    const pieces: Piece[] = [];
    while (this.pending.length > 0) {
      if (this.take(pieces)) continue;
      const frame = measure(this.pending, startOf(this.pending));
      if (frame.whole) this.cut(pieces, frame.kind, this.pending.length, frame.data);
      else this.cut(pieces, startOf(this.pending) < 0 ? between(this.pending) : "broken", this.pending.length);
    }
    return pieces;
  }

  /** Moves one piece over; false when more bytes are needed for that. */
  private take(pieces: Piece[]): boolean {
    const start = startOf(this.pending);
    if (start < 0) return this.pending.length > frameBytesMax && this.cut(pieces, between(this.pending), this.pending.length - 2);
    /* One 00 in front of the start code belongs to the frame. */
    const from = start > 0 && this.pending[start - 1] === 0 ? start - 1 : start;
    if (from > 0) return this.cut(pieces, between(this.pending.subarray(0, from)), from);
    const frame = measure(this.pending, start);
    if (!frame.whole || frame.end + 1 > this.pending.length) return false;
    const end = frame.kind === "broken" ? nextStart(this.pending, start + 2, frame.end) : frame.end;
    return this.cut(pieces, frame.kind, this.pending[end] === 0 && end === frame.end ? end + 1 : end, frame.data);
  }

  private cut(pieces: Piece[], kind: PieceKind, count: number, data: Uint8Array = noBytes): boolean {
    if (count === 0) return false;
    pieces.push({ kind, bytes: this.pending.slice(0, count), data });
    this.pending = this.pending.slice(count);
    return true;
  }
}

/** The pieces of a stretch that is known to be complete. */
export function piecesOf(bytes: Uint8Array): Piece[] {
  const splitter = new Splitter();
  return [...splitter.feed(bytes), ...splitter.flush()];
}

type Measured = { whole: false } | { whole: true; kind: PieceKind; end: number; data: Uint8Array };

const unfinished: Measured = { whole: false };

/** The frame whose start code 00 FF lies at `start`; `end` is after its checksum, the closing 00 not counted. */
function measure(bytes: Uint8Array, start: number): Measured {
  const [a, b, high, low, check] = bytes.subarray(start + 2, start + 7);
  if (start < 0 || a === undefined || b === undefined) return unfinished;
  if (a === 0 && b === 0xff) return { whole: true, kind: "ack", end: start + 4, data: noBytes };
  if (a === 0xff && b === 0) return { whole: true, kind: "nack", end: start + 4, data: noBytes };
  if (a !== 0xff || b !== 0xff) return measureBody(bytes, start + 4, a, ((a + b) & 0xff) === 0);
  if (high === undefined || low === undefined || check === undefined) return unfinished;
  return measureBody(bytes, start + 7, (high << 8) | low, ((high + low + check) & 0xff) === 0);
}

function measureBody(bytes: Uint8Array, from: number, length: number, lengthTrue: boolean): Measured {
  const end = from + length + 1;
  if (!lengthTrue || length === 0 || end > frameBytesMax) return { whole: true, kind: "broken", end: from, data: noBytes };
  if (bytes.length < end) return unfinished;
  const sum = bytes.subarray(from, end).reduce((total, byte) => total + byte, 0);
  const data = bytes.slice(from, end - 1);
  const kind = (sum & 0xff) !== 0 ? "broken" : kindOf(data);
  return { whole: true, kind, end, data: kind === "broken" ? noBytes : data };
}

function kindOf(data: Uint8Array): PieceKind {
  if (data[0] === toPn532 && data.length > 1) return "command";
  if (data[0] === toHost && data.length > 1) return "answer";
  return data[0] === 0x7f ? "error" : "broken";
}

function startOf(bytes: Uint8Array): number {
  for (let at = 0; at + 1 < bytes.length; at++) if (bytes[at] === 0 && bytes[at + 1] === 0xff) return at;
  return -1;
}

/** A frame may begin inside a broken one: that is where the broken one ends. */
function nextStart(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at + 2 < end; at++) if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 0xff) return at;
  return end;
}

/** Bytes outside frames: the preamble that wakes the chip (7.2.11), or noise. */
function between(bytes: Uint8Array): PieceKind {
  return bytes[0] === wakeUpByte && bytes.every((byte) => byte === wakeUpByte || byte === 0) ? "wakeUp" : "noise";
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
