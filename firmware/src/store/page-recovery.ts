import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { PageHead } from "./grant-page";
import type { GrantShape } from "./grant-shape";
import type { PageDirectory } from "./page-directory";
import { emptyHead, readHead, voidPage } from "./grant-page";
import { logPages } from "./grant-shape";

/* A page's rank: its generation, then its place. */
const placeStep = 65536;

/** Fills a directory from what lies on flash after a start: the newest pages first, older ones only where nothing newer is. */
export class PageRecovery {
  /** Highest generation found. */
  generation: number;
  /** Some buckets have no page. */
  damaged: boolean;
  /** Some page has card keys. */
  hasKeys: boolean;
  private readonly region: Region;
  private readonly native: Native;
  private readonly directory: PageDirectory;
  /** The bucket behind the last of each entry. */
  private readonly ends: Uint16Array;

  /** Pages of another life, and those a cut left of replaced ones, are taken out of the way: they must never come back. */
  constructor(region: Region, native: Native, shape: GrantShape, found: { life: number; directory: PageDirectory }) {
    this.region = region;
    this.native = native;
    this.directory = found.directory;
    this.ends = new Uint16Array(shape.tablePages + 1);
    this.generation = 0;
    this.damaged = this.hasKeys = false;
    const ranks = this.ranks(shape.tablePages, found.life);
    for (let i = ranks.length - 1; i >= 0 && ranks[i]!; i--) this.lay(readHead(region, native, ranks[i]! % placeStep)!);
    if (this.generation) this.bridge(shape.buckets);
  }

  /** The ranks of this life's pages, sorted, behind as many zeros as there are other pages. */
  private ranks(pages: number, life: number): Float64Array {
    const ranks = new Float64Array(pages);
    for (let i = 0; i < pages; i++) {
      const head = readHead(this.region, this.native, i + logPages);
      if (head && head.life !== life) voidPage(this.region, head.place);
      else if (head) {
        ranks[i] = head.generation * placeStep + head.place;
        this.generation = Math.max(this.generation, head.generation);
      }
    }
    ranks.sort();
    return ranks;
  }

  /** A page that was partly replaced counts from where the newer ones end; of a page replaced whole nothing is left. */
  private lay(head: PageHead): void {
    const directory = this.directory;
    let at = 0;
    let high = directory.pages;
    while (at < high) {
      const middle = (at + high) >> 1;
      if (directory.starts[middle]! <= head.from) at = middle + 1;
      else high = middle;
    }
    let start = at ? Math.max(head.from, this.ends[at - 1]!) : head.from;
    while (at < directory.pages && directory.starts[at]! <= start) start = Math.max(start, this.ends[at++]!);
    if (start >= head.to) voidPage(this.region, head.place);
    else this.insert(at, head, start);
  }

  private insert(at: number, head: PageHead, start: number): void {
    const directory = this.directory;
    const end = at < directory.pages ? Math.min(head.to, directory.starts[at]!) : head.to;
    this.ends.set(new Uint16Array(this.ends.subarray(at, directory.pages)), at + 1);
    this.ends[at] = end;
    directory.settle(at, 0, head, start);
    if (head.keys) this.hasKeys = true;
  }

  /** Where a page is missing, the directory says that nobody is there. */
  private bridge(buckets: number): void {
    let end = 0;
    for (let at = 0; at <= this.directory.pages; at++) {
      const start = at < this.directory.pages ? this.directory.starts[at]! : buckets;
      if (start > end) {
        this.damaged = true;
        this.insert(at++, emptyHead(end, start), end);
      }
      end = at < this.directory.pages ? this.ends[at]! : buckets;
    }
  }
}
