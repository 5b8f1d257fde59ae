import { concat } from "../../../firmware/src/base/bytes";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { pack } from "../../../firmware/src/base/pack";
import { flagPartKeys, listPartFormat, placesEnd, profileLimits, widthOf } from "../../../firmware/src/wire/list-part";
import { downPayloadBytesMax, newsBytes } from "../../../firmware/src/wire/message";
import type { ReaderGrant } from "../store/tables";

/** What of a reader's list is asked for. */
export interface PartWanted {
  /** Version that the whole transfer ends with. */
  version: number;
  /** First word from which on the list is still to come. */
  from: number;
  /** Of the reader's table. */
  buckets: number;
}

/** More than fit a frame, at four and a half bytes each. */
export const partRowsMax = 100;
const bodyBytesMax = downPayloadBytesMax - newsBytes;
const nothingMax = 65_536;

/** The part with the most of `rows`, in the order of their first words, that fits a frame; all that there are, or one more than `partRowsMax`. */
export function fullestPart(wanted: PartWanted, rows: ReaderGrant[]): Bytes {
  const firsts = rows.map((row) => firstOf(row.token));
  const encode = (count: number): Bytes => encodePart(wanted, firsts[count] ?? placesEnd, rows.slice(0, count));
  let count = mostThatFits(Math.min(rows.length, partRowsMax), (some) => encode(some).length <= bodyBytesMax);
  /* Tokens that share their first word go together: a part ends between two words. */
  while (count > 0 && count < rows.length && firsts[count] === firsts[count - 1]) count--;
  return encode(count);
}

function mostThatFits(most: number, fits: (count: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A list part (firmware/src/wire/list-part) of `rows`, all the grants with first words from `wanted.from` up to `to`, in their order. */
function encodePart(wanted: PartWanted, to: number, rows: ReaderGrant[]): Bytes {
  const { version, from, buckets } = wanted;
  const profiles = [...new Map(rows.map((row) => [textOf(row), row])).values()];
  const numbers = new Map(profiles.map((row, i) => [textOf(row), i]));
  const keys = rows.flatMap((row) => (row.card_key ? [row.card_key] : []));
  const head = [version, from, to === placesEnd ? 0 : to, buckets, profiles.length, keys.length > 0 ? flagPartKeys : 0];
  const fields = (width: number, value: (row: ReaderGrant) => number): Bytes => bitFields(width, rows.map(value));
  return concat([
    pack(listPartFormat, head),
    countsOf(rows.map((row) => bucketOf(firstOf(row.token), buckets)), bucketOf(from, buckets), bucketOf(to - 1, buckets)),
    ...profiles.map(profileOf),
    ...rows.map((row) => row.token.subarray(4, 8)),
    fields(4, (row) => firstOf(row.token) & 15),
    fields(widthOf(profiles.length), (row) => numbers.get(textOf(row))!),
    ...(keys.length > 0 ? [fields(1, (row) => (row.card_key ? 1 : 0)), ...keys] : []),
  ]);
}

/** The first word of a token, as the reader's table takes it. */
function firstOf(token: Bytes): number {
  return new DataView(token.buffer, token.byteOffset, 4).getUint32(0, true);
}

function bucketOf(first: number, buckets: number): number {
  return Math.floor((first * buckets) / placesEnd);
}

function textOf(row: ReaderGrant): string {
  return [row.levels, row.valid_from, row.valid_until, row.flags].join(" ");
}

function profileOf(row: ReaderGrant): Bytes {
  const limits = row.valid_from !== 0 || row.valid_until !== 0;
  if (!limits) return pack("u8 u32", [row.flags, row.levels]);
  return pack("u8 u32*3", [row.flags | profileLimits, row.levels, row.valid_from, row.valid_until]);
}

/** `buckets`: of each row, rising; first to last: those that the part touches. */
function countsOf(buckets: number[], first: number, last: number): Bytes {
  const counts: number[] = [];
  let bucket = first;
  const nobody = (until: number): void => {
    for (let rest = until - bucket; rest > 0; rest -= nothingMax) {
      const more = Math.min(rest, nothingMax) - 1;
      counts.push(0, more & 255, more >> 8);
    }
  };
  for (let i = 0; i < buckets.length;) {
    const own = buckets[i]!;
    const count = buckets.filter((other) => other === own).length;
    nobody(own);
    counts.push(count);
    bucket = own + 1;
    i += count;
  }
  nobody(last + 1);
  return Uint8Array.from(counts);
}

/** One field of `width` bits for each value, the first in the lowest bits. */
function bitFields(width: number, values: number[]): Bytes {
  const bytes = new Uint8Array((values.length * width + 7) >> 3);
  values.forEach((value, i) => {
    if (width > 0) bytes[(i * width) >> 3]! |= value << ((i * width) & 7);
  });
  return bytes;
}
