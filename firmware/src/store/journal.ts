import type { Bytes } from "../base/bytes";
import * as fault from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import { chainBegun, chained, recordsLost } from "../wire/event";
import type { Entry } from "../wire/record";
import * as wire from "../wire/record";
import type { JournalChain } from "./journal-chain";
import type { JournalPage, JournalShape } from "./journal-page";
import { openJournalPages, readMarks, readPage, shapeOf, voidPage, writeMark, writePage } from "./journal-page";
import { isSealed, usedSlots, wordsOf, writeSlot } from "./pages";

/** A mark of what is acknowledged is written when it has moved by this much: at most so many records travel again after a cut. */
const markEvery = 8;
/** Records taken into the chain in one idle moment. */
const chainedAtOnce = 4;
/** At boot, for a time that has certainly passed. */
const lookedAtMax = 32;
const gapEntry: Entry = { type: wire.gap, reason: recordsLost, door: 0, technology: 0, flags: wire.flagClockUnsure, time: 0, token: undefined, detail: 0 };

/**
 * What happened at this door, in order, through any cut (docs/flash-format.md, section 4). Slot and page follow from
 * the sequence number alone: record s lies in page (s-1)/slots. Numbers rise by one per slot; a torn slot's is skipped.
 */
export class Journal {
  nextSequence: number;
  /** Everything up to here the backend has. */
  acknowledgedThrough: number;
  /** Undefined: records get no chain (a journal that is only read). */
  chain: JournalChain | undefined;
  private readonly region: Region;
  private readonly native: Native;
  private readonly shape: JournalShape;
  private readonly epoch: number;
  private readonly keepNewest: boolean;
  /** Number of the page in use, counted since the first ever; -1 before that. */
  private page: number;
  private slot: number;
  /** From this slot on there is something to do before the next record. */
  private limit: number;
  /** Where that slot lies in the region. */
  private at: number;
  /** The page after this one is erased and has its header. */
  private ready: boolean;
  /** Number of the oldest page still whole, and entries refused since the last gap record. */
  private oldest: number;
  private refused: number;
  /** Acknowledgement that flash knows of, and marks used in this page for it. */
  private durable: number;
  private marks: number;
  /** What is in the chain, and the page that holds its newest record; -1: not known yet. */
  private chainedThrough: number;
  private chainPage: number;
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
    this.record = new Uint8Array(wire.recordBytes);
    this.words = wordsOf(this.record);
    this.checked = this.record.subarray(0, wire.recordBytes - 4);
    this.chain = undefined;
    this.page = this.chainPage = -1;
    this.slot = this.shape.slots;
    this.limit = this.slot - 2;
    this.ready = false;
    this.oldest = this.refused = this.durable = this.marks = 0;
    const newest = openJournalPages(region, native, this.shape);
    if (newest) this.resume(newest);
    this.at = this.offset(this.page, this.slot);
    this.nextSequence = this.page * this.shape.slots + this.slot + 1;
    /* A reader that keeps the oldest gives up acknowledged pages only, so what is gone was acknowledged. */
    if (!keepNewest) this.durable = Math.max(this.durable, this.lostThrough());
    this.acknowledgedThrough = Math.min(this.durable, this.nextSequence - 1);
    /* The page before has a chain record of its own. */
    this.chainedThrough = Math.max(this.page - 1, 0) * this.shape.slots;
  }

  /** Makes `entry` durable and returns its sequence number; throws { fault: journalFull, flashFailed or flashVerify }. */
  append(entry: Entry): number {
    if (this.slot >= this.limit) {
      /* Once in a page, only when it was filled without an idle moment; two slots before the end, so that a cut leaves a second chance. */
      while (this.limit < this.shape.slots && !this.chainOn());
      this.limit = this.shape.slots;
    }
    if (this.refused) {
      gapEntry.detail = this.refused;
      this.write(gapEntry);
      this.refused = 0;
    }
    return this.write(entry);
  }

  /** The backend has everything up to `through`; remembered over a cut soon: a record twice does no harm there. */
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
    let from = this.acknowledgedThrough + 1;
    while (from < this.nextSequence) {
      const count = Math.min(Math.min(max, this.shape.slots - ((from - 1) % this.shape.slots)), this.nextSequence - from);
      const good = this.believed(from, count);
      if (good.length) return good;
      from += count;
    }
    this.acknowledgedThrough = this.nextSequence - 1;
    return new Uint8Array(0);
  }

  /** When the newest record that knows was written, unix seconds; 0: none of the last `lookedAtMax` does. */
  lastSureTime(): number {
    for (let s = this.nextSequence - 1; s > 0 && s >= this.nextSequence - lookedAtMax; s--) {
      const good = this.believed(s, 1);
      if (good.length && !(good[10]! & wire.flagClockUnsure)) return wordsOf(good)[3]!;
    }
    return 0;
  }

  /** Unacknowledged records in % of what fits for certain, 0 to 100. */
  fill(): number {
    const waiting = this.nextSequence - 1 - Math.max(this.acknowledgedThrough, this.lostThrough());
    return Math.min(100, Math.ceil((waiting * 100) / ((this.region.pages - 1) * this.shape.slots)));
  }

  /** Work for an idle moment: goes on with the chain, then has the next page erased, so that an append at a page's end is one write too. Loses nothing. */
  prepare(): void {
    /* Not before this page holds its chain record: while it is empty the page before it, perhaps the one to erase, proves where the journal ends. */
    if (this.chainOn() && !this.ready && this.lostByNext() === 0) this.makeReady();
  }

  /**
   * Takes a few more records into the chain; when none is left, gives a page that has none its chain record, the first of those
   * that the next one vouches for. False: some are left.
   */
  private chainOn(): boolean {
    const slots = this.shape.slots;
    const chain = this.chain;
    if (!chain) return true;
    if (this.chainedThrough < this.lostThrough()) this.chainPage = -1;
    this.chainedThrough = Math.max(this.chainedThrough, this.lostThrough());
    for (let i = 0; this.chainedThrough < this.nextSequence - 1; i++) {
      if (i === chainedAtOnce) return false;
      const record = this.believed(this.chainedThrough + 1, 1);
      if (record[0] === wire.chain) this.chainPage = Math.floor(this.chainedThrough / slots);
      if (record.length) chain.add(record);
      this.chainedThrough++;
    }
    if (this.chainPage === this.page || this.slot === slots) return true;
    if (this.chainPage < 0) chain.begin();
    const value = chain.value();
    this.write({
      type: wire.chain,
      reason: this.chainPage < 0 ? chainBegun : chained,
      door: 0, technology: 0, flags: wire.flagClockUnsure,
      time: wordsOf(value)[0]!,
      token: value.subarray(4, 12),
      detail: chain.count,
    });
    chain.add(this.record);
    this.chainPage = this.page;
    this.chainedThrough = this.nextSequence - 1;
    return true;
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
    this.limit = this.shape.slots - 2;
    this.ready = false;
  }

  /** Records not acknowledged in the page that the next one will overwrite. */
  private lostByNext(): number {
    return Math.max(0, (this.page + 2 - this.region.pages) * this.shape.slots - this.acknowledgedThrough);
  }

  private makeReady(): void {
    /* First the header that vouches for the records there, so that a cut in the erase cannot hide that some are gone: from the backend, or from the chain. */
    voidPage(this.region, this.page + 1);
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
    const record = new Uint8Array(wire.recordBytes);
    gapEntry.detail = lost - this.acknowledgedThrough;
    wire.encodeRecord(record, gapEntry, lost, this.epoch);
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
      this.words.set(wire.recordWords(entry, sequence, this.epoch));
      if (entry.token) this.record.set(entry.token, 16);
      this.words[7] = this.native.crc32(this.checked) ^ this.page;
      code = writeSlot(this.region, this.native, this.at, this.record);
      if (code >= 0) {
        this.at += wire.recordBytes;
        this.slot++;
        this.nextSequence++;
      }
      if (!code) return sequence;
    }
    this.slot = this.shape.slots;
    return fault.raise(Math.abs(code));
  }

  /** For store/journal-look too: of `count` records of one page from sequence `from` on those that are whole and in their place, one behind the other. */
  believed(from: number, count: number): Bytes {
    const slots = this.shape.slots;
    const page = Math.floor((from - 1) / slots);
    const raw = this.region.read(this.offset(page, (from - 1) % slots), count * wire.recordBytes);
    const words = wordsOf(raw);
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const record = words.subarray(i * 8, i * 8 + 8);
      if (record[1] !== from + i || !isSealed(this.native, record, page)) continue;
      if (kept !== i) words.set(record, kept * 8);
      kept++;
    }
    return raw.subarray(0, kept * wire.recordBytes);
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
    return usedSlots(this.region, this.native, this.offset(page, 0), wire.recordBytes, this.shape.slots);
  }

  private offset(page: number, slot: number): number {
    return (page % this.region.pages) * this.region.pageBytes + this.shape.dataAt + slot * wire.recordBytes;
  }
}
