import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Native } from "../../../firmware/src/hal/native";
import type { Region } from "../../../firmware/src/hal/flash";
import { openJournalPages, readPage, shapeOf } from "../../../firmware/src/store/journal-page";
import { isSealed, wordsOf } from "../../../firmware/src/store/pages";
import type { Record } from "../../../firmware/src/wire/record";
import { decodeRecord, recordBytes } from "../../../firmware/src/wire/record";
import { jsNative } from "../../hal/native";
import type { BoardConfig } from "../board-config";
import { imageRegion } from "./image-region";

/**
 * Every whole record in the file that the interpreter keeps as flash, oldest first, the acknowledged ones included.
 * The file may be in use: half-written records are left out and come with the next look.
 */
export function readJournal(storage: Bytes, board: BoardConfig): Record[] {
  const { address, pages } = board.flash.regions.journal;
  return recordsOf(imageRegion(storage, address - board.flash.storage.address, { pageBytes: board.flash.pageBytes, pages }));
}

/** Every whole record of a journal's region, oldest first. */
export function recordsOf(region: Region): Record[] {
  const native = jsNative();
  const shape = shapeOf(region);
  const { newest } = openJournalPages(region, native, shape);
  const records: Record[] = [];
  if (!newest) return records;
  for (let number = Math.max(0, newest.number - region.pages + 1); number <= newest.number; number++) {
    if (!readPage(region, native, shape, number)) continue;
    const at = (number % region.pages) * region.pageBytes + shape.dataAt;
    records.push(...whole(native, region.read(at, shape.slots * recordBytes), number));
  }
  return records;
}

function whole(native: Native, slots: Bytes, page: number): Record[] {
  const records: Record[] = [];
  for (let at = 0; at < slots.length; at += recordBytes) {
    if (isSealed(native, wordsOf(slots.subarray(at, at + recordBytes)), page)) records.push(decodeRecord(slots, at));
  }
  return records;
}
