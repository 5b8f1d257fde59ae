import type { Bytes } from "../base/bytes";
import type { PageHead } from "./grant-page";
import { dataBytes, indexAt, indexBytes, rowsAt } from "./grant-page";
import { keyOf, leadOf } from "./grant-row";
import { headBytes, profileBytes } from "./grant-shape";
import { holdsKeys } from "./holds-keys";
import { markWide } from "./page-directory";

/** One row of the table, taken apart. */
export interface Row {
  /** Second word of the token. */
  second: number;
  /** Low four bits of its first word. */
  nibble: number;
  profile: Profile;
  /** 16 bytes. */
  key: Bytes | undefined;
}

/** What many grants have in common. */
export interface Profile {
  levels: number;
  validFrom: number;
  validUntil: number;
  flags: number;
}

/** A page of the table in memory, to be read while a new one is written. */
export class PageSource {
  readonly head: PageHead;
  readonly bytes: Bytes;
  private readonly dataAt: number;
  private readonly keysAt: number;
  /** Undefined: no rows. */
  private readonly index: Uint16Array | undefined;

  /** `bytes`: of readPage, starting its own buffer. */
  constructor(head: PageHead, bytes: Bytes) {
    const buckets = head.to - head.from;
    this.head = head;
    this.bytes = bytes;
    this.dataAt = rowsAt(head);
    this.keysAt = indexAt(head) - (indexBytes(buckets) >> 1);
    this.index = head.rows ? new Uint16Array(bytes.buffer, indexAt(head), buckets + 1) : undefined;
  }

  /** Rows of this page before `bucket`. */
  rowsBefore(bucket: number): number {
    return this.index ? this.index[bucket - this.head.from]! : 0;
  }

  /** Card keys of this page before `bucket`. */
  keysBefore(bucket: number): number {
    return holdsKeys && this.head.keys ? this.bytes[this.keysAt + bucket - this.head.from]! : 0;
  }

  /** Bytes that the rows of buckets [from, to) take. */
  bytesIn(from: number, to: number): number {
    return this.offsetOf(to) - this.offsetOf(from);
  }

  /** The profiles as bytes. */
  profileTable(): Bytes {
    return this.bytes.subarray(headBytes, headBytes + this.head.profiles * profileBytes);
  }

  /** Buckets [from, to) as they lie on flash. */
  raw(from: number, to: number): Bytes {
    return this.bytes.subarray(this.offsetOf(from), this.offsetOf(to));
  }

  /** The rows of one bucket, taken apart. */
  rows(bucket: number): Row[] {
    const count = this.rowsBefore(bucket + 1) - this.rowsBefore(bucket);
    const block = new Uint8Array(this.raw(bucket, bucket + 1));
    const seconds = new Uint32Array(block.buffer, 0, count);
    const rows: Row[] = [];
    for (let i = 0; i < count; i++) rows.push(this.row(block, seconds[i]!, count, i));
    return rows;
  }

  private row(block: Bytes, second: number, count: number, i: number): Row {
    const mark = this.head.wide ? markWide : 0;
    const lead = leadOf(block, count, i, mark);
    return { second: second, nibble: lead >> 12, profile: this.profile(lead & 4095), key: holdsKeys ? keyOf(block, count, i, mark) : undefined };
  }

  private offsetOf(bucket: number): number {
    return this.dataAt + dataBytes(this.rowsBefore(bucket), this.keysBefore(bucket), this.head.wide);
  }

  private profile(number: number): Profile {
    const words = new Uint32Array(this.bytes.buffer, headBytes + number * profileBytes, profileBytes >> 2);
    return { levels: words[0]!, validFrom: words[1]!, validUntil: words[2]!, flags: words[3]! };
  }
}
