import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import { messageMalformed, raise } from "../base/fault";
import { u16At, u32At, unpack } from "../base/pack";
import { cardKeyBytes } from "./grant";

/*
 * Part of a whole list (body of wire/message, docs/protocol.md): all grants whose token's first word lies in [from, to). Behind the head
 *   counts     for each bucket of the reader's table that the range touches: grants, 1 to 255; or 0 and u16, so many more without any
 *   profiles   flags u8, the highest bit: with limits | levels u32 | with limits: valid from u32, valid until u32
 *   seconds    the tokens' second words, bucket by bucket
 *   nibbles    the low four bits of their first words
 *   numbers    of their profiles, `widthOf` bits each
 *   with keys  a bit for each grant, 1: it has a card key; then those keys
 * Fields of less than a byte begin with the low bits, and each group of them begins a byte.
 */
export const listPartFormat = "u32*3 u16 u8*2";
export const listPartBytes = 16;
/** Behind the last first word. */
export const placesEnd = 0x100000000;
export const flagPartKeys = 1;
export const profileLimits = 128;

/** One row of the reader's table. */
export interface PartRow {
  second: number;
  nibble: number;
  profile: { levels: number; validFrom: number; validUntil: number; flags: number };
  key: Bytes | undefined;
}

/** Bits of a profile's number when there are so many profiles. */
export function widthOf(profiles: number): number {
  return profiles < 2 ? 0 : profiles === 2 ? 1 : profiles < 5 ? 2 : profiles < 17 ? 4 : 8;
}

export class ListPart {
  /** Version of the list that the whole transfer ends with. */
  readonly version: number;
  readonly from: number;
  readonly to: number;
  /** Buckets of the table that the part was made for. */
  readonly buckets: number;
  /** What `next` came to: a bucket and its grants in this part. */
  bucket: number;
  rows: PartRow[];
  private readonly body: Bytes;
  private readonly profiles: PartRow["profile"][];
  private readonly width: number;
  private readonly seconds: Uint32Array;
  private readonly nibblesAt: number;
  private readonly numbersAt: number;
  private readonly keyBitsAt: number;
  private keysAt: number;
  private countsAt: number;
  private following: number;
  private readonly last: number;
  private done: number;

  /** Throws { fault: messageMalformed } when the body is not exactly as long as it says. */
  constructor(body: Bytes) {
    if (body.length < listPartBytes) raise(messageMalformed);
    const head = unpack(listPartFormat, body, 0) as number[];
    this.body = body;
    this.version = head[0]!;
    this.from = head[1]!;
    this.to = head[2]! || placesEnd;
    this.buckets = head[3]!;
    this.bucket = this.done = 0;
    this.rows = [];
    this.countsAt = listPartBytes;
    this.following = this.bucketOf(this.from);
    this.last = this.bucketOf(this.to - 1);
    let at = listPartBytes;
    let rows = 0;
    for (let bucket = this.following; bucket <= this.last; bucket++) {
      const count = body[at++]!;
      rows += count;
      if (count) continue;
      bucket += u16At(body, at);
      at += 2;
    }
    this.profiles = [];
    for (let i = head[4]!; i > 0; i--) at = this.readProfile(at);
    this.width = widthOf(head[4]!);
    this.nibblesAt = at + rows * 4;
    this.numbersAt = this.nibblesAt + ((rows + 1) >> 1);
    this.keyBitsAt = this.numbersAt + ((rows * this.width + 7) >> 3);
    const keyed = head[5]! & flagPartKeys;
    this.keysAt = keyed ? this.keyBitsAt + ((rows + 7) >> 3) : 0;
    let end = this.keysAt || this.keyBitsAt;
    for (let i = 0; keyed && i < rows; i++) end += this.bits(this.keyBitsAt, 1, i) * cardKeyBytes;
    if (end !== body.length || !this.buckets) raise(messageMalformed);
    this.seconds = new Uint32Array(copy(body, at, this.nibblesAt).buffer, 0, rows);
  }

  /** Goes to the next bucket that has grants in this part; false: there is none. */
  next(): boolean {
    while (this.following <= this.last) {
      const count = this.body[this.countsAt++]!;
      this.bucket = this.following++;
      if (!count) {
        this.following += u16At(this.body, this.countsAt);
        this.countsAt += 2;
        continue;
      }
      this.rows = [];
      for (let i = 0; i < count; i++) this.rows.push(this.row(this.done++));
      return true;
    }
    return false;
  }

  bucketOf(first: number): number {
    return Math.floor((first * this.buckets) / placesEnd);
  }

  private readProfile(at: number): number {
    const flags = this.body[at]!;
    const limits = (flags & profileLimits) !== 0;
    this.profiles.push({
      levels: u32At(this.body, at + 1),
      validFrom: limits ? u32At(this.body, at + 5) : 0,
      validUntil: limits ? u32At(this.body, at + 9) : 0,
      flags: flags & (profileLimits - 1),
    });
    return at + (limits ? 13 : 5);
  }

  private row(i: number): PartRow {
    const profile = this.profiles[this.bits(this.numbersAt, this.width, i)];
    const keyed = this.keysAt && this.bits(this.keyBitsAt, 1, i);
    if (keyed) this.keysAt += cardKeyBytes;
    return {
      second: this.seconds[i]!,
      nibble: this.bits(this.nibblesAt, 4, i),
      profile: profile || raise(messageMalformed),
      key: keyed ? copy(this.body, this.keysAt - cardKeyBytes, this.keysAt) : undefined,
    };
  }

  /** Field `i` of those with `width` bits each from `at`. */
  private bits(at: number, width: number, i: number): number {
    return (this.body[at + ((i * width) >> 3)]! >> ((i * width) & 7)) & ((1 << width) - 1);
  }
}
