import type { Bytes } from "../base/bytes";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import { headBytes, keyBytes, profileBytes } from "./grant-shape";
import { holdsKeys } from "./holds-keys";
import { isSealed, refused, sealWords, wordsOf, writeChecked } from "./pages";

/*
 * A page of the table:
 *   header 32   magic | life | generation | from u16, to u16 | rows u16, profiles u16 | flags and transfer | crc of the rest | crc
 *               where some rows have a card key, profiles u8 and keys u8 instead of profiles u16
 *   profiles    16 bytes each: levels | valid from | valid until | flags
 *   key index   u8 for each bucket from `from` to `to`: keys before it; half as long as the index; none when there are no keys
 *   index       u16 for each bucket from `from` to `to`: rows before it; filled up to a word; none when there are no rows
 *   rows        bucket by bucket: the second words of its tokens, then their leads, then the keys of its first rows
 * A lead is four bits of the token's first word over the number of a profile: one byte, or two in a wide page.
 */
const magic = 0x32474b4c; /* "LKG2" */
/** Of programs whose rows all took 16 bytes for a key where one row had one: what they wrote cannot be read any more. */
const flagKeyInEachRow = 1;
const flagWide = 2;
const flagKeys = 4;
const flagsUnread = holdsKeys ? flagKeyInEachRow : flagKeyInEachRow | flagKeys;

export interface PageHead {
  /** Page of the region. */
  place: number;
  /** Of the list: what another life left is not believed. */
  life: number;
  /** Rises with every page written; where two cover a bucket the newer counts. */
  generation: number;
  /** Buckets [from, to). */
  from: number;
  to: number;
  rows: number;
  profiles: number;
  /** Rows with a card key. */
  keys: number;
  /** Leads of two bytes: more than sixteen profiles. */
  wide: boolean;
  /** Number of the transfer of a whole list that brought it (grant-log); 0: it came by changes. */
  learnt: number;
  crc: number;
}

/** Of a page that says of buckets [from, to) that nobody is there. */
export function emptyHead(from: number, to: number): PageHead {
  return { place: 0, life: 0, generation: 0, from: from, to: to, rows: 0, profiles: 0, keys: 0, wide: false, learnt: 0, crc: 0 };
}

/** Offset of the index in its page; the key index, if there is one, lies right before it. */
export function indexAt(head: PageHead): number {
  return headBytes + head.profiles * profileBytes + (head.keys ? indexBytes(head.to - head.from) >> 1 : 0);
}

/** Offset of the rows in their page; a page without rows has no index either. */
export function rowsAt(head: PageHead): number {
  return indexAt(head) + (head.rows ? indexBytes(head.to - head.from) : 0);
}

export function indexBytes(buckets: number): number {
  return (buckets * 2 + 5) & ~3;
}

/** What so many rows and keys take. */
export function dataBytes(rows: number, keys: number, wide: boolean): number {
  return rows * (wide ? 6 : 5) + keys * keyBytes;
}

/** The header in page `place`; undefined when there is none that is whole. */
export function readHead(region: Region, native: Native, place: number): PageHead | undefined {
  const words = wordsOf(region.read(place * region.pageBytes, headBytes));
  if (words[0] !== magic || words[5]! & flagsUnread || !isSealed(native, words, 0)) return undefined;
  const hasKeys = holdsKeys && (words[5]! & flagKeys) !== 0;
  return {
    place: place,
    life: words[1]!,
    generation: words[2]!,
    from: words[3]! & 65535,
    to: words[3]! >>> 16,
    rows: words[4]! & 65535,
    profiles: (words[4]! >>> 16) & (hasKeys ? 255 : 65535),
    keys: hasKeys ? words[4]! >>> 24 : 0,
    wide: (words[5]! & flagWide) !== 0,
    learnt: words[5]! >>> 8,
    crc: words[6]!,
  };
}

/** The whole page of `head`; undefined when what is behind the header is damaged. */
export function readPage(region: Region, native: Native, head: PageHead): Bytes | undefined {
  const bytes = region.read(head.place * region.pageBytes, region.pageBytes);
  return native.crc32(bytes.subarray(headBytes, endOf(head))) === head.crc ? bytes : undefined;
}

/** Writes `bytes`, a page whose header is still missing, and the header last; false when flash did not take it. */
export function writePage(region: Region, native: Native, head: PageHead, bytes: Bytes): boolean {
  const at = head.place * region.pageBytes;
  const end = endOf(head);
  const body = bytes.subarray(headBytes, (end + 3) & ~3);
  head.crc = native.crc32(bytes.subarray(headBytes, end));
  const words = new Uint32Array(headBytes >> 2);
  words[0] = magic;
  words[1] = head.life;
  words[2] = head.generation;
  words[3] = head.from | (head.to << 16);
  words[4] = head.rows | (head.profiles << 16) | (head.keys << 24);
  words[5] = (head.keys ? flagKeys : 0) | (head.wide ? flagWide : 0) | (head.learnt << 8);
  words[6] = head.crc;
  sealWords(native, words, 0);
  try {
    region.erase(head.place);
    if (body.length) region.write(at + headBytes, body);
    return readPage(region, native, head) !== undefined && writeChecked(region, native, at, new Uint8Array(words.buffer, 0, headBytes));
  } catch (e) {
    return refused(e);
  }
}

/**
 * Takes a page of the table that a newer one has replaced, or of the log whose changes are all in the table, out of the way, so that it can never
 * come back. One that takes nothing any more stays: newer pages cover it, and a log two generations old is none.
 */
export function voidPage(region: Region, place: number): void {
  try {
    region.write(place * region.pageBytes, new Uint8Array(headBytes));
  } catch (e) {
    refused(e);
  }
}

function endOf(head: PageHead): number {
  return rowsAt(head) + dataBytes(head.rows, head.keys, head.wide);
}
