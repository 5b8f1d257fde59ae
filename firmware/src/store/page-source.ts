import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import type { PageHead } from "./grant-page";
import { indexAt, leadBytesOf, rowBytesOf, rowsAt } from "./grant-page";
import { headBytes, keyBytes, profileBytes } from "./grant-shape";

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
  readonly rowBytes: number;
  private readonly dataAt: number;
  /** Undefined: no rows. */
  private readonly index: Uint16Array | undefined;

  /** `bytes`: of readPage, starting its own buffer. */
  constructor(head: PageHead, bytes: Bytes) {
    this.head = head;
    this.bytes = bytes;
    this.rowBytes = rowBytesOf(head);
    this.dataAt = rowsAt(head);
    this.index = head.rows ? new Uint16Array(bytes.buffer, indexAt(head), head.to - head.from + 1) : undefined;
  }

  /** Rows of this page before `bucket`. */
  rowsBefore(bucket: number): number {
    return this.index ? this.index[bucket - this.head.from]! : 0;
  }

  /** The profiles as bytes. */
  profileTable(): Bytes {
    return this.bytes.subarray(headBytes, headBytes + this.head.profiles * profileBytes);
  }

  /** Rows [from, to) as they lie on flash. */
  raw(from: number, to: number): Bytes {
    return this.bytes.subarray(this.dataAt + from * this.rowBytes, this.dataAt + to * this.rowBytes);
  }

  /** The rows of one bucket, taken apart. */
  rows(bucket: number): Row[] {
    const first = this.rowsBefore(bucket);
    const count = this.rowsBefore(bucket + 1) - first;
    const block = new Uint8Array(this.raw(first, first + count));
    const seconds = new Uint32Array(block.buffer, 0, count);
    const rows: Row[] = [];
    for (let i = 0; i < count; i++) rows.push(this.row(block, seconds[i]!, count, i));
    return rows;
  }

  private row(block: Bytes, second: number, count: number, i: number): Row {
    const wide = this.head.wide;
    const leadAt = count * 4 + i * leadBytesOf(this.head);
    const lead = wide ? block[leadAt]! | (block[leadAt + 1]! << 8) : block[leadAt]!;
    const keyAt = count * (4 + leadBytesOf(this.head)) + i * keyBytes;
    const number = wide ? lead & 4095 : lead & 15;
    return {
      second: second,
      nibble: wide ? lead >> 12 : lead >> 4,
      profile: this.profile(number),
      key: this.head.keys ? keyOf(block, keyAt) : undefined,
    };
  }

  private profile(number: number): Profile {
    const words = new Uint32Array(this.bytes.buffer, headBytes + number * profileBytes, profileBytes >> 2);
    return { levels: words[0]!, validFrom: words[1]!, validUntil: words[2]!, flags: words[3]! };
  }
}

/** The card key at `at`; a row without one, in a page of rows with keys, has all ones in its place. */
export function keyOf(block: Bytes, at: number): Bytes | undefined {
  const key = copy(block, at, at + keyBytes);
  for (let i = 0; i < keyBytes; i++) if (key[i] !== 255) return key;
  return undefined;
}
