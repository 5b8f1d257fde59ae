import type { Bytes } from "../base/bytes";
import { flashVerify, grantsDamaged, grantsFull, raise } from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { Changes } from "./changes";
import type { PageHead } from "./grant-page";
import type { GrantShape, ListSize } from "./grant-shape";
import type { Grant } from "../wire/grant";
import { blockOf, grantOf, keyOf, leadOf } from "./grant-row";
import { dataBytes, emptyHead, readHead, readPage, voidPage, writePage } from "./grant-page";
import { headBytes, logPages, sparePages } from "./grant-shape";
import { holdsKeys } from "./holds-keys";
import { markChecked, markEmpty, markKeys, markWide, PageDirectory } from "./page-directory";
import { PageRecovery } from "./page-recovery";
import { PageSink } from "./page-sink";
import { PageSource } from "./page-source";

/** A new page to be made: of buckets from `from` on, up to `to` or `most` bytes of rows or until it is full. */
interface Plan {
  from: number;
  to: number;
  most: number;
}

const everything = 0x7fffffff;
const narrowProfiles = 16;
/** Pages tried for one write before flash is given up. */
const badPagesMax = 3;

/**
 * The table of the grants region: pages of buckets, rewritten one at a time into free pages. A new page counts from the
 * moment its header is right, at once in place of whatever older pages say of its buckets: a cut leaves the old or the new.
 */
export class GrantTable {
  /** A page is missing or cannot be trusted: nothing is taken from it. */
  damaged: boolean;
  readonly directory: PageDirectory;
  /** At the start some page had card keys. */
  readonly hadKeys: boolean;
  /** Buckets before this one have come with the transfer under way (see `resumeTransfer`). */
  learntTo: number;
  private readonly region: Region;
  private readonly native: Native;
  private readonly shape: GrantShape;
  /** Of the list that this table belongs to; pages of another are void. */
  private readonly life: number;
  private generation: number;
  /** Where the search for a free page goes on, so that all wear alike. */
  private cursor: number;
  /** Where the filling of all pages anew goes on; -1: none is under way. */
  private packing: number;
  /** Number of the transfer of a whole list under way; 0: none is. */
  private transfer: number;
  /** Buckets for each unit of a token's first word. */
  private readonly scale: number;

  constructor(region: Region, native: Native, shape: GrantShape, life: number) {
    this.region = region;
    this.native = native;
    this.shape = shape;
    this.life = life;
    this.directory = new PageDirectory(shape);
    this.cursor = logPages;
    this.packing = -1;
    this.transfer = this.learntTo = 0;
    this.scale = shape.buckets / 0x100000000;
    const found = new PageRecovery(region, native, shape, { life: life, directory: this.directory });
    this.generation = found.generation;
    this.damaged = found.damaged;
    this.hadKeys = found.hasKeys;
  }

  bucketOf(first: number): number {
    return Math.floor(first * this.scale);
  }

  /**
   * The grant of the token with these two words, in two reads; undefined also when its page is damaged (then `damaged`
   * is set). On a tap's path: no calls where a statement does.
   */
  find(token: Bytes, first: number, second: number): Grant | undefined {
    const directory = this.directory;
    const region = this.region;
    const bucket = (first * this.scale) | 0;
    const entry = directory.find(bucket);
    const mark = directory.marks[entry]!;
    if (mark !== markChecked && !this.hasRows(entry)) return undefined;
    const at = directory.places[entry]! * region.pageBytes;
    const slot = directory.indexes[entry]! - headBytes + (bucket - directory.froms[entry]!) * 2;
    const head = region.read(at + headBytes, slot + 4);
    const bounds = new Uint16Array(head.buffer, slot, 2);
    const before = bounds[0]!;
    const rows = bounds[1]! - before;
    if (!rows) return undefined;
    const block = mark & (markKeys | markWide) ? blockOf(region, directory, entry, head) : region.read(at + directory.datas[entry]! + before * 5, rows * 5);
    const seconds = new Uint32Array(block.buffer, 0, rows);
    let i = seconds.indexOf(second);
    while (i >= 0) {
      const lead = leadOf(block, rows, i, mark);
      if (lead >> 12 === (first & 15)) return grantOf(token, head, lead & 4095, holdsKeys && mark & markKeys ? keyOf(block, rows, i, mark & markWide) : undefined);
      i = seconds.indexOf(second, i + 1);
    }
    return undefined;
  }

  /** False: nothing is in this page, or it is damaged. */
  private hasRows(entry: number): boolean {
    const marks = this.directory.marks;
    /* What checks a page is read on demand: not for one that has been checked. */
    if (!this.directory.pages || (!(marks[entry]! & markChecked) && !this.isWhole(entry))) return false;
    return !(marks[entry]! & markEmpty);
  }

  /** Checks page `entry` of the directory against its checksum, once after a boot; false: damaged. */
  isWhole(entry: number): boolean {
    const marks = this.directory.marks;
    if (!(marks[entry]! & markChecked)) this.source(entry);
    return (marks[entry]! & markChecked) !== 0;
  }

  /**
   * Makes one new page with the changes from the first bucket at or after `bucket` that has any, and returns the bucket
   * to go on from. Throws { fault: grantsFull | grantsDamaged | flash... } with the table as it was.
   */
  stepMerge(bucket: number, changes: Changes): number {
    const directory = this.directory;
    if (!directory.pages) this.cover();
    if (this.packing < 0 && !this.transfer && this.directory.pages > this.shape.tablePages - sparePages) this.packing = 0;
    if (this.packing >= 0) return this.pack(changes);
    const entry = directory.find(changes.bucketFrom(bucket));
    const from = directory.starts[entry]!;
    const to = directory.starts[entry + 1]!;
    const keys = changes.keysIn(from, to);
    const bytes = this.bytesOf(entry) + dataBytes(changes.countIn(from, to), keys, false);
    const most = this.bytesFull(entry, keys);
    if (bytes > most) return this.emit({ from: from, to: to, most: this.isGrowing(entry, changes) ? everything : bytes >> 1 }, changes);
    const joins = !this.transfer && entry + 1 < directory.pages && bytes + this.bytesOf(entry + 1) < most - (most >> 3);
    return this.emit({ from: from, to: joins ? directory.starts[entry + 2]! : to, most: everything }, changes);
  }

  /** A list that comes in order goes behind all rows of its last page: such pages are filled up, others divided in the middle. */
  private isGrowing(entry: number, changes: Changes): boolean {
    const source = this.source(entry);
    const first = changes.bucketFrom(this.directory.starts[entry]!);
    return source !== undefined && source.head.rows - source.rowsBefore(first) < source.head.rows >> 4;
  }

  /** Transfer `transfer` (24 bits; 0: none any more) is under way: what it has brought so far counts before changes that are older than it. */
  resumeTransfer(transfer: number): void {
    const directory = this.directory;
    this.transfer = transfer;
    this.learntTo = 0;
    for (let entry = 0; transfer && entry < directory.pages && this.learntIn(entry) === transfer; entry++) this.learntTo = directory.starts[entry + 1]!;
  }

  /** Puts a page of the transfer, which begins at `learntTo`, in the place of what the table had in its buckets. */
  learnPage(sink: PageSink): void {
    if (!this.directory.pages) this.cover();
    const from = this.learntTo;
    this.learntTo = sink.next;
    try {
      this.write(sink, from);
    } catch (e) {
      this.learntTo = from;
      throw e;
    }
  }

  /** Of all pages: of one that newer ones have taken over in part, what is left. */
  measure(): ListSize {
    const starts = this.directory.starts;
    const size = { count: 0, keys: 0 };
    for (let entry = 0; entry < this.directory.pages; entry++) {
      const from = starts[entry]!;
      const to = starts[entry + 1]!;
      const head = this.headOf(entry) || emptyHead(from, to);
      const part = head.from === from && head.to === to ? undefined : this.source(entry);
      size.count += part ? part.rowsBefore(to) - part.rowsBefore(from) : head.rows;
      size.keys += part ? part.keysBefore(to) - part.keysBefore(from) : head.keys;
    }
    return size;
  }

  /** Bytes of rows that a page like `entry` takes, with `keys` more card keys. */
  private bytesFull(entry: number, keys: number): number {
    const data = this.directory.datas[entry]!;
    const keyIndex = keys && !(this.directory.marks[entry]! & markKeys) ? (data - this.directory.indexes[entry]!) >> 1 : 0;
    return this.shape.pageBytes - data - keyIndex - narrowProfiles * 2;
  }

  /** The next step of filling all pages anew and evenly: room that many pages have a little of comes together in free ones. It begins so early that one of these may be bad. */
  private pack(changes: Changes): number {
    const buckets = this.shape.buckets;
    const filled = this.shape.tablePages - sparePages;
    let bytes = dataBytes(changes.countIn(0, buckets), changes.keysIn(0, buckets), false);
    for (let entry = 0; entry < this.directory.pages; entry++) bytes += this.bytesOf(entry);
    /* A page ends with a whole bucket, half of them before the mark and half behind it. */
    const even = this.directory.pages > filled + 1 ? everything : Math.ceil(bytes / filled + bytes / buckets / 2);
    const next = this.emit({ from: this.packing, to: buckets, most: even }, changes);
    this.packing = next < buckets ? next : -1;
    /* All of the changes are in once it has gone from end to end. */
    return this.packing < 0 ? buckets : 0;
  }

  private emit(plan: Plan, changes: Changes): number {
    let sink = this.fill(plan, changes, false);
    if (sink.outOfProfiles || this.directory.marks[this.directory.find(plan.from)]! & markWide) {
      const wide = this.fill(plan, changes, true);
      if (wide.next > sink.next) sink = wide;
    }
    if (sink.next === plan.from) raise(grantsFull);
    this.write(sink, plan.from);
    return sink.next;
  }

  /** Buckets of the old pages with the changes brought in, as many as the new page takes. */
  private fill(plan: Plan, changes: Changes, wide: boolean): PageSink {
    const sink = new PageSink(this.shape, this.native, plan.from, wide);
    for (let entry = this.directory.find(plan.from); sink.next < plan.to; entry++) {
      const end = Math.min(plan.to, this.directory.starts[entry + 1]!);
      const source = this.source(entry);
      if (!source) return raise(grantsDamaged);
      while (sink.next < end) {
        const stop = Math.min(end, changes.bucketFrom(sink.next));
        sink.copy(source, stop, plan.most);
        if (sink.next < stop) return sink;
        if (stop === end) break;
        if (sink.used() >= plan.most || !sink.put(changes.change(stop, source.rows(stop)))) return sink;
      }
    }
    return sink;
  }

  /** The page of an entry in memory, checked; undefined when it is damaged. */
  private source(entry: number): PageSource | undefined {
    const head = this.headOf(entry);
    const bytes = head && readPage(this.region, this.native, head);
    if (bytes) this.directory.marks[entry] = this.directory.marks[entry]! | markChecked;
    else this.damaged = true;
    return bytes && new PageSource(head!, bytes);
  }

  private bytesOf(entry: number): number {
    const head = this.headOf(entry) || emptyHead(0, 0);
    return dataBytes(head.rows, head.keys, head.wide);
  }

  private learntIn(entry: number): number {
    return (this.headOf(entry) || emptyHead(0, 0)).learnt;
  }

  private headOf(entry: number): PageHead | undefined {
    return readHead(this.region, this.native, this.directory.places[entry]!);
  }

  /** Before the first page of a life: one that says of all buckets that nobody is there. */
  private cover(): void {
    const sink = new PageSink(this.shape, this.native, 0, false);
    sink.next = this.shape.buckets;
    this.write(sink, 0);
  }

  /** Puts what `sink` holds into a free page and that in force. */
  private write(sink: PageSink, from: number): void {
    const head = emptyHead(from, from);
    head.life = this.life;
    head.generation = ++this.generation;
    head.learnt = from < this.learntTo ? this.transfer : 0;
    const bytes = sink.finish(head);
    let tries = 0;
    do {
      if (tries++ === badPagesMax) raise(flashVerify);
      head.place = this.freePlace();
    } while (!writePage(this.region, this.native, head, bytes));
    this.enforce(head);
  }

  /** A new page counts: the ones it covers whole are taken out of the way. */
  private enforce(head: PageHead): void {
    const directory = this.directory;
    const first = directory.pages ? directory.find(head.from) : 0;
    let last = first;
    while (last < directory.pages && directory.starts[last + 1]! <= head.to) {
      /* A hole has no page: its place is that of the log. */
      if (directory.places[last]! >= logPages) voidPage(this.region, directory.places[last]!);
      last++;
    }
    if (last < directory.pages && directory.starts[last]! < head.to) directory.starts[last] = head.to;
    directory.settle(first, last - first, head, head.from);
    directory.marks[first] = directory.marks[first]! | markChecked;
  }

  private freePlace(): number {
    for (let i = 0; i < this.shape.tablePages; i++) {
      this.cursor = this.cursor + 1 < this.region.pages ? this.cursor + 1 : logPages;
      if (this.directory.places.subarray(0, this.directory.pages).indexOf(this.cursor) < 0) return this.cursor;
    }
    return raise(grantsFull);
  }
}
