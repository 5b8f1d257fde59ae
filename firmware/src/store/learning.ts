import { grantsFull, raise } from "../base/fault";
import type { Native } from "../hal/native";
import type { ListPart } from "../wire/list-part";
import { placesEnd } from "../wire/list-part";
import { emptyHead } from "./grant-page";
import type { GrantShape } from "./grant-shape";
import type { GrantTable } from "./grant-table";
import type { Row } from "./page-source";
import { PageSink } from "./page-sink";
import { PageSource } from "./page-source";

const everything = 0x7fffffff;

/**
 * A whole list that comes in parts, in the order of the table's buckets. A page in memory is filled and, once full, put in the place
 * of what the table had in its buckets; what is in memory only comes again after a start.
 */
export class Learning {
  /** First word of a token from which on the list is still to come. */
  place: number;
  private readonly table: GrantTable;
  private readonly shape: GrantShape;
  private readonly native: Native;
  private sink: PageSink;
  /** Grants of the bucket that is to come into the page next, as far as they are known. */
  private open: Row[];

  constructor(table: GrantTable, shape: GrantShape, native: Native) {
    this.table = table;
    this.shape = shape;
    this.native = native;
    this.open = [];
    this.place = Math.min(placesEnd - 1, Math.ceil((table.learntTo * placesEnd) / shape.buckets));
    this.sink = this.fresh(false);
  }

  /** Takes a part that begins at `place`. True: it was the last. After a throw this object is of no use any more. */
  take(part: ListPart): boolean {
    while (part.next()) {
      this.reach(part.bucket);
      this.open = this.open.concat(part.rows);
    }
    const isLast = part.to === placesEnd;
    this.reach(part.bucketOf(part.to));
    if (isLast) this.flush();
    this.place = part.to;
    return isLast;
  }

  /** All before `bucket` is known. */
  private reach(bucket: number): void {
    if (this.sink.next < bucket && this.open.length) {
      this.put(this.open);
      this.open = [];
    }
    this.sink.pass(bucket);
    while (this.sink.next < bucket) {
      this.flush();
      this.sink = this.fresh(false);
      this.sink.pass(bucket);
    }
  }

  private put(rows: Row[]): void {
    const sink = this.sink;
    if (sink.put(rows)) return;
    if (sink.outOfProfiles && !sink.wide) {
      const other = this.widened();
      if (other.next === sink.next && other.put(rows)) {
        this.sink = other;
        return;
      }
    }
    this.flush();
    this.sink = this.fresh(false);
    if (this.sink.put(rows)) return;
    this.sink = this.fresh(true);
    if (!this.sink.put(rows)) raise(grantsFull);
  }

  /** The page so far as a wide one, as much as fits. */
  private widened(): PageSink {
    const head = emptyHead(0, 0);
    const bytes = this.sink.finish(head);
    const other = this.fresh(true);
    other.copy(new PageSource(head, bytes), this.sink.next, everything);
    return other;
  }

  private flush(): void {
    if (this.sink.next > this.table.learntTo) this.table.learnPage(this.sink);
  }

  private fresh(wide: boolean): PageSink {
    return new PageSink(this.shape, this.native, this.table.learntTo, wide);
  }
}
