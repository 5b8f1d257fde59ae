import { flagRemoved } from "../wire/grant";
import type { GrantLog } from "./grant-log";
import type { Changes } from "./changes";
import type { Row } from "./page-source";
import { holdsKeys } from "./holds-keys";

/** Slots of a log page fit into this. */
const slotStep = 256;

/** The changes of a log page in the order of the table's buckets. */
export class LogChanges implements Changes {
  private readonly log: GrantLog;
  private readonly bucketOf: (first: number) => number;
  private readonly buckets: number;
  /** The first word of each changed token times `slotStep` plus its slot, sorted: of one token the newest comes last. */
  private readonly keys: Float64Array;

  constructor(log: GrantLog, buckets: number, bucketOf: (first: number) => number) {
    const slots = log.changed();
    this.log = log;
    this.bucketOf = bucketOf;
    this.buckets = buckets;
    this.keys = new Float64Array(slots.length);
    for (let i = 0; i < slots.length; i++) this.keys[i] = log.firstWord(slots[i]!) * slotStep + slots[i]!;
    this.keys.sort();
  }

  bucketFrom(bucket: number): number {
    const at = this.placeOf(bucket);
    return at < this.keys.length ? this.bucketAt(at) : this.buckets;
  }

  countIn(from: number, to: number): number {
    return this.placeOf(to) - this.placeOf(from);
  }

  keysIn(from: number, to: number): number {
    let keys = 0;
    if (!holdsKeys) return keys;
    const end = this.placeOf(to);
    for (let at = this.placeOf(from); at < end; at++) if (this.log.grant(this.slotAt(at)).key) keys++;
    return keys;
  }

  change(bucket: number, rows: Row[]): Row[] {
    const end = this.placeOf(bucket + 1);
    let changed = rows;
    for (let at = this.placeOf(bucket); at < end; at++) changed = this.applied(changed, at);
    return changed;
  }

  private applied(rows: Row[], at: number): Row[] {
    const grant = this.log.grant(this.slotAt(at));
    const words = new Uint32Array(grant.token.buffer, 0, 2);
    const nibble = words[0]! & 15;
    const second = words[1]!;
    const others: Row[] = [];
    for (let i = 0; i < rows.length; i++) if (rows[i]!.second !== second || rows[i]!.nibble !== nibble) others.push(rows[i]!);
    if (!(grant.flags & flagRemoved)) others.push({ second: second, nibble: nibble, profile: grant, key: grant.key });
    return others;
  }

  /** Place of the first key in or after `bucket`. */
  private placeOf(bucket: number): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.bucketAt(middle) < bucket) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private bucketAt(at: number): number {
    return this.bucketOf(Math.floor(this.keys[at]! / slotStep));
  }

  private slotAt(at: number): number {
    const key = this.keys[at]!;
    return key - Math.floor(key / slotStep) * slotStep;
  }
}
