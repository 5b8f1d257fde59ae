import { flashVerify, grantsFull } from "../../../firmware/src/base/fault";
import type { Region } from "../../../firmware/src/hal/flash";
import type { Native } from "../../../firmware/src/hal/native";
import { beginLog, type LogHead } from "../../../firmware/src/store/grant-log";
import { bytesOf, roomOf, shapeOf, type ListSize } from "../../../firmware/src/store/grant-shape";
import type { Changes } from "../../../firmware/src/store/changes";
import { GrantTable } from "../../../firmware/src/store/grant-table";
import type { Row } from "../../../firmware/src/store/page-source";
import type { Grant } from "../../../firmware/src/wire/grant";

const life = 1;

/**
 * Lays a whole list onto a blank grants region, as a reader that was sent it in order holds it: each page of the table is
 * written once. Throws { fault: grantsFull } when it does not fit.
 */
export function loadList(region: Region, native: Native, grants: Grant[], version: number): void {
  const head: LogHead = { life, generation: 1, version, count: grants.length, first: grants.length === 0, badPage: 0, transfer: 0, target: 0 };
  const shape = shapeOf(region);
  if (bytesOf(shape, sizeOf(grants)) > roomOf(shape)) throw { fault: grantsFull };
  const table = new GrantTable(region, native, shape, life);
  const changes = new ListChanges(grants, shape.buckets, (first) => table.bucketOf(first));
  let bucket = 0;
  while (changes.bucketFrom(bucket) < shape.buckets) bucket = table.stepMerge(bucket, changes);
  if (!beginLog(region, native, 0, head)) throw { fault: flashVerify };
}

export function sizeOf(grants: Grant[]): ListSize {
  return { count: grants.length, keys: grants.filter(({ key }) => key).length };
}

/** A list in memory, by bucket. */
class ListChanges implements Changes {
  private readonly sorted: { bucket: number; row: Row }[];

  constructor(grants: Grant[], private readonly buckets: number, bucketOf: (first: number) => number) {
    this.sorted = grants.map((grant) => rowOf(grant, bucketOf)).sort((a, b) => a.bucket - b.bucket);
  }

  bucketFrom(bucket: number): number {
    return this.sorted[this.placeOf(bucket)]?.bucket ?? this.buckets;
  }

  countIn(from: number, to: number): number {
    return this.placeOf(to) - this.placeOf(from);
  }

  keysIn(from: number, to: number): number {
    return this.sorted.slice(this.placeOf(from), this.placeOf(to)).filter(({ row }) => row.key).length;
  }

  /** A bucket may be asked for twice, when pages are filled anew on the way. */
  change(bucket: number, rows: Row[]): Row[] {
    const added = this.sorted.slice(this.placeOf(bucket), this.placeOf(bucket + 1)).map(({ row }) => row);
    return [...rows.filter((old) => !added.some((row) => row.second === old.second && row.nibble === old.nibble)), ...added];
  }

  private placeOf(bucket: number): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sorted[middle]!.bucket < bucket) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function rowOf(grant: Grant, bucketOf: (first: number) => number): { bucket: number; row: Row } {
  const view = new DataView(grant.token.buffer, grant.token.byteOffset, 8);
  const first = view.getUint32(0, true);
  const { levels, validFrom, validUntil, flags, key } = grant;
  return { bucket: bucketOf(first), row: { second: view.getUint32(4, true), nibble: first & 15, profile: { levels, validFrom, validUntil, flags }, key } };
}
