import type { Bytes } from "../base/bytes";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import { recordsLost } from "../wire/event";
import type { Entry } from "../wire/record";
import * as wire from "../wire/record";
import type { JournalShape } from "./journal-page";
import { offsetOf, readPage } from "./journal-page";
import { isSealed, wordsOf } from "./pages";

/** At boot, for a time that has certainly passed. */
const lookedAtMax = 32;
export const gapEntry: Entry = { type: wire.gap, reason: recordsLost, door: 0, technology: 0, flags: wire.flagClockUnsure, time: 0, token: undefined, detail: 0 };

/** Of `count` records of one page from sequence `from` on those that are whole and in their place, one behind the other. */
export function wholeRecords(region: Region, native: Native, shape: JournalShape, from: number, count: number): Bytes {
  const page = Math.floor((from - 1) / shape.slots);
  const raw = region.read(offsetOf(region, shape, page, (from - 1) % shape.slots), count * wire.recordBytes);
  const words = wordsOf(raw);
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const record = words.subarray(i * 8, i * 8 + 8);
    if (record[1] !== from + i || !isSealed(native, record, page)) continue;
    if (kept !== i) words.set(record, kept * 8);
    kept++;
  }
  return raw.subarray(0, kept * wire.recordBytes);
}

/** When the newest record that knows was written, unix seconds; 0: none of the last `lookedAtMax` up to number `last` does. */
export function sureTime(region: Region, native: Native, shape: JournalShape, last: number): number {
  let s = last;
  for (let looked = 0; s > 0 && looked < lookedAtMax; looked++) {
    const good = wholeRecords(region, native, shape, s, 1);
    if (good.length && !(good[10]! & wire.flagClockUnsure)) return wordsOf(good)[3]!;
    s--;
    /* Pages passed over have no records. */
    const begun = s % shape.slots ? undefined : readPage(region, native, shape, s / shape.slots);
    if (begun) s -= begun.skipped * shape.slots;
  }
  return 0;
}

/** Says how many records up to number `lost` the backend will never have. */
export function gapRecord(records: number, lost: number, epoch: number): Bytes {
  gapEntry.detail = records;
  return new Uint8Array(new Uint32Array(wire.recordWords(gapEntry, lost, epoch)).buffer);
}
