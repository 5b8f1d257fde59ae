import type { Bytes } from "../base/bytes";
import * as fault from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import { recordsLost } from "../wire/event";
import type { Entry } from "../wire/record";
import { encodeRecord, flagClockUnsure, gap, recordBytes } from "../wire/record";
import type { JournalPage, JournalShape } from "./journal-page";
import { openJournalPages, readMarks, readPage, shapeOf, writeMark, writePage } from "./journal-page";
import { isSealed, sealWords, usedSlots, wordsOf, writeChecked } from "./pages";

/** A mark of what is acknowledged is written when it has moved by this much: at most so many records travel again after a cut. */
const markEvery = 8;
const gapEntry: Entry = { type: gap, reason: recordsLost, door: 0, technology: 0, flags: flagClockUnsure, time: 0, token: undefined, detail: 0 };

/**
 * What happened at this door, in order, through any cut (docs/flash-format.md, section 4). Slot and page follow from
 * the sequence number alone: record s lies in page (s-1)/slots. Numbers rise by one per slot; a torn slot's is skipped.
 */
export class Journal {
  nextSequence: number;
  /** Everything up to here the backend has, or is known to be lost and reported so. */
  acknowledgedThrough: number;
  private readonly region: Region;
  private readonly native: Native;
  private readonly shape: JournalShape;
  private readonly epoch: number;
  private readonly keepNewest: boolean;
  /** Number of the page in use, counted since the first ever; -1 before that. */
  private page: number;
  private slot: number;
  /** The page after this one is erased and has its header. */
  private ready: boolean;
  /** Records lost that no gap record tells of yet. */
  private owed: number;
  /** Acknowledgement that flash knows of, and marks used in this page for it. */
  private durable: number;
  private marks: number;
  private readonly record: Bytes;
  private readonly words: Uint32Array;

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
    this.page = -1;
    this.slot = this.shape.slots;
    this.ready = false;
    this.owed = this.durable = this.marks = 0;
    const newest = openJournalPages(region, native, this.shape);
    if (newest) this.resume(newest);
    this.nextSequence = this.page * this.shape.slots + this.slot + 1;
    if (this.durable >= this.nextSequence) this.durable = this.nextSequence - 1;
    this.acknowledgedThrough = this.durable;
  }

  /** Makes `entry` durable and returns its sequence number; throws { fault: journalFull, flashFailed or flashVerify }. */
  append(entry: Entry): number {
    while (this.owed || this.slot === this.shape.slots) {
      if (this.slot === this.shape.slots) this.turn();
      if (this.owed) this.confess();
    }
    if (!this.write(entry) && !this.write(entry)) fault.raise(fault.flashVerify);
    return this.nextSequence - 1;
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

  /** Up to `max` raw records after the acknowledged one, oldest first; fewer at the end of a page. Empty: none is left. */
  batch(max: number): Bytes {
    const slots = this.shape.slots;
    let from = this.acknowledgedThrough + 1;
    while (from < this.nextSequence) {
      const slot = (from - 1) % slots;
      const count = Math.min(Math.min(max, slots - slot), this.nextSequence - from);
      const raw = this.region.read(this.offset((from - 1 - slot) / slots, slot), count * recordBytes);
      const good = this.believed(raw, from);
      if (good.length) return good;
      from += count;
    }
    this.acknowledgedThrough = this.nextSequence - 1;
    return new Uint8Array(0);
  }

  /** Unacknowledged records in % of what fits for certain, 0 to 100. */
  fill(): number {
    const room = (this.region.pages - 1) * this.shape.slots;
    return Math.min(100, Math.ceil(((this.nextSequence - 1 - this.acknowledgedThrough) * 100) / room));
  }

  /** Work for an idle moment: has the next page erased, so that an append at a page's end is one write too. Loses nothing. */
  prepare(): void {
    /* Not before this page holds a record: until then the page before it, perhaps the one to erase, proves where the journal ends. */
    if (!this.ready && this.slot > 0 && this.lostByNext() === 0) this.makeReady(0);
  }

  /** Goes on to the next page; throws { fault: journalFull } when only unacknowledged records could give way. */
  private turn(): void {
    if (!this.ready) {
      const lost = this.lostByNext();
      if (lost && !this.keepNewest) {
        this.owed++;
        fault.raise(fault.journalFull);
      }
      this.acknowledgedThrough += lost;
      this.makeReady(lost);
      this.owed += lost;
    }
    this.page++;
    this.slot = this.marks = 0;
    this.ready = false;
    this.nextSequence = this.page * this.shape.slots + 1;
  }

  /** Records not acknowledged in the page that the next one will overwrite. */
  private lostByNext(): number {
    const last = (this.page + 2 - this.region.pages) * this.shape.slots;
    return Math.max(0, last - this.acknowledgedThrough);
  }

  private makeReady(lost: number): void {
    const page = { number: this.page + 1, epoch: this.epoch, acknowledged: this.acknowledgedThrough, lost: lost };
    if (!writePage(this.region, this.native, this.shape, page)) fault.raise(fault.flashVerify);
    this.durable = this.acknowledgedThrough;
    this.ready = true;
  }

  /** The gap record: how many were lost or refused, before anything newer. */
  private confess(): void {
    gapEntry.detail = this.owed;
    if (!this.write(gapEntry)) fault.raise(fault.flashVerify);
    this.owed = 0;
  }

  /** One flash write. The slot is spent whatever comes of it. */
  private write(entry: Entry): boolean {
    if (this.slot === this.shape.slots) this.turn();
    const at = this.offset(this.page, this.slot);
    encodeRecord(this.record, entry, this.nextSequence, this.epoch);
    sealWords(this.native, this.words, this.page);
    this.slot++;
    this.nextSequence++;
    return writeChecked(this.region, this.native, at, this.record);
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
    if (this.page === newest.number && newest.lost && !this.hasConfessed()) this.owed = newest.lost;
  }

  /** True when the first whole record of the page in use is the gap record it must begin with. */
  private hasConfessed(): boolean {
    if (this.slot === 0) return false;
    const records = this.believed(this.region.read(this.offset(this.page, 0), this.slot * recordBytes), this.page * this.shape.slots + 1);
    return records.length > 0 && records[0] === gap;
  }

  private used(page: number): number {
    return usedSlots(this.region, this.native, this.offset(page, 0), recordBytes, this.shape.slots);
  }

  private offset(page: number, slot: number): number {
    return (page % this.region.pages) * this.region.pageBytes + this.shape.dataAt + slot * recordBytes;
  }
}
