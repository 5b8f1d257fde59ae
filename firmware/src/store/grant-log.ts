import type { Bytes } from "../base/bytes";
import { flashVerify, raise } from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { Grant } from "../wire/grant";
import { tokenBytes } from "../wire/grant";
import type { GrantShape } from "./grant-bank";
import { slotAt, slotBytes } from "./grant-bank";
import { isSealed, sealWords, usedSlots, wordsOf, writeChecked } from "./pages";

/*
 * The changes since the table was built, 32 bytes each, then one slot that puts them in force together:
 *   change 0 token b8 | 8 levels | 12 valid from | 16 valid until | 20 flags u16 | 22 kind u16 | 24 zero | 28 crc
 *   commit 0 version | 4 count | 8 changes before this slot that it puts in force | 20 kind << 16 | 28 crc
 * Changes without a commit never happened.
 */
const kindChange = 1 << 16;
const kindCommit = 2 << 16;
const kindMask = 0xffff0000 | 0;

/** The log of one bank with an index of 512 bytes: chains of slots by the token's last byte, newest first. */
export class GrantLog {
  /** Slots used, the header's included. */
  used: number;
  /** What the last commit says; undefined: no commit since the table. */
  version: number | undefined;
  count: number;
  /** A change that was in force cannot be read any more. */
  damaged: boolean;
  private readonly region: Region;
  private readonly native: Native;
  private readonly shape: GrantShape;
  private readonly side: number;
  private readonly heads: Bytes;
  private readonly next: Bytes;

  constructor(region: Region, native: Native, shape: GrantShape, side: number) {
    this.region = region;
    this.native = native;
    this.shape = shape;
    this.side = side;
    this.heads = new Uint8Array(256);
    this.next = new Uint8Array(256);
    this.version = undefined;
    this.count = 0;
    this.damaged = false;
    this.used = 1 + usedSlots(region, native, slotAt(shape, side, 1), slotBytes, shape.slots - 1);
    this.replay();
  }

  /** Slots still free. */
  room(): number {
    return this.shape.slots - this.used;
  }

  /** False: certainly no change of `token`. */
  mayHave(token: Bytes): boolean {
    return this.heads[token[7]!] !== 0;
  }

  /** Slot of the newest change of `token`, 0: none. */
  find(token: Bytes): number {
    let slot = this.heads[token[7]!]!;
    while (slot && !this.native.same(this.region.read(slotAt(this.shape, this.side, slot), tokenBytes), token)) slot = this.next[slot]!;
    return slot;
  }

  /** The change in `slot` as words. */
  change(slot: number): Uint32Array {
    return wordsOf(this.region.read(slotAt(this.shape, this.side, slot), slotBytes));
  }

  /** Every slot with a change in force, newer slots of a token behind older ones or not: sort by slot. */
  slots(): number[] {
    const slots: number[] = [];
    for (let key = 0; key < 256; key++) for (let slot = this.heads[key]!; slot; slot = this.next[slot]!) slots.push(slot);
    return slots;
  }

  /** Writes one change; it is found at once but in force after a cut only with `commit`. */
  add(grant: Grant): void {
    const words = changeOf(grant);
    this.write(words);
    this.index(this.used - 1, grant.token[7]!);
  }

  /** Puts the last `changes` changes in force with the list's new version and count. */
  commit(version: number, count: number, changes: number): void {
    const words = new Uint32Array(8);
    words[0] = version;
    words[1] = count;
    words[2] = changes;
    words[5] = kindCommit;
    this.write(words);
    this.version = version;
    this.count = count;
  }

  private write(words: Uint32Array): void {
    sealWords(this.native, words, 0);
    const at = slotAt(this.shape, this.side, this.used++);
    if (!writeChecked(this.region, this.native, at, new Uint8Array(words.buffer, 0, slotBytes))) raise(flashVerify);
  }

  private index(slot: number, key: number): void {
    this.next[slot] = this.heads[key]!;
    this.heads[key] = slot;
  }

  private replay(): void {
    for (let slot = 1; slot < this.used; slot++) {
      const words = this.change(slot);
      if ((words[5]! & kindMask) !== kindCommit || !isSealed(this.native, words, 0)) continue;
      this.version = words[0]!;
      this.count = words[1]!;
      for (let i = Math.max(1, slot - words[2]!); i < slot; i++) this.adopt(i);
    }
  }

  private adopt(slot: number): void {
    const words = this.change(slot);
    if ((words[5]! & kindMask) === kindChange && isSealed(this.native, words, 0)) this.index(slot, words[1]! >>> 24);
    else this.damaged = true;
  }
}

/** A grant in the words of a change, its crc still missing. */
export function changeOf(grant: Grant): Uint32Array {
  const words = new Uint32Array(8);
  new Uint8Array(words.buffer).set(grant.token);
  words[2] = grant.levels;
  words[3] = grant.validFrom;
  words[4] = grant.validUntil;
  words[5] = kindChange | grant.flags;
  return words;
}
