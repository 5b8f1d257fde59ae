import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import { recordBytes } from "../wire/record";
import { isSealed, refused, sealWords, usedSlots, wordsOf, writeChecked } from "./pages";

/*
 * A page of the journal: header of 32 bytes, marks of 8 bytes, records of 32 bytes.
 *   0 magic | 4 format | 8 page number | 12 epoch | 16 first sequence | 20 acknowledged through | 24 pages passed over | 28 crc
 * A mark is a watermark and its complement. Power lost during a write only leaves bits too high, and no such
 * pair is complementary, so a torn mark is never believed.
 */
const magic = 0x314a4b4c; /* "LKJ1" */
const format = 1;
const headerBytes = 32;
const markBytes = 8;

export interface JournalPage {
  /** Pages since the first ever; it lies at this modulo the region's pages. */
  number: number;
  /** Pages passed over between the one before and this one, because flash refused their headers. */
  skipped: number;
  /** Boot in which it was made. */
  epoch: number;
  acknowledged: number;
}

/** Where things lie in a page of this size. */
export interface JournalShape {
  slots: number;
  marks: number;
  dataAt: number;
}

/** Four marks for each kB: as many acknowledgements as a page of records needs at one mark per eight records. */
export function shapeOf(region: { pageBytes: number }): JournalShape {
  const marks = region.pageBytes >> 8;
  const dataAt = headerBytes + marks * markBytes;
  return { slots: Math.floor((region.pageBytes - dataAt) / recordBytes), marks: marks, dataAt: dataAt };
}

/** Where a slot lies in the region. */
export function offsetOf(region: Region, shape: JournalShape, page: number, slot: number): number {
  return (page % region.pages) * region.pageBytes + shape.dataAt + slot * recordBytes;
}

/** How many slots of a page are used. */
export function usedIn(region: Region, native: Native, shape: JournalShape, page: number): number {
  return usedSlots(region, native, offsetOf(region, shape, page, 0), recordBytes, shape.slots);
}

/** Events that a journal holds for certain while nothing is acknowledged: one slot of each page is its chain record's. */
export function journalCapacity(pageBytes: number, pages: number): number {
  return (pages - 1) * (shapeOf({ pageBytes: pageBytes }).slots - 1);
}

/** The newest page, found by one pass over the headers, undefined when there is none; and how many were passed over. */
export function openJournalPages(region: Region, native: Native, shape: JournalShape): { newest: JournalPage | undefined; skipped: number } {
  const found: { newest: JournalPage | undefined; skipped: number } = { newest: undefined, skipped: 0 };
  for (let i = 0; i < region.pages; i++) {
    const page = headerAt(region, native, shape, i);
    if (!page) continue;
    found.skipped += page.skipped;
    if (!found.newest || page.number > found.newest.number) found.newest = page;
  }
  return found;
}

/** The newest boot epoch that a page tells of; 0: none does. */
export function epochTold(region: Region, native: Native): number {
  const newest = openJournalPages(region, native, shapeOf(region)).newest;
  return newest ? newest.epoch : 0;
}

/** The header of page `number` if flash still has it. */
export function readPage(region: Region, native: Native, shape: JournalShape, number: number): JournalPage | undefined {
  if (number < 0) return undefined;
  const page = headerAt(region, native, shape, number % region.pages);
  return page && page.number === number ? page : undefined;
}

/**
 * Erases the place of `page` and writes its header; false when flash did not take it. First the old header goes, so that a cut
 * in the erase cannot hide that some of the records there are gone: from the backend, or from the chain.
 */
export function writePage(region: Region, native: Native, shape: JournalShape, page: JournalPage): boolean {
  const words = new Uint32Array(8);
  words[0] = magic;
  words[1] = format;
  words[2] = page.number;
  words[3] = page.epoch;
  words[4] = page.number * shape.slots + 1;
  words[5] = page.acknowledged;
  words[6] = page.skipped;
  sealWords(native, words, 0);
  const place = page.number % region.pages;
  const at = place * region.pageBytes;
  try {
    region.write(at, new Uint8Array(headerBytes));
    region.erase(place);
    return writeChecked(region, native, at, new Uint8Array(words.buffer, 0, headerBytes));
  } catch (e) {
    return refused(e);
  }
}

/** The highest watermark marked in page `number`, 0 without any, and how many marks are used up. */
export function readMarks(region: Region, shape: JournalShape, number: number): { through: number; used: number } {
  const words = wordsOf(region.read((number % region.pages) * region.pageBytes + headerBytes, shape.marks * markBytes));
  let through = 0;
  let used = 0;
  for (let i = 0; i < words.length; i += 2) {
    const value = words[i]!;
    const complement = words[i + 1]!;
    if (value !== 0xffffffff || complement !== 0xffffffff) used = (i >> 1) + 1;
    if (value > through && (value ^ complement) === -1) through = value;
  }
  return { through: through, used: used };
}

export function writeMark(region: Region, shape: JournalShape, number: number, mark: number, through: number): void {
  const words = new Uint32Array(2);
  words[0] = through;
  words[1] = ~through;
  const at = (number % region.pages) * region.pageBytes + headerBytes + mark * markBytes;
  if (mark < shape.marks) region.write(at, new Uint8Array(words.buffer, 0, markBytes));
}

function headerAt(region: Region, native: Native, shape: JournalShape, place: number): JournalPage | undefined {
  const words = wordsOf(region.read(place * region.pageBytes, headerBytes));
  if (words[0] !== magic || words[1] !== format || !isSealed(native, words, 0)) return undefined;
  if (words[2]! % region.pages !== place || words[4] !== words[2]! * shape.slots + 1) return undefined;
  return { number: words[2]!, skipped: words[6]!, epoch: words[3]!, acknowledged: words[5]! };
}
