import type { Bytes } from "../base/bytes";
import { codeOf, grantsDamaged, grantsFull, messageMalformed, raise } from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { Grant } from "../wire/grant";
import type { ListPart } from "../wire/list-part";
import { flagRemoved, tokenBytes } from "../wire/grant";
import type { LogHead } from "./grant-log";
import type { GrantShape } from "./grant-shape";
import { beginLog, GrantLog, readLogHead, slotsOf } from "./grant-log";
import { voidPage } from "./grant-page";
import { bytesOf, roomOf, shapeOf } from "./grant-shape";
import { GrantTable } from "./grant-table";
import { holdsKeys } from "./holds-keys";
import { firstOf, isFirst, isFresh, isNewer, sizeOf, sizeWith } from "./grant-life";
import { Learning } from "./learning";
import { LogChanges } from "./log-changes";
import { wordsOf } from "./pages";

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
    this.version = this.count = this.keys = this.merged = this.nextCheck = 0;
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
    if (!before || (this.isOutdated(older!) && this.table!.bucketOf(this.tokenWords[0]!) < this.table!.learntTo)) return undefined;
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
    let slots = 0;
    for (let i = 0; i < grants.length; i++) slots += slotsOf(grants[i]!);
    if (slots + 2 > this.shape.slots) raise(grantsFull);
    if (slots + 1 > this.log!.room()) this.turnLog(-1);
    try {
      /* Removals first: should memory or power end, they were on their way. */
      for (let removals = 1; removals >= 0; removals--) {
        for (let i = 0; i < grants.length; i++) if ((grants[i]!.flags & flagRemoved) === removals) this.log!.addChange(grants[i]!);
      }
      this.log!.commit(toVersion, size, slots);
    } catch (e) {
      this.open();
      throw e;
    }
    this.version = toVersion;
    this.count = size.count;
    this.keys = size.keys;
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
    const side = old ? 1 - old.side : 0;
    beginLog(this.region, this.native, side, firstOf(this.region, this.native, old));
    voidPage(this.region, 1 - side);
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
    const first = readLogHead(this.region, this.native, 0);
    const second = readLogHead(this.region, this.native, 1);
    const side = first && (!second || isNewer(first, second)) ? 0 : 1;
    const head = side ? second : first;
    const other = side ? first : second;
    this.log = this.merging = this.changes = this.table = this.learning = undefined;
    this.version = this.count = this.keys = this.merged = this.nextCheck = 0;
    if (!head) {
      this.damaged = !isFresh(this.region, this.native);
      return;
    }
    this.log = this.logOf(side, head);
    if (other && other.life === head.life) this.merging = this.logOf(1 - side, other);
    else if (other) voidPage(this.region, 1 - side);
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

  /** Changes from before the transfer under way say nothing of what it has brought. */
  private isOutdated(log: GrantLog): boolean {
    return this.log!.transfer !== 0 && log.head.transfer !== this.log!.transfer;
  }

  private begin(version: number): void {
    if (!this.table) this.startOver();
    this.turnLog(version);
    this.table!.resumeTransfer(this.log!.transfer);
    this.learning = this.learningOf(this.table!);
  }

  /** Everything has come. What waited to be merged from before is of no use any more, and must be gone before the transfer is. */
  private end(): void {
    const table = this.table!;
    const older = this.merging;
    if (older && this.isOutdated(older)) this.dropMerged();
    if (this.merging || !this.log!.room()) this.turnLog(-1);
    this.finishMerge();
    this.log!.endTransfer(sizeOf(table, this.log!));
    this.learning = undefined;
    table.resumeTransfer(0);
    table.damaged = this.damaged = false;
    this.version = this.log!.version;
    this.count = this.log!.count;
    this.keys = this.log!.keys;
    this.nextCheck = 0;
  }

  /**
   * The other page of the log takes the next changes; what is in this one is merged from now on. `target`: with it a transfer
   * begins that ends with this version; -1: none does.
   */
  private turnLog(target: number): void {
    const goesOn = this.log!.transfer;
    try {
      this.finishMerge();
    } catch (e) {
      /* Where the whole list comes anew, what hinders it must not stand: then from nothing. */
      if (target < 0 && !goesOn) throw e;
      this.startOver();
      if (target < 0) return;
    }
    const full = this.log!;
    const generation = full.head.generation + 1;
    const head = {
      life: full.head.life, generation: generation, version: this.version, count: this.count,
      /* Where nothing is to be merged and no list has come no table comes of it. */
      first: isFirst(full) && !full.changed().length,
      transfer: target < 0 ? full.transfer : generation & 0xffffff, target: target < 0 ? full.head.target : target,
    };
    beginLog(this.region, this.native, 1 - full.side, head);
    this.log = this.logOf(1 - full.side, head);
    this.merging = full;
    if (this.learning) this.learning = this.learningOf(this.table!);
  }

  private finishMerge(): void {
    while (this.merging) this.mergePage();
  }

  /** Throws { fault: grantsFull ... } with the changes safe in the log. */
  private mergePage(): void {
    const table = this.table!;
    const buckets = this.shape.buckets;
    if (!this.changes && this.isOutdated(this.merging!)) this.merged = table.learntTo;
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
