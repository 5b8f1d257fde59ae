import type { Bytes } from "../base/bytes";
import type { Native } from "../hal/native";
import type { PageHead } from "./grant-page";
import type { GrantShape } from "./grant-shape";
import type { PageSource, Profile, Row } from "./page-source";
import { dataBytes, indexAt, indexBytes, rowsAt } from "./grant-page";
import { headBytes, keysMax, profileBytes } from "./grant-shape";
import { holdsKeys } from "./holds-keys";

const narrowProfiles = 16;

/** Fills one new page of the table in memory, bucket by bucket from `from` on, until it is full. */
export class PageSink {
  /** The bucket to come. */
  next: number;
  rows: number;
  keys: number;
  /** A bucket did not fit only for want of numbers for profiles. */
  outOfProfiles: boolean;
  /** Leads of two bytes. */
  readonly wide: boolean;
  private readonly shape: GrantShape;
  private readonly native: Native;
  private readonly from: number;
  /** Rows as they will lie on flash. */
  private readonly data: Bytes;
  /** Rows before each bucket from `from` on. */
  private readonly index: Uint16Array;
  /** Keys before each bucket; undefined: no key has come yet. */
  private keyIndex: Bytes | undefined;
  private readonly profilesMax: number;
  private profiles: number;
  private readonly levels: Uint32Array;
  private readonly validFrom: Uint32Array;
  private readonly validUntil: Uint32Array;
  private readonly flags: Uint32Array;
  /** Profile table that rows may be copied from as they are; undefined: none. */
  private adopted: Bytes | undefined;

  constructor(shape: GrantShape, native: Native, from: number, wide: boolean) {
    this.shape = shape;
    this.native = native;
    this.from = this.next = from;
    this.wide = wide;
    this.rows = this.keys = this.profiles = 0;
    this.outOfProfiles = false;
    this.data = new Uint8Array(shape.pageBytes);
    this.index = new Uint16Array(shape.runMax + 1);
    this.keyIndex = undefined;
    this.profilesMax = wide ? shape.pageBytes >> 4 : narrowProfiles;
    this.levels = new Uint32Array(this.profilesMax);
    this.validFrom = new Uint32Array(this.profilesMax);
    this.validUntil = new Uint32Array(this.profilesMax);
    this.flags = new Uint32Array(this.profilesMax);
    this.adopted = undefined;
  }

  /**
   * Takes buckets of `source` from `next` up to `to`, at most until `most` bytes of rows, as they are; `next` says how far it came.
   * Far quicker than row by row, where rows and profiles of both look the same.
   */
  copy(source: PageSource, to: number, most: number): void {
    if (!this.adopts(source)) return this.copyRows(source, to, most);
    while (this.next < to) {
      let end = to;
      while (end > this.next && !this.takes(source, end, most)) end = this.next + ((end - this.next) >> 1);
      if (end === this.next) return;
      this.take(source, end);
    }
  }

  /** Appends the bucket `next` with these rows; false, and nothing done, when they do not fit. */
  put(rows: Row[]): boolean {
    const before = this.profiles;
    const keyed: Row[] = [];
    const others: Row[] = [];
    for (let i = 0; i < rows.length; i++) (holdsKeys && rows[i]!.key ? keyed : others).push(rows[i]!);
    const ordered = keyed.concat(others);
    const numbers = this.numbersOf(ordered);
    if (numbers && this.fits(1, rows.length, keyed.length)) {
      this.append(ordered, numbers, keyed.length);
      return true;
    }
    this.profiles = before;
    return false;
  }

  /** Takes buckets without rows up to `to`, as many as one page may hold. */
  pass(to: number): void {
    const room = this.shape.pageBytes - headBytes - this.profiles * profileBytes - this.used();
    const end = this.rows ? Math.min(to, this.from + Math.min(this.shape.runMax, ((room - 6) / (this.keys ? 3 : 2)) | 0)) : to;
    if (end <= this.next) return;
    if (this.rows) this.index.fill(this.rows, this.next - this.from + 1, end - this.from + 1);
    if (holdsKeys && this.keyIndex) this.keyIndex.fill(this.keys, this.next - this.from + 1, end - this.from + 1);
    this.next = end;
  }

  /** The page as it is to be written, but for its header, and what the header says but for place, life, generation and crc. */
  finish(head: PageHead): Bytes {
    head.from = this.from;
    head.to = this.next;
    head.rows = this.rows;
    head.profiles = this.profiles;
    head.keys = this.keys;
    head.wide = this.wide;
    const page = new Uint8Array(this.shape.pageBytes);
    const table = new Uint32Array(page.buffer, headBytes, this.profiles * (profileBytes >> 2));
    for (let i = 0; i < this.profiles; i++) {
      table.set([this.levels[i]!, this.validFrom[i]!, this.validUntil[i]!, this.flags[i]!], i * 4);
    }
    if (!this.rows) return page;
    const size = this.next - this.from + 1;
    new Uint16Array(page.buffer, indexAt(head), size).set(this.index.subarray(0, size));
    if (holdsKeys && this.keys) page.set(this.keyIndex!.subarray(0, size), indexAt(head) - (indexBytes(size - 1) >> 1));
    page.set(this.data.subarray(0, this.used()), rowsAt(head));
    return page;
  }

  /** Bytes of rows so far. */
  used(): number {
    return dataBytes(this.rows, this.keys, this.wide);
  }

  private takes(source: PageSource, end: number, most: number): boolean {
    const rows = source.rowsBefore(end) - source.rowsBefore(this.next);
    const keys = source.keysBefore(end) - source.keysBefore(this.next);
    const isFirst = this.rows === 0 && end === this.next + 1;
    return (isFirst || this.used() + source.bytesIn(this.next, end) <= most) && this.fits(end - this.next, rows, keys);
  }

  private take(source: PageSource, end: number): void {
    const from = this.next;
    const rows = this.rows - source.rowsBefore(from);
    const keys = this.keys - source.keysBefore(from);
    this.data.set(source.raw(from, end), this.used());
    this.next = end;
    this.rows = source.rowsBefore(end) + rows;
    this.keys = source.keysBefore(end) + keys;
    /* An index of zeros is there already, and an empty run may be longer than any index. */
    for (let bucket = from + 1; this.rows && bucket <= end; bucket++) this.index[bucket - this.from] = source.rowsBefore(bucket) + rows;
    if (!holdsKeys || !this.keys) return;
    /* Only lists with card keys have such an index. */
    const index = this.keyIndex || (this.keyIndex = new Uint8Array(this.index.length));
    for (let bucket = from + 1; bucket <= end; bucket++) index[bucket - this.from] = source.keysBefore(bucket) + keys;
  }

  private copyRows(source: PageSource, to: number, most: number): void {
    while (this.next < to && (this.used() < most || this.rows === 0)) if (!this.put(source.rows(this.next))) return;
  }

  /** True when rows of `source` may be copied as they are: the first one's profiles become this page's. */
  private adopts(source: PageSource): boolean {
    const head = source.head;
    if (head.wide || this.wide) return false;
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

  private fits(buckets: number, rows: number, keys: number): boolean {
    const run = this.next - this.from + buckets;
    const keysThen = this.keys + keys;
    const index = indexBytes(run);
    const bytes = headBytes + this.profiles * profileBytes + (keysThen ? index >> 1 : 0) + index + dataBytes(this.rows + rows, keysThen, this.wide);
    const isTold = !holdsKeys || !keysThen || Math.max(keysThen, this.profiles) <= keysMax;
    return this.rows + rows === 0 || (run <= this.shape.runMax && isTold && bytes <= this.shape.pageBytes);
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

  /** `rows`: those with a key first. */
  private append(rows: Row[], numbers: number[], keys: number): void {
    const count = rows.length;
    const block = new Uint8Array(dataBytes(count, keys, this.wide));
    const seconds = new Uint32Array(block.buffer, 0, count);
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      seconds[i] = row.second;
      if (this.wide) {
        block[count * 4 + i * 2] = numbers[i]! & 255;
        block[count * 4 + i * 2 + 1] = (row.nibble << 4) | (numbers[i]! >> 8);
      } else block[count * 4 + i] = (row.nibble << 4) | numbers[i]!;
      if (holdsKeys && row.key) block.set(row.key, dataBytes(count, i, this.wide));
    }
    this.data.set(block, this.used());
    this.rows += count;
    this.keys += keys;
    this.next++;
    if (this.rows) this.index[this.next - this.from] = this.rows;
    if (!holdsKeys || !this.keys) return;
    const index = this.keyIndex || (this.keyIndex = new Uint8Array(this.index.length));
    index[this.next - this.from] = this.keys;
  }
}
