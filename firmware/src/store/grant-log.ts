import type { Bytes } from "../base/bytes";
import { flashVerify, raise } from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { Grant } from "../wire/grant";
import { flagRemoved, tokenBytes } from "../wire/grant";
import type { ListSize } from "./grant-shape";
import { keyBytes, logPages, slotBytes } from "./grant-shape";
import { holdsKeys } from "./holds-keys";
import { isSealed, refused, sealWords, usedSlots, wordsOf, writeChecked, writeSlot } from "./pages";

/*
 * One page of changes to the table, 32 bytes a slot:
 *   header 0 magic | 4 life | 8 generation | 12 version | 16 count | 20 1: the first of its life, (bad page + 1) << 1, transfer << 8 | 24 its version | 28 crc
 *   change 0 token b8 | 8 levels | 12 valid from | 16 valid until | 20 flags u16 | 22 kind u16 | 28 crc
 *   key    0 card key b16 | 20 kind << 16 | 28 crc, right behind the change it belongs to
 *   commit 0 version | 4 count | 8 slots before this one that it puts in force | 12 transfer that it ends | 16 slot of the commit before + 1 | 20 kind << 16 | 24 card keys + 1 | 28 crc
 * Changes without a commit never happened.
 */
const magic = 0x32474c4c; /* "LLG2" */
const kindChange = 1 << 16;
const kindCommit = 2 << 16;
const kindChangeWithKey = 3 << 16;
const kindKey = 4 << 16;
const kindMask = 0xffff0000 | 0;

export interface LogHead {
  life: number;
  generation: number;
  version: number;
  count: number;
  /** No table was ever written in this life before this page. */
  first: boolean;
  /** The page of the log that took nothing when it was last tried, and 1; 0: none is. */
  badPage: number;
  /** Number of the transfer of a whole list that was under way when the page began, 24 bits, 0: none; and the version that it ends with. */
  transfer: number;
  target: number;
}

/** Of each page of the log; undefined: none is whole there. */
export function readLogHeads(region: Region, native: Native): (LogHead | undefined)[] {
  const heads = [];
  for (let side = 0; side < logPages; side++) heads.push(readLogHead(region, native, side));
  return heads;
}

function readLogHead(region: Region, native: Native, side: number): LogHead | undefined {
  const words = wordsOf(region.read(side * region.pageBytes, slotBytes));
  if (words[0] !== magic || !isSealed(native, words, 0)) return undefined;
  return { life: words[1]!, generation: words[2]!, version: words[3]!, count: words[4]!, first: (words[5]! & 1) === 1, badPage: (words[5]! >> 1) & 3, transfer: words[5]! >>> 8, target: words[6]! };
}

/** Begins page `side` anew: from here on it is the log. False, with the one before still in force, when it takes nothing. */
export function beginLog(region: Region, native: Native, side: number, head: LogHead): boolean {
  const words = new Uint32Array(8);
  words[0] = magic;
  words[1] = head.life;
  words[2] = head.generation;
  words[3] = head.version;
  words[4] = head.count;
  words[5] = (head.first ? 1 : 0) | (head.badPage << 1) | (head.transfer << 8);
  words[6] = head.target;
  sealWords(native, words, 0);
  try {
    region.erase(side);
    return writeChecked(region, native, side * region.pageBytes, new Uint8Array(words.buffer, 0, slotBytes));
  } catch (e) {
    return refused(e);
  }
}

/** Begins the next page behind `side` that takes it, and returns it. Throws { fault: flashVerify }, with `side` still in force, when none does. */
export function beginNext(region: Region, native: Native, side: number, head: LogHead): number {
  for (let i = 1; i < logPages; i++) {
    const next = (side + i) % logPages;
    if (head.badPage === next + 1) head.badPage = 0;
    if (beginLog(region, native, next, head)) return next;
    head.badPage = next + 1;
  }
  return raise(flashVerify);
}

/** Slots that changes to `grants` take. */
export function slotsOf(grants: Grant[]): number {
  let slots = grants.length;
  for (let i = 0; holdsKeys && i < grants.length; i++) if (grants[i]!.key) slots++;
  return slots;
}

/** The slot behind a change that brings `key`. */
function keyWords(key: Bytes): Uint32Array {
  const words = new Uint32Array(8);
  new Uint8Array(words.buffer).set(key);
  words[5] = kindKey;
  return words;
}

/** A log page with an index of 512 bytes: chains of slots by the token's last byte, newest first, and the byte before it of each. */
export class GrantLog {
  readonly head: LogHead;
  /** By the last byte of a token, the slot where its chain begins; 0: certainly no change of it. */
  readonly heads: Bytes;
  readonly side: number;
  /** Slots used, the header's included. */
  used: number;
  /** What the last commit says, or the header. */
  version: number;
  count: number;
  /** Card keys of the list as the last commit says; -1: none says it. */
  keys: number;
  /** The transfer of the header while it is under way, then 0. */
  transfer: number;
  /** A change or commit that was in force cannot be read any more. */
  damaged: boolean;
  /** Slot of the last commit; 0: none yet. */
  private committed: number;
  private readonly region: Region;
  private readonly native: Native;
  private readonly slots: number;
  private readonly next: Bytes;
  private readonly tags: Bytes;

  constructor(region: Region, native: Native, page: { side: number; slots: number; head: LogHead }) {
    this.region = region;
    this.native = native;
    this.side = page.side;
    this.slots = page.slots;
    this.head = page.head;
    this.heads = new Uint8Array(256);
    this.next = new Uint8Array(128);
    this.tags = new Uint8Array(128);
    this.version = page.head.version;
    this.count = page.head.count;
    this.keys = -1;
    this.transfer = page.head.transfer;
    this.damaged = false;
    this.committed = 0;
    this.used = 1 + usedSlots(region, native, this.slotAt(1), slotBytes, page.slots - 1);
    this.replay();
  }

  /** Slots still free. */
  room(): number {
    return this.slots - this.used;
  }

  /** Slot of the newest change of `token`, 0: none. */
  find(token: Bytes): number {
    const tag = token[6]!;
    let slot = this.heads[token[7]!]!;
    while (slot && !(this.tags[slot] === tag && this.native.same(this.region.read(this.slotAt(slot), tokenBytes), token))) {
      slot = this.next[slot]!;
    }
    return slot;
  }

  /** The grant of the change in `slot`. */
  grant(slot: number): Grant {
    const bytes = this.region.read(this.slotAt(slot), slotBytes * 2);
    const words = wordsOf(bytes);
    const key = holdsKeys && (words[5]! & kindMask) === kindChangeWithKey ? new Uint8Array(bytes.subarray(slotBytes, slotBytes + keyBytes)) : undefined;
    const token = new Uint8Array(bytes.subarray(0, tokenBytes));
    return { token: token, levels: words[2]!, validFrom: words[3]!, validUntil: words[4]!, flags: words[5]! & 65535, key: key };
  }

  /** First word of the token changed in `slot`. */
  firstWord(slot: number): number {
    return wordsOf(this.region.read(this.slotAt(slot), 4))[0]!;
  }

  /** Every slot with a change in force, in no order. */
  changed(): number[] {
    const slots: number[] = [];
    for (let key = 0; key < 256; key++) for (let slot = this.heads[key]!; slot; slot = this.next[slot]!) slots.push(slot);
    return slots;
  }

  /** Writes one change; it is found at once but in force after a cut only with the commit. */
  private addChange(grant: Grant): void {
    const words = new Uint32Array(8);
    new Uint8Array(words.buffer).set(grant.token);
    words[2] = grant.levels;
    words[3] = grant.validFrom;
    words[4] = grant.validUntil;
    words[5] = (holdsKeys && grant.key ? kindChangeWithKey : kindChange) | grant.flags;
    const slot = this.write(words);
    if (holdsKeys && grant.key) this.write(keyWords(grant.key));
    this.index(slot, grant.token[6]!, grant.token[7]!);
  }

  /** Changes, and the commit that puts them in force with the list's new version and size. Removals first: should memory or power end, they were on their way. */
  addChanges(grants: Grant[], version: number, size: ListSize): void {
    for (let removals = 1; removals >= 0; removals--) {
      for (let i = 0; i < grants.length; i++) if ((grants[i]!.flags & flagRemoved) === removals) this.addChange(grants[i]!);
    }
    this.writeCommit(version, size, slotsOf(grants), 0);
  }

  /** The transfer under way is at its end, and the list at the version of it. */
  endTransfer(size: ListSize): void {
    this.writeCommit(this.head.target, size, 0, this.head.transfer);
    this.transfer = 0;
  }

  private writeCommit(version: number, size: ListSize, slots: number, ends: number): void {
    const words = new Uint32Array(8);
    words[0] = version;
    words[1] = size.count;
    words[2] = slots;
    words[3] = ends;
    words[4] = this.committed + 1;
    words[5] = kindCommit;
    words[6] = size.keys + 1;
    this.committed = this.write(words);
    this.version = version;
    this.count = size.count;
    this.keys = size.keys;
  }

  private write(words: Uint32Array): number {
    sealWords(this.native, words, 0);
    const slot = this.used;
    const code = writeSlot(this.region, this.native, this.slotAt(slot), new Uint8Array(words.buffer, 0, slotBytes));
    if (code >= 0) this.used++;
    if (code) raise(Math.abs(code));
    return slot;
  }

  private index(slot: number, tag: number, key: number): void {
    this.tags[slot] = tag;
    this.next[slot] = this.heads[key]!;
    this.heads[key] = slot;
  }

  private replay(): void {
    for (let slot = 1; slot < this.used; slot++) {
      const words = this.words(slot);
      if ((words[5]! & kindMask) !== kindCommit || !isSealed(this.native, words, 0)) continue;
      /* Programs from before it was written down left zero. */
      if (words[4] && words[4] !== this.committed + 1) this.damaged = true;
      this.committed = slot;
      this.version = words[0]!;
      this.count = words[1]!;
      this.keys = words[6]! - 1;
      if (words[3]) this.transfer = 0;
      for (let i = Math.max(1, slot - words[2]!); i < slot; i++) this.adopt(i);
    }
  }

  private adopt(slot: number): void {
    const words = this.words(slot);
    const kind = words[5]! & kindMask;
    if (!isSealed(this.native, words, 0)) this.damaged = true;
    else if (kind === kindChange || kind === kindChangeWithKey) this.index(slot, (words[1]! >>> 16) & 255, words[1]! >>> 24);
  }

  private words(slot: number): Uint32Array {
    return wordsOf(this.region.read(this.slotAt(slot), slotBytes));
  }

  private slotAt(slot: number): number {
    return this.side * this.region.pageBytes + slot * slotBytes;
  }
}
