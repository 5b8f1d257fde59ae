import type { Bytes } from "../base/bytes";

/*
 * One journal record: 32 bytes, the same on flash and on the wire (docs/flash-format.md, section 4).
 *   0 type u8 | 1 reason u8 | 2 door u8 | 3 technology u8 | 4 sequence u32 | 8 epoch u16 | 10 flags u16
 *   12 time u32 | 16 token b8 | 24 detail u32 | 28 crc u32 (CRC-32 of bytes 0-27, mixed by the store)
 * Fields lie on their natural boundary, so that two typed views over one buffer write them without a loop
 * of the interpreter; every supported chip and host is little-endian.
 */
export const recordBytes = 32;

/* type */
export const tap = 1;
export const doorEvent = 2;
export const system = 3;
export const command = 4;
export const gap = 5;
/** Vouches for the records since the one before it; `time` and `token` are twelve bytes of a hash (store/journal-chain). */
export const chain = 6;

/* flags */
export const flagGranted = 1;
/** `time` is seconds since this boot because the reader did not know the date. */
export const flagClockUnsure = 2;

export interface Entry {
  type: number;
  /** A number of access/reason for taps, of wire/event for everything else. */
  reason: number;
  door: number;
  technology: number;
  flags: number;
  /** Unix seconds, or seconds of uptime with `flagClockUnsure`. */
  time: number;
  /** 8 bytes; undefined for records without a credential. */
  token: Bytes | undefined;
  /** Door open time, records lost, command number: see wire/event. */
  detail: number;
}

export interface Record extends Entry {
  sequence: number;
  /** Low 16 bits of the boot epoch. */
  epoch: number;
  crc: number;
}

/** Where those twelve bytes lie in a record. */
export const chainValueAt = 12;
export const chainValueBytes = 12;

/** `entry` as the eight words of a record, the token's two and the crc left 0. */
export function recordWords(entry: Entry, sequence: number, epoch: number): number[] {
  return [
    entry.type | (entry.reason << 8) | (entry.door << 16) | (entry.technology << 24),
    sequence, (epoch & 65535) | (entry.flags << 16), entry.time, 0, 0, entry.detail, 0,
  ];
}

/** Writes `entry` into the 32 bytes of `out`, which must start its own buffer; crc is left 0. */
export function encodeRecord(out: Bytes, entry: Entry, sequence: number, epoch: number): void {
  new Uint32Array(out.buffer, 0, 8).set(recordWords(entry, sequence, epoch));
  if (entry.token) out.set(entry.token, 16);
}

/** Reads the record at `offset`; the token is a copy, undefined when all zero. */
export function decodeRecord(bytes: Bytes, offset: number): Record {
  return decodeRecords(bytes, offset, 1)[0]!;
}

/** Reads `count` records from `offset` on; their tokens are views of one copy of them all. */
export function decodeRecords(bytes: Bytes, offset: number, count: number): Record[] {
  const own = new Uint8Array(bytes.subarray(offset, offset + count * recordBytes));
  const words = new Uint32Array(own.buffer, 0, count * (recordBytes >> 2));
  const records: Record[] = [];
  for (let at = 0; at < count * recordBytes; at += recordBytes) records.push(recordAt(own, words, at));
  return records;
}

function recordAt(bytes: Bytes, words: Uint32Array, at: number): Record {
  const word = at >> 2;
  return {
    type: bytes[at]!,
    reason: bytes[at + 1]!,
    door: bytes[at + 2]!,
    technology: bytes[at + 3]!,
    sequence: words[word + 1]!,
    epoch: words[word + 2]! & 65535,
    flags: words[word + 2]! >>> 16,
    time: words[word + 3]!,
    token: words[word + 4] || words[word + 5] ? bytes.subarray(at + 16, at + 24) : undefined,
    detail: words[word + 6]!,
    crc: words[word + 7]!,
  };
}
