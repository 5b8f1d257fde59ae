import type { Bytes } from "../base/bytes";
import * as fault from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import { chainBegun, chained } from "../wire/event";
import type { Entry } from "../wire/record";
import * as wire from "../wire/record";
import type { JournalChain } from "./journal-chain";
import type { JournalPage, JournalShape } from "./journal-page";
import { offsetOf, openJournalPages, readMarks, readPage, shapeOf, usedIn, writeMark, writePage } from "./journal-page";
import { gapEntry, gapRecord, sureTime, wholeRecords } from "./journal-records";
import { wordsOf, writeSlot } from "./pages";

/** A mark of what is acknowledged is written when it has moved by this much: at most so many records travel again after a cut. */
const markEvery = 8;
/** Records taken into the chain in one idle moment. */
const chainedAtOnce = 4;

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
  /** Some page takes nothing any more and is passed over. */
  worn: boolean;
  private readonly region: Region;
  private readonly native: Native;
  private readonly shape: JournalShape;
  private readonly epoch: number;
  private readonly keepNewest: boolean;
  /** Number of the page in use, -1: none yet. */
  private page: number;
  private slot: number;
  /** From this slot on there is something to do before the next record. */
  private limit: number;
  /** Where that slot lies in the region. */
  private at: number;
  /** The page after this one is erased and has its header. */
  private ready: boolean;
  /** Number of that page, or of the one to be tried: those between refused their header. */
  private next: number;
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
    this.oldest = this.refused = this.durable = this.marks = this.next = this.chainedThrough = 0;
    this.worn = false;
    this.resume();
    this.at = offsetOf(this.region, this.shape, this.page, this.slot);
    this.nextSequence = this.page * this.shape.slots + this.slot + 1;
    /* A reader that keeps the oldest gives up acknowledged pages only, so what is gone was acknowledged. */
    if (!keepNewest) this.durable = Math.max(this.durable, this.lostThrough());
    this.acknowledgedThrough = Math.min(this.durable, this.nextSequence - 1);
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
    if (lost > this.acknowledgedThrough) return gapRecord(lost - this.acknowledgedThrough, lost, this.epoch);
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

  /** When the newest record that knows was written, unix seconds; 0: none of the last ones does. */
  lastSureTime(): number {
    return sureTime(this.region, this.native, this.shape, this.nextSequence - 1);
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
    const lost = this.lostThrough();
    if (this.chainedThrough < lost) {
      this.chainedThrough = lost;
      this.chainPage = -1;
    }
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
    while (!this.ready) {
      if (this.lostByNext() && !this.keepNewest) {
        /* Flash takes nothing at all: that is no full journal, and it may pass. */
        if (this.next - this.page > this.region.pages >> 1) {
          this.next = this.page + 1;
          fault.raise(fault.flashFailed);
        }
        this.refused++;
        fault.raise(fault.journalFull);
      }
      this.makeReady();
    }
    this.page = this.next++;
    this.slot = this.marks = 0;
    this.at = offsetOf(this.region, this.shape, this.page, 0);
    this.nextSequence = this.page * this.shape.slots + 1;
    this.limit = this.shape.slots - 2;
    this.ready = false;
  }

  /** Records not acknowledged in the page that the next one will overwrite. */
  private lostByNext(): number {
    return Math.max(0, (this.next + 1 - this.region.pages) * this.shape.slots - this.acknowledgedThrough);
  }

  /** Erases the next page and writes its header. One that flash refuses is passed over; throws { fault: flashVerify } when no other is left. */
  private makeReady(): void {
    this.oldest = Math.max(this.oldest, this.next + 1 - this.region.pages);
    const page = { number: this.next, skipped: this.next - this.page - 1, epoch: this.epoch, acknowledged: this.acknowledgedThrough };
    this.ready = writePage(this.region, this.native, this.shape, page);
    if (this.ready) this.durable = this.acknowledgedThrough;
    else {
      this.worn = true;
      this.next++;
      /* The page in use proves where the journal ends. */
      if (this.next < this.page + this.region.pages) return;
      this.next = this.page + 1;
      fault.raise(fault.flashVerify);
    }
  }

  /** Last sequence number that flash holds no more. */
  private lostThrough(): number {
    return this.oldest * this.shape.slots;
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
    return wholeRecords(this.region, this.native, this.shape, from, count);
  }

  /** Finds the page in use: the newest, or the one before if the newest was only made ready. */
  private resume(): void {
    const found = openJournalPages(this.region, this.native, this.shape);
    const newest = found.newest;
    if (!newest) return;
    let page = newest;
    let marks = readMarks(this.region, this.shape, newest.number);
    this.worn = found.skipped > 0;
    this.slot = usedIn(this.region, this.native, this.shape, newest.number);
    this.durable = Math.max(newest.acknowledged, marks.through);
    const before = this.headOf(newest.number - 1 - newest.skipped);
    if (before) {
      const older = readMarks(this.region, this.shape, before.number);
      const used = usedIn(this.region, this.native, this.shape, before.number);
      this.durable = Math.max(this.durable, older.through);
      if (!this.slot && used < this.shape.slots) {
        page = before;
        marks = older;
        this.slot = used;
        this.ready = true;
      }
    }
    this.page = page.number;
    this.marks = marks.used;
    this.next = this.ready ? newest.number : newest.number + 1;
    /* The page before has a chain record of its own. */
    this.chainedThrough = (this.page - 1 - page.skipped) * this.shape.slots;
    /* The page to be overwritten next may have been erased already. */
    let oldest: JournalPage | undefined;
    let number = Math.max(0, newest.number + 1 - this.region.pages);
    while (!(oldest = this.headOf(number))) number++;
    this.oldest = number - oldest.skipped;
  }

  private headOf(page: number): JournalPage | undefined {
    return readPage(this.region, this.native, this.shape, page);
  }
}
