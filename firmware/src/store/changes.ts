import type { Row } from "./page-source";

/** Changes to bring into the table, by bucket. */
export interface Changes {
  /** The first bucket at or after `bucket` with changes; beyond all buckets when there is none. */
  bucketFrom(bucket: number): number;
  /** How many changes lie in buckets [from, to). */
  countIn(from: number, to: number): number;
  /** How many of them bring a card key. */
  keysIn(from: number, to: number): number;
  /** `rows` of `bucket` with its changes brought in. */
  change(bucket: number, rows: Row[]): Row[];
}
