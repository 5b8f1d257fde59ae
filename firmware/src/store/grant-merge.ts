import type { Bytes } from "../base/bytes";
import { flashVerify, grantsDamaged, grantsFull, raise } from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import { flagRemoved } from "../wire/grant";
import type { Bank, GrantShape } from "./grant-bank";
import { blockAt, blockBytes, firstsAt, perBlock, readBlock, restBytes, restsAt, slotBytes, writeBank, writeBlock } from "./grant-bank";
import { wordsOf } from "./pages";

/* The parts of a block in words. */
const firstWord = firstsAt >> 2;
const restWord = restsAt >> 2;
const restWords = restBytes >> 2;
/** Above the first word of every token. */
const noToken = 0x100000000;

/** Where a merge works. */
export interface MergePlace {
  region: Region;
  native: Native;
  shape: GrantShape;
}

/**
 * The changes to merge in: `keys` sorted, each the first word of a token times `keyStep` plus the change's place in
 * order of age; `read` gives the change at a place.
 */
export interface Changes {
  keys: Float64Array;
  read(place: number): Uint32Array;
}
export const keyStep = 1048576;

/** Fills the blocks of a new table, one block of memory at a time. */
class TableWriter {
  count: number;
  blocks: number;
  private readonly place: MergePlace;
  private readonly side: number;
  private readonly generation: number;
  private block: Bytes;
  private entries: number;

  constructor(place: MergePlace, side: number, generation: number) {
    this.place = place;
    this.side = side;
    this.generation = generation;
    this.count = this.blocks = this.entries = 0;
    this.block = new Uint8Array(blockBytes);
    /* The pages before the first block hold header and log: they must be blank before the bank counts. */
    for (let at = 0; at < blockAt(place.shape, 0, 0); at += place.region.pageBytes) this.erase(at);
  }

  /** Appends `count` entries of a block of the old table, from entry `from`. */
  copy(source: Bytes, from: number, count: number): void {
    while (count > 0) {
      const run = Math.min(count, perBlock - this.entries);
      this.block.set(source.subarray(firstsAt + from * 4, firstsAt + (from + run) * 4), firstsAt + this.entries * 4);
      this.block.set(source.subarray(restsAt + from * restBytes, restsAt + (from + run) * restBytes), restsAt + this.entries * restBytes);
      this.advance(run);
      from += run;
      count -= run;
    }
  }

  /** Appends one change as an entry. */
  put(change: Uint32Array): void {
    const bytes = new Uint8Array(change.buffer, change.byteOffset, slotBytes);
    this.block.set(bytes.subarray(0, 4), firstsAt + this.entries * 4);
    this.block.set(bytes.subarray(4, 4 + restBytes), restsAt + this.entries * restBytes);
    this.advance(1);
  }

  /** Writes what is left over. */
  finish(): void {
    if (this.entries) this.flush();
  }

  private advance(entries: number): void {
    this.entries += entries;
    this.count += entries;
    if (this.count > this.place.shape.capacity) raise(grantsFull);
    if (this.entries === perBlock) this.flush();
  }

  private flush(): void {
    const at = blockAt(this.place.shape, 0, this.blocks);
    if (at % this.place.region.pageBytes === 0) this.erase(at);
    const offset = this.side * this.place.shape.bankBytes + at;
    wordsOf(this.block)[1] = this.entries;
    if (!writeBlock(this.place.region, this.place.native, offset, this.block, this.generation)) raise(flashVerify);
    this.blocks++;
    this.entries = 0;
    this.block = new Uint8Array(blockBytes);
  }

  /** `at`: offset within the bank. */
  private erase(at: number): void {
    this.place.region.erase(Math.floor((this.side * this.place.shape.bankBytes + at) / this.place.region.pageBytes));
  }
}

/**
 * Writes the old table (undefined: none) with `changes` over it into the other bank and puts that in force at `version`.
 * A fault or cut before the last write leaves the old one as it was. Cost: one write for each block of the table.
 */
export function mergeTable(place: MergePlace, old: Bank | undefined, changes: Changes, version: number): Bank {
  const side = old ? 1 - old.side : 0;
  const generation = old ? old.generation + 1 : 1;
  const writer = new TableWriter(place, side, generation);
  const merge = { at: 0, changes: changes, writer: writer };
  for (let i = 0; old && i < old.blocks; i++) {
    const block = readBlock(place.region, place.native, place.shape, old, i);
    if (!block) return raise(grantsDamaged);
    mergeBlock(merge, block);
  }
  takeChanges(merge, noToken);
  writer.finish();
  const bank = { side: side, generation: generation, version: version, count: writer.count, blocks: writer.blocks };
  if (!writeBank(place.region, place.native, place.shape, bank)) raise(flashVerify);
  return bank;
}

interface Merge {
  /** Next change to look at. */
  at: number;
  changes: Changes;
  writer: TableWriter;
}

/** One block of the old table with the changes that fall between its entries; untouched runs are copied whole. */
function mergeBlock(merge: Merge, block: Bytes): void {
  const words = wordsOf(block);
  const entries = words[1]!;
  const last = words[firstWord + entries - 1]!;
  let from = 0;
  for (let i = 0; i < entries && firstOf(merge, merge.at) <= last; i++) {
    const first = words[firstWord + i]!;
    if (firstOf(merge, merge.at) > first) continue;
    merge.writer.copy(block, from, i - from);
    takeChanges(merge, first);
    from = isChanged(merge, merge.at, first, words[restWord + i * restWords]!) ? i + 1 : i;
  }
  merge.writer.copy(block, from, entries - from);
}

/** Appends the changes with a first word below `limit`; of several for one token only the newest, removals not at all. */
function takeChanges(merge: Merge, limit: number): void {
  while (firstOf(merge, merge.at) < limit) {
    const first = firstOf(merge, merge.at);
    const change = changeAt(merge, merge.at);
    merge.at++;
    if (!(change[5]! & flagRemoved) && !isChanged(merge, merge.at, first, change[1]!)) merge.writer.put(change);
  }
}

/** True when one of the changes from `at` on is about the token of these two words. */
function isChanged(merge: Merge, at: number, first: number, second: number): boolean {
  while (firstOf(merge, at) === first) {
    if (changeAt(merge, at)[1] === second) return true;
    at++;
  }
  return false;
}

/** First word of the token of change `at`; beyond all tokens after the last. */
function firstOf(merge: Merge, at: number): number {
  return at < merge.changes.keys.length ? Math.floor(merge.changes.keys[at]! / keyStep) : noToken;
}

function changeAt(merge: Merge, at: number): Uint32Array {
  const key = merge.changes.keys[at]!;
  return merge.changes.read(key - Math.floor(key / keyStep) * keyStep);
}
