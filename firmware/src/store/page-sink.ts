import type { Bytes } from "../base/bytes";
import type { Native } from "../hal/native";
import type { PageHead } from "./grant-page";
import type { GrantShape } from "./grant-shape";
import type { PageSource, Profile, Row } from "./page-source";
import { indexAt, indexBytes, leadBytesOf, rowBytesOf, rowsAt } from "./grant-page";
import { headBytes, keyBytes, profileBytes } from "./grant-shape";

const narrowProfiles = 16;

export interface SinkKind {
  keys: boolean;
  wide: boolean;
}

/** Fills one new page of the table in memory, bucket by bucket from `from` on, until it is full. */
export class PageSink {
  /** The bucket to come. */
  next: number;
  rows: number;
  /** A bucket did not fit only for want of numbers for profiles. */
  outOfProfiles: boolean;
  readonly kind: SinkKind;
  private readonly shape: GrantShape;
  private readonly native: Native;
  private readonly from: number;
  /** Rows as they will lie on flash. */
  private readonly data: Bytes;
  /** Rows before each bucket from `from` on. */
  private readonly index: Uint16Array;
  private readonly profilesMax: number;
  private profiles: number;
  private readonly levels: Uint32Array;
  private readonly validFrom: Uint32Array;
  private readonly validUntil: Uint32Array;
  private readonly flags: Uint32Array;
  /** Profile table that rows may be copied from as they are; undefined: none. */
  private adopted: Bytes | undefined;

  constructor(shape: GrantShape, native: Native, from: number, kind: SinkKind) {
    this.shape = shape;
    this.native = native;
    this.from = this.next = from;
    this.kind = kind;
    this.rows = this.profiles = 0;
    this.outOfProfiles = false;
    this.data = new Uint8Array(shape.pageBytes);
    this.index = new Uint16Array(shape.runMax + 1);
    this.profilesMax = kind.wide ? shape.pageBytes >> 4 : narrowProfiles;
    this.levels = new Uint32Array(this.profilesMax);
    this.validFrom = new Uint32Array(this.profilesMax);
    this.validUntil = new Uint32Array(this.profilesMax);
    this.flags = new Uint32Array(this.profilesMax);
    this.adopted = undefined;
  }

  /**
   * Takes buckets of `source` from `next` up to `to`, at most until `rowsMax` rows, as they are; `next` says how far it came.
   * Far quicker than row by row, where rows and profiles of both look the same.
   */
  copy(source: PageSource, to: number, rowsMax: number): void {
    if (!this.adopts(source)) return this.copyRows(source, to, rowsMax);
    while (this.next < to) {
      let end = to;
      while (end > this.next && !this.takes(source, end, rowsMax)) end = this.next + ((end - this.next) >> 1);
      if (end === this.next) return;
      this.take(source, end);
    }
  }

  /** Appends the bucket `next` with these rows; false, and nothing done, when they do not fit. */
  put(rows: Row[]): boolean {
    const before = this.profiles;
    const numbers = this.numbersOf(rows);
    if (numbers && this.fits(1, rows.length)) {
      this.append(rows, numbers);
      return true;
    }
    this.profiles = before;
    return false;
  }

  /** Takes buckets without rows up to `to`, as many as one page may hold. */
  pass(to: number): void {
    const room = this.shape.pageBytes - headBytes - this.profiles * profileBytes - this.rows * rowBytesOf(this.kind);
    const end = this.rows ? Math.min(to, this.from + Math.min(this.shape.runMax, (room - 5) >> 1)) : to;
    if (end <= this.next) return;
    if (this.rows) this.index.fill(this.rows, this.next - this.from + 1, end - this.from + 1);
    this.next = end;
  }

  /** The page as it is to be written, but for its header, and what the header says but for place, life, generation and crc. */
  finish(head: PageHead): Bytes {
    head.from = this.from;
    head.to = this.next;
    head.rows = this.rows;
    head.profiles = this.profiles;
    head.keys = this.kind.keys;
    head.wide = this.kind.wide;
    const page = new Uint8Array(this.shape.pageBytes);
    const table = new Uint32Array(page.buffer, headBytes, this.profiles * (profileBytes >> 2));
    for (let i = 0; i < this.profiles; i++) {
      table.set([this.levels[i]!, this.validFrom[i]!, this.validUntil[i]!, this.flags[i]!], i * 4);
    }
    if (!this.rows) return page;
    new Uint16Array(page.buffer, indexAt(head), this.next - this.from + 1).set(this.index.subarray(0, this.next - this.from + 1));
    page.set(this.data.subarray(0, this.rows * rowBytesOf(this.kind)), rowsAt(head));
    return page;
  }

  private takes(source: PageSource, end: number, rowsMax: number): boolean {
    const rows = source.rowsBefore(end) - source.rowsBefore(this.next);
    const isFirst = this.rows === 0 && end === this.next + 1;
    return (isFirst || this.rows + rows <= rowsMax) && this.fits(end - this.next, rows);
  }

  private take(source: PageSource, end: number): void {
    const first = source.rowsBefore(this.next);
    const shift = this.rows - first;
    this.data.set(source.raw(first, source.rowsBefore(end)), this.rows * source.rowBytes);
    /* An index of zeros is there already, and an empty run may be longer than any index. */
    const stop = source.rowsBefore(end) + shift ? end : this.next;
    for (let bucket = this.next; bucket < stop; bucket++) this.index[bucket - this.from + 1] = source.rowsBefore(bucket + 1) + shift;
    this.next = end;
    this.rows = source.rowsBefore(end) + shift;
  }

  private copyRows(source: PageSource, to: number, rowsMax: number): void {
    while (this.next < to && (this.rows < rowsMax || this.rows === 0)) if (!this.put(source.rows(this.next))) return;
  }

  /** True when rows of `source` may be copied as they are: the first one's profiles become this page's. */
  private adopts(source: PageSource): boolean {
    const head = source.head;
    if (head.keys !== this.kind.keys || head.wide || this.kind.wide) return false;
    const table = source.profileTable();
    /* This page's own table begins with the one it took over, so the numbers in rows copied from another like it are right. */
    if (this.adopted) return this.native.same(this.adopted, table);
    /* Not with a table nearly full: row by row, what nobody uses any more is left behind. */
    if (this.rows > 0 || this.profiles > 0 || head.profiles > narrowProfiles - 4) return false;
    this.adopted = table;
    const words = new Uint32Array(new Uint8Array(table).buffer);
    for (let i = 0; i < head.profiles; i++) this.add(words[i * 4]!, words[i * 4 + 1]!, words[i * 4 + 2]!, words[i * 4 + 3]!);
    return true;
  }

  private fits(buckets: number, rows: number): boolean {
    const run = this.next - this.from + buckets;
    const bytes = headBytes + this.profiles * profileBytes + indexBytes(run) + (this.rows + rows) * rowBytesOf(this.kind);
    return this.rows + rows === 0 || (run <= this.shape.runMax && bytes <= this.shape.pageBytes);
  }

  /** The number of each row's profile; undefined when there are not enough of them. */
  private numbersOf(rows: Row[]): number[] | undefined {
    const numbers: number[] = [];
    for (let i = 0; i < rows.length; i++) {
      const number = this.numberOf(rows[i]!.profile);
      if (number < 0) {
        this.outOfProfiles = true;
        return undefined;
      }
      numbers.push(number);
    }
    return numbers;
  }

  /** The number of `profile` here, a new one if it was not known; -1: there is no number left. */
  private numberOf(profile: Profile): number {
    let i = this.levels.indexOf(profile.levels);
    while (i >= 0 && i < this.profiles) {
      if (this.validFrom[i] === profile.validFrom && this.validUntil[i] === profile.validUntil && this.flags[i] === profile.flags) return i;
      i = this.levels.indexOf(profile.levels, i + 1);
    }
    if (this.profiles === this.profilesMax) return -1;
    return this.add(profile.levels, profile.validFrom, profile.validUntil, profile.flags);
  }

  private add(levels: number, validFrom: number, validUntil: number, flags: number): number {
    const i = this.profiles++;
    this.levels[i] = levels;
    this.validFrom[i] = validFrom;
    this.validUntil[i] = validUntil;
    this.flags[i] = flags;
    return i;
  }

  private append(rows: Row[], numbers: number[]): void {
    const leadBytes = leadBytesOf(this.kind);
    const rowBytes = rowBytesOf(this.kind);
    const count = rows.length;
    const block = new Uint8Array(count * rowBytes);
    if (this.kind.keys) block.fill(255);
    const seconds = new Uint32Array(block.buffer, 0, count);
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      seconds[i] = row.second;
      const leadAt = count * 4 + i * leadBytes;
      if (this.kind.wide) {
        block[leadAt] = numbers[i]! & 255;
        block[leadAt + 1] = (row.nibble << 4) | (numbers[i]! >> 8);
      } else block[leadAt] = (row.nibble << 4) | numbers[i]!;
      if (row.key) block.set(row.key, count * (4 + leadBytes) + i * keyBytes);
    }
    this.data.set(block, this.rows * rowBytes);
    this.rows += count;
    this.next++;
    if (this.rows) this.index[this.next - this.from] = this.rows;
  }
}
