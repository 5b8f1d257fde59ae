import type { Bytes } from "../base/bytes";
import { codeOf, flashVerify, grantsDamaged, grantsFull, messageMalformed, raise } from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { Grant } from "../wire/grant";
import type { ListPart } from "../wire/list-part";
import { flagRemoved, tokenBytes } from "../wire/grant";
import type { LogHead } from "./grant-log";
import type { GrantShape, ListSize } from "./grant-shape";
import { beginNext, GrantLog, readLogHeads, slotsOf } from "./grant-log";
import { voidPage } from "./grant-page";
import { bytesOf, logPages, roomOf, shapeOf } from "./grant-shape";
import { GrantTable } from "./grant-table";
import { holdsKeys } from "./holds-keys";
import { firstOf, headAfter, isBefore, isFirst, isFresh, isOutdated, newestOf, sizeOf, sizeWith } from "./grant-life";
import { Learning } from "./learning";
import { LogChanges } from "./log-changes";
import { refused, wordsOf } from "./pages";

/**
 * Who may pass, by token (docs/flash-format.md, section 5): a table of pages, and over it a log of the changes since. A full
 * log page is merged into the table page by page in idle moments while the other one takes the next changes.
 */
export class Grants {
  version: number;
  count: number;
  /** Of them with a card key. */
  keys: number;
  /** Part of the list cannot be trusted: whole pages still open, unless the log is hurt; `version` is 0, the next `apply` starts from nothing. */
  damaged: boolean;
  /** The page of the log that took nothing when it was last tried, and 1; 0: none is. */
  badPage: number;
  /** Of the table: who sends parts of a list must know. */
  readonly buckets: number;
  private readonly region: Region;
  private readonly native: Native;
  private readonly shape: GrantShape;
  /** Bytes of rows that certainly fit. */
  private readonly room: number;
  private log: GrantLog | undefined;
  /** The page before, its changes on their way into the table. */
  private merging: GrantLog | undefined;
  private changes: LogChanges | undefined;
  /** Bucket from which the merge goes on. */
  private merged: number;
  private table: GrantTable | undefined;
  /** A whole list on its way in parts. */
  private learning: Learning | undefined;
  private nextCheck: number;
  private readonly token: Bytes;
  private readonly tokenWords: Uint32Array;

  constructor(region: Region, native: Native) {
    this.region = region;
    this.native = native;
    this.shape = shapeOf(region);
    this.buckets = this.shape.buckets;
    this.room = roomOf(this.shape);
    this.token = new Uint8Array(tokenBytes);
    this.tokenWords = wordsOf(this.token);
    this.damaged = false;
    this.version = this.count = this.keys = this.merged = this.nextCheck = this.badPage = 0;
    this.open();
  }

  /** The grant of `token`, the newest change first; undefined also when its page is damaged (then `damaged` is set). */
  find(token: Bytes): Grant | undefined {
    const log = this.log;
    const table = this.table;
    if (!log || !table) return undefined;
    this.token.set(token);
    const older = this.merging;
    if (log.heads[token[7]!] || (older && older.heads[token[7]!])) {
      const changed = this.changeOf(token);
      if (changed) return changed.flags & flagRemoved ? undefined : changed;
    }
    const words = this.tokenWords;
    const found = table.find(token, words[0]!, words[1]!);
    if (!found && table.damaged && !this.damaged) this.distrust();
    return found;
  }

  /** What the log holds of `token`, the newest first; undefined: nothing that counts. */
  private changeOf(token: Bytes): Grant | undefined {
    const log = this.log!;
    const slot = log.find(token);
    if (slot) return log.grant(slot);
    const older = this.merging;
    const before = older ? older.find(token) : 0;
    if (!before || (isOutdated(older!, this.log!) && this.table!.bucketOf(this.tokenWords[0]!) < this.table!.learntTo)) return undefined;
    return older!.grant(before);
  }

  /**
   * Takes `grants`, a delta from `version` with each token at most once, over into the list, all of them or none, and calls
   * the result `toVersion`; durable on return. Throws { fault } (grantsFull, grantsDamaged, flash...) with the list unchanged.
   */
  apply(grants: Grant[], toVersion: number): void {
    if (!this.log || (this.damaged && !this.learning)) this.startOver();
    const size = sizeWith(this, grants);
    const bytes = bytesOf(this.shape, size);
    if (bytes > this.room && bytes > bytesOf(this.shape, this)) raise(grantsFull);
    const slots = slotsOf(grants);
    if (slots + 2 > this.shape.slots) raise(grantsFull);
    if (slots + 1 > this.log!.room()) this.turnLog(-1, this.badPage);
    if (this.put(grants, toVersion, size)) return;
    this.turnLog(-1, this.log!.side + 1);
    if (!this.put(grants, toVersion, size)) raise(flashVerify);
  }

  /** Writes and commits; false, with the list as it was, when flash refuses it. */
  private put(grants: Grant[], toVersion: number, size: ListSize): boolean {
    try {
      this.log!.addChanges(grants, toVersion, size);
    } catch (e) {
      this.open();
      return refused(e);
    }
    this.measured();
    return true;
  }

  /** The list is as long as the log says. */
  private measured(): void {
    this.version = this.log!.version;
    this.count = this.log!.count;
    this.keys = this.log!.keys;
  }

  /** The version that the list being learnt anew will have, and the first word from which on it is still to come; 0 and 0: none is. */
  target(): number {
    return this.learning ? this.log!.head.target : 0;
  }
  place(): number {
    return this.learning ? this.learning.place : 0;
  }

  /**
   * Takes a part of a whole list: from page to page it comes in place of what was there, and `version` changes with the last one (true).
   * A part from 0 on of another version begins anew. Throws { fault } (messageMalformed: not the part that begins at `place`).
   */
  replace(part: ListPart): boolean {
    const isOther = !this.learning || part.version !== this.target();
    if (part.buckets !== this.buckets || part.from !== (isOther ? 0 : this.place())) raise(messageMalformed);
    if (isOther) this.begin(part.version);
    try {
      if (!this.learning!.take(part)) return false;
    } catch (e) {
      this.learning = this.learningOf(this.table!);
      throw e;
    }
    this.end();
    return true;
  }

  /** An empty list at version 0, whatever was there before. */
  startOver(): void {
    const old = this.log;
    try {
      this.finishMerge();
    } catch (e) {
      /* What could not be merged goes with the rest. */
    }
    beginNext(this.region, this.native, old ? old.side : logPages - 1, firstOf(this.region, this.native, old));
    this.damaged = false;
    this.open();
  }

  /** Share of the room for the list that is taken, in %. */
  fill(): number {
    return Math.min(100, Math.ceil((bytesOf(this.shape, this) * 100) / this.room));
  }

  /** Work for an idle moment: one page of a merge, or else one page checked that no tap has touched yet. */
  prepare(): void {
    const table = this.table;
    if (!table || this.damaged) return;
    if (this.merging && !this.learning) this.mergePage();
    else if (this.nextCheck < table.directory.pages && !table.isWhole(this.nextCheck++)) this.distrust();
  }

  private open(): void {
    const heads = readLogHeads(this.region, this.native);
    const side = newestOf(heads);
    const head = heads[side];
    this.log = this.merging = this.changes = this.table = this.learning = undefined;
    this.version = this.count = this.keys = this.merged = this.nextCheck = 0;
    if (!head) {
      this.damaged = !isFresh(this.region, this.native);
      return;
    }
    this.log = this.logOf(side, head);
    this.badPage = head.badPage;
    for (let page = 0; page < logPages; page++) {
      const other = heads[page];
      if (other && isBefore(other, head)) this.merging = this.logOf(page, other);
      else if (other && page !== side) voidPage(this.region, page);
    }
    if (this.log.damaged || (this.merging && this.merging.damaged)) {
      /* Who was removed cannot be known any more: nobody is let in by what is left. */
      this.merging = undefined;
      return this.distrust();
    }
    this.table = new GrantTable(this.region, this.native, this.shape, head.life);
    this.table.resumeTransfer(this.log.transfer);
    if (this.log.transfer) this.learning = this.learningOf(this.table);
    this.version = this.log.version;
    this.count = this.log.count;
    this.keys = this.merging && this.log.keys < 0 ? this.merging.keys : this.log.keys;
    /* No change since the last merge: all are in the table. */
    if (this.keys < 0) this.keys = holdsKeys && this.table.hadKeys ? this.table.measure().keys : 0;
    const missing = !this.table.directory.pages && !isFirst(this.log) && !(this.merging && isFirst(this.merging));
    if (missing || this.table.damaged) this.distrust();
  }

  private logOf(side: number, head: LogHead): GrantLog {
    return new GrantLog(this.region, this.native, { side: side, slots: this.shape.slots, head: head });
  }

  private learningOf(table: GrantTable): Learning {
    return new Learning(table, this.shape, this.native);
  }

  private begin(version: number): void {
    if (!this.table) this.startOver();
    this.turnLog(version, this.badPage);
    this.table!.resumeTransfer(this.log!.transfer);
    this.learning = this.learningOf(this.table!);
  }

  /** Everything has come. What waited to be merged from before is of no use any more, and must be gone before the transfer is. */
  private end(): void {
    const table = this.table!;
    const older = this.merging;
    if (older && isOutdated(older, this.log!)) this.dropMerged();
    if (this.merging || !this.log!.room()) this.turnLog(-1, this.badPage);
    this.finishMerge();
    this.log!.endTransfer(sizeOf(table, this.log!));
    this.learning = undefined;
    table.resumeTransfer(0);
    table.damaged = this.damaged = false;
    this.measured();
    this.nextCheck = 0;
  }

  /** The next page of the log takes the next changes, this one is merged from now on. `target`: for `headAfter`; `badPage`: as it will say. */
  private turnLog(target: number, badPage: number): void {
    const goesOn = this.log!.transfer;
    try {
      this.finishMerge();
      this.turnTo(target, badPage);
    } catch (e) {
      /* Where the whole list comes anew, what hinders it must not stand: then from nothing. */
      if (target < 0 && !goesOn) throw e;
      this.startOver();
      if (target >= 0) this.turnTo(target, badPage);
    }
  }

  private turnTo(target: number, badPage: number): void {
    const full = this.log!;
    const head = headAfter(full, this, target, badPage);
    const side = beginNext(this.region, this.native, full.side, head);
    this.merging = full;
    this.badPage = head.badPage;
    this.log = this.logOf(side, head);
    if (this.learning) this.learning = this.learningOf(this.table!);
  }

  private finishMerge(): void {
    while (this.merging) this.mergePage();
  }

  /** Throws { fault: grantsFull ... } with the changes safe in the log. */
  private mergePage(): void {
    const table = this.table!;
    const buckets = this.shape.buckets;
    if (!this.changes && isOutdated(this.merging!, this.log!)) this.merged = table.learntTo;
    if (!this.changes) this.changes = new LogChanges(this.merging!, buckets, (first: number) => table.bucketOf(first));
    try {
      if (this.changes.bucketFrom(this.merged) < buckets) this.merged = table.stepMerge(this.merged, this.changes);
    } catch (e) {
      if (codeOf(e) === grantsDamaged) this.distrust();
      throw e;
    }
    if (this.changes.bucketFrom(this.merged) >= buckets) this.dropMerged();
  }

  private dropMerged(): void {
    voidPage(this.region, this.merging!.side);
    this.merging = this.changes = undefined;
    this.merged = 0;
  }

  private distrust(): void {
    this.damaged = true;
    this.version = 0;
  }
}
