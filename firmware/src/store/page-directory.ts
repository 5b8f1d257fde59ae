import type { GrantShape } from "./grant-shape";
import type { PageHead } from "./grant-page";
import { indexAt, rowsAt } from "./grant-page";

/* marks */
export const markKeys = 1;
export const markWide = 2;
/** Found whole since boot. */
export const markChecked = 4;
/** Without rows: such a page has no index either. */
export const markEmpty = 8;

/*
 * Where the buckets lie: one entry for each page of the table, in order, eleven bytes of memory a page. A page may begin
 * before the bucket from which it counts (`starts`), where a newer one has taken over its first buckets.
 */
export class PageDirectory {
  pages: number;
  /** First bucket that each page counts for; behind the last one the number of buckets. */
  readonly starts: Uint16Array;
  /** First bucket on the page itself. */
  readonly froms: Uint16Array;
  readonly places: Uint16Array;
  /** Offset of the index and of the rows in the page; the same where there are no rows. */
  readonly indexes: Uint16Array;
  readonly datas: Uint16Array;
  readonly marks: Uint8Array;
  private readonly buckets: number;

  constructor(shape: GrantShape) {
    const size = shape.tablePages + 1;
    this.buckets = shape.buckets;
    this.pages = 0;
    this.starts = new Uint16Array(size);
    this.froms = new Uint16Array(size);
    this.places = new Uint16Array(size);
    this.indexes = new Uint16Array(size);
    this.datas = new Uint16Array(size);
    this.marks = new Uint8Array(size);
    this.starts.fill(shape.buckets);
  }

  /** Puts the page of `head`, counting from `start`, in place of `count` entries from `at`. */
  settle(at: number, count: number, head: PageHead, start: number): void {
    const end = this.pages;
    const columns = [this.starts, this.froms, this.places, this.indexes, this.datas, this.marks];
    for (let i = 0; i < columns.length; i++) move(columns[i]!, at + count, end + 1, at + 1);
    this.pages = end + 1 - count;
    this.starts[at] = start;
    this.froms[at] = head.from;
    this.places[at] = head.place;
    this.indexes[at] = indexAt(head);
    this.datas[at] = rowsAt(head);
    this.marks[at] = (head.keys ? markKeys : 0) | (head.wide ? markWide : 0) | (head.rows ? 0 : markEmpty);
  }

  /** The entry of the page that counts for `bucket`: where it would be if all pages held alike, once more from there, and step by step. */
  find(bucket: number): number {
    const starts = this.starts;
    const last = this.pages - 1;
    const density = this.pages / this.buckets;
    let entry = (bucket * density) | 0;
    entry += ((bucket - starts[entry]!) * density) | 0;
    if (entry < 0) entry = 0;
    else if (entry > last && entry) entry = last;
    while (entry > 0 && starts[entry]! > bucket) entry--;
    while (starts[entry + 1]! <= bucket) entry++;
    return entry;
  }
}

/** Moves values [from, end) of `values` so that they begin at `to`; by way of a copy, since the interpreter's `set` does not look for overlap. */
function move(values: Uint16Array | Uint8Array, from: number, end: number, to: number): void {
  if (from === to || from === end) return;
  const moved = values.subarray(from, end);
  values.set(values instanceof Uint16Array ? new Uint16Array(moved) : new Uint8Array(moved), to);
}
