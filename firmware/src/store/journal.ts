import type { Bytes } from "../base/bytes";
import * as fault from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import { recordsLost } from "../wire/event";
import type { Entry } from "../wire/record";
import { encodeRecord, flagClockUnsure, gap, recordBytes, recordWords } from "../wire/record";
import type { JournalPage, JournalShape } from "./journal-page";
import { openJournalPages, readMarks, readPage, shapeOf, voidPage, writeMark, writePage } from "./journal-page";
import { isBlank, isSealed, usedSlots, wordsOf, writeSlot } from "./pages";

/** A mark of what is acknowledged is written when it has moved by this much: at most so many records travel again after a cut. */
const markEvery = 8;
/** At boot, for a time that has certainly passed. */
const lookedAtMax = 32;
const gapEntry: Entry = { type: gap, reason: recordsLost, door: 0, technology: 0, flags: flagClockUnsure, time: 0, token: undefined, detail: 0 };

/**
 * What happened at this door, in order, through any cut (docs/flash-format.md, section 4). Slot and page follow from
 * the sequence number alone: record s lies in page (s-1)/slots. Numbers rise by one per slot; a torn slot's is skipped.
 */
export class Journal {
  nextSequence: number;
  /** Everything up to here the backend has. */
  acknowledgedThrough: number;
  private readonly region: Region;
  private readonly native: Native;
  private readonly shape: JournalShape;
  private readonly epoch: number;
  private readonly keepNewest: boolean;
  /** Number of the page in use, counted since the first ever; -1 before that. */
  private page: number;
  private slot: number;
  /** Where that slot lies in the region. */
  private at: number;
  /** The page after this one is erased and has its header. */
  private ready: boolean;
  /** Number of the oldest page still whole. */
  private oldest: number;
  /** Entries refused since the last gap record. */
  private refused: number;
  /** Acknowledgement that flash knows of, and marks used in this page for it. */
  private durable: number;
  private marks: number;
  private readonly record: Bytes;
  private readonly words: Uint32Array;
  /** What the record's checksum covers. */
  private readonly checked: Bytes;

  /** `epoch`: of this boot. `keepNewest`: when full, lose the oldest unacknowledged records instead of refusing new ones. */
  constructor(region: Region, native: Native, epoch: number, keepNewest: boolean) {
    if (region.pages < 2) fault.raise(fault.flashRange);
    this.region = region;
    this.native = native;
    this.epoch = epoch;
    this.keepNewest = keepNewest;
    this.shape = shapeOf(region);
    this.record = new Uint8Array(recordBytes);
    this.words = wordsOf(this.record);
    this.checked = this.record.subarray(0, recordBytes - 4);
    this.page = -1;
    this.slot = this.shape.slots;
    this.ready = false;
    this.oldest = this.refused = this.durable = this.marks = 0;
    const newest = openJournalPages(region, native, this.shape);
    if (newest) this.resume(newest);
    this.at = this.offset(this.page, this.slot);
    this.nextSequence = this.page * this.shape.slots + this.slot + 1;
    /* A reader that keeps the oldest gives up acknowledged pages only, so what is gone was acknowledged. */
    if (!keepNewest) this.durable = Math.max(this.durable, this.lostThrough());
    this.acknowledgedThrough = Math.min(this.durable, this.nextSequence - 1);
  }

  /** Makes `entry` durable and returns its sequence number; throws { fault: journalFull, flashFailed or flashVerify }. */
  append(entry: Entry): number {
    if (this.slot === this.shape.slots) this.turn();
    if (this.refused) {
      gapEntry.detail = this.refused;
      this.write(gapEntry);
      this.refused = 0;
    }
    return this.write(entry);
  }

  /** The backend has everything up to `through`; remembered over a cut soon, not at once: a record twice does no harm there. */
  acknowledge(through: number): void {
    if (through >= this.nextSequence) through = this.nextSequence - 1;
    if (through <= this.acknowledgedThrough) return;
    this.acknowledgedThrough = through;
    /* The page's last mark is kept for the moment when everything is acknowledged. */
    const spare = through === this.nextSequence - 1 ? 0 : 1;
    if (through < this.durable + markEvery || this.page < 0 || this.marks + spare >= this.shape.marks) return;
    writeMark(this.region, this.shape, this.page, this.marks++, through);
    this.durable = through;
  }

  /**
   * Up to `max` raw records after the acknowledged one, oldest first; fewer at the end of a page. Empty: none is left.
   * Where records were lost to keep newer ones, one gap record comes in their place, under the number of the last.
   */
  batch(max: number): Bytes {
    const lost = this.lostThrough();
    if (lost > this.acknowledgedThrough) return this.gapRecord(lost);
    const slots = this.shape.slots;
    let from = this.acknowledgedThrough + 1;
    while (from < this.nextSequence) {
      const slot = (from - 1) % slots;
      const count = Math.min(Math.min(max, slots - slot), this.nextSequence - from);
      const good = this.believed(this.region.read(this.offset(Math.floor((from - 1) / slots), slot), count * recordBytes), from);
      if (good.length) return good;
      from += count;
    }
    this.acknowledgedThrough = this.nextSequence - 1;
    return new Uint8Array(0);
  }

  /** When the newest record that knows was written, unix seconds; 0: none of the last `lookedAtMax` does. */
  lastSureTime(): number {
    const slots = this.shape.slots;
    for (let s = this.nextSequence - 1; s > 0 && s >= this.nextSequence - lookedAtMax; s--) {
      const good = this.believed(this.region.read(this.offset(Math.floor((s - 1) / slots), (s - 1) % slots), recordBytes), s);
      if (good.length && !(good[10]! & flagClockUnsure)) return wordsOf(good)[3]!;
    }
    return 0;
  }

  /** Unacknowledged records in % of what fits for certain, 0 to 100. */
  fill(): number {
    const waiting = this.nextSequence - 1 - Math.max(this.acknowledgedThrough, this.lostThrough());
    return Math.min(100, Math.ceil((waiting * 100) / ((this.region.pages - 1) * this.shape.slots)));
  }

  /** Work for an idle moment: has the next page erased, so that an append at a page's end is one write too. Loses nothing. */
  prepare(): void {
    /* Not before this page holds a record: until then the page before it, perhaps the one to erase, proves where the journal ends. */
    if (!this.ready && this.slot > 0 && this.lostByNext() === 0) this.makeReady();
  }

  /** Goes on to the next page; throws { fault: journalFull } when only unacknowledged records could give way. */
  private turn(): void {
    if (!this.ready) {
      if (this.lostByNext() && !this.keepNewest) {
        this.refused++;
        fault.raise(fault.journalFull);
      }
      this.makeReady();
    }
    this.page++;
    this.slot = this.marks = 0;
    this.at = this.offset(this.page, 0);
    this.nextSequence = this.page * this.shape.slots + 1;
    this.ready = false;
  }

  /** Records not acknowledged in the page that the next one will overwrite. */
  private lostByNext(): number {
    return Math.max(0, (this.page + 2 - this.region.pages) * this.shape.slots - this.acknowledgedThrough);
  }

  private makeReady(): void {
    /* Records are about to be lost: first the header that vouches for them, so that a cut in the erase cannot hide it. */
    if (this.lostByNext()) voidPage(this.region, this.page + 1);
    this.oldest = Math.max(this.oldest, this.page + 2 - this.region.pages);
    const page = { number: this.page + 1, epoch: this.epoch, acknowledged: this.acknowledgedThrough };
    if (!writePage(this.region, this.native, this.shape, page)) fault.raise(fault.flashVerify);
    this.durable = this.acknowledgedThrough;
    this.ready = true;
  }

  /** Last sequence number that flash holds no more. */
  private lostThrough(): number {
    return this.oldest * this.shape.slots;
  }

  /** Says how many records up to number `lost` the backend will never have. */
  private gapRecord(lost: number): Bytes {
    const record = new Uint8Array(recordBytes);
    gapEntry.detail = lost - this.acknowledgedThrough;
    encodeRecord(record, gapEntry, lost, this.epoch);
    return record;
  }

  /**
   * One flash write, a second one if flash did not take the first: in the next slot, or in the same if that is still blank.
   * A page that refuses both is given up, so that the next record goes elsewhere.
   */
  private write(entry: Entry): number {
    let code = 0;
    for (let tries = 0; tries < 2; tries++) {
      if (this.slot === this.shape.slots) this.turn();
      const sequence = this.nextSequence;
      this.words.set(recordWords(entry, sequence, this.epoch));
      if (entry.token) this.record.set(entry.token, 16);
      this.words[7] = this.native.crc32(this.checked) ^ this.page;
      code = writeSlot(this.region, this.native, this.at, this.record);
      if (!code || !isBlank(this.region, this.native, this.at, recordBytes)) {
        this.at += recordBytes;
        this.slot++;
        this.nextSequence++;
      }
      if (!code) return sequence;
    }
    this.slot = this.shape.slots;
    return fault.raise(code);
  }

  /** The records of `raw`, which starts with sequence `from`, that are whole and in their place; moved together. */
  private believed(raw: Bytes, from: number): Bytes {
    const words = wordsOf(raw);
    const page = Math.floor((from - 1) / this.shape.slots);
    let kept = 0;
    for (let i = 0; i * recordBytes < raw.length; i++) {
      const record = words.subarray(i * 8, i * 8 + 8);
      if (record[1] !== from + i || !isSealed(this.native, record, page)) continue;
      if (kept !== i) words.set(record, kept * 8);
      kept++;
    }
    return raw.subarray(0, kept * recordBytes);
  }

  /** Finds the page in use: the newest, or the one before if the newest was only made ready. */
  private resume(newest: JournalPage): void {
    const before = readPage(this.region, this.native, this.shape, newest.number - 1);
    this.page = newest.number;
    this.slot = this.used(this.page);
    this.durable = Math.max(newest.acknowledged, readMarks(this.region, this.shape, newest.number).through);
    if (before) {
      this.durable = Math.max(this.durable, readMarks(this.region, this.shape, before.number).through);
      const used = this.used(before.number);
      if (this.slot === 0 && used < this.shape.slots) {
        this.page = before.number;
        this.slot = used;
        this.ready = true;
      }
    }
    this.marks = readMarks(this.region, this.shape, this.page).used;
    this.oldest = Math.max(0, newest.number + 1 - this.region.pages);
    /* The page to be overwritten next may have been erased already. */
    if (!readPage(this.region, this.native, this.shape, this.oldest)) this.oldest++;
  }

  private used(page: number): number {
    return usedSlots(this.region, this.native, this.offset(page, 0), recordBytes, this.shape.slots);
  }

  private offset(page: number, slot: number): number {
    return (page % this.region.pages) * this.region.pageBytes + this.shape.dataAt + slot * recordBytes;
  }
}
