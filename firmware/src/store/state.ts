import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import { flashVerify, raise } from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { Identity } from "../wire/identity";
import { isSealed, refused, sealWords, usedSlots, wordsOf, writeSlot } from "./pages";

/*
 * The few values that must survive everything, as copies of 64 bytes one after the other in three pages by turns
 * (docs/flash-format.md, section 2). A copy is one write; a page is erased only when another is full or takes nothing any more,
 * and that holds the newest, so no cut can take the last good copy. A page that takes nothing is passed over.
 *   0 magic | 4 serial | 8 epoch | 12 command done | 16 seed b32 | 48 wrong unlocks | 52 bad page + 1 | 56 zero | 60 crc
 * Between them, on a reader with a keypad, copies of what store/tries keeps; they go along to the next page before the state does, as
 * a page counts from its first copy of the state on.
 */
const magic = 0x314b4c53; /* "SLK1" */
export const copyBytes = 64;
/** A cut in the very first save leaves one torn copy and no whole one: that is not damage. */
const tornAtFirst = 1;

/** More boots than can lie between what the journal's pages say of the epoch and the last one. */
const bootsUntold = 0x100000;

/** What else of the page in force is to go along to the next. */
export type Carry = (state: State) => Bytes | undefined;

/** Use `openState`: it raises the epoch before anyone can use it. */
export class State {
  /** Number of this boot: rises with every one, on flash before anything else happens. */
  epoch: number;
  /** Secret of crypto/drbg. */
  seed: Bytes;
  /** Number of the last command from the backend that was carried out. */
  commandDone: number;
  /** Of the cable, in a row (access/wrong-unlocks). */
  wrongUnlocks: number;
  /** There was a state, and no copy of it is whole: the epoch has jumped far ahead so as not to repeat. */
  damaged: boolean;
  /** The page that took nothing when it was last tried, and 1; 0: none is. */
  badPage: number;
  readonly region: Region;
  readonly native: Native;
  /** Left out: nothing else lies there. */
  carry?: Carry;
  private serial: number;
  /** In force, and its first slot that is blank; for store/tries too. */
  page: number;
  slot: number;

  constructor(region: Region, native: Native, identity: Identity, epochTold: () => number) {
    this.region = region;
    this.native = native;
    this.seed = identity.drbgSeed;
    this.epoch = this.commandDone = this.wrongUnlocks = this.serial = this.badPage = 0;
    this.page = region.pages - 1;
    this.slot = this.slots();
    this.damaged = false;
    let used = 0;
    for (let page = 0; page < region.pages; page++) used += this.recover(page);
    if (!this.serial) this.startAfter(epochTold(), used > tornAtFirst);
  }

  /** No copy is whole: on a board that ran before, nothing may be sealed with an epoch that it had. */
  private startAfter(told: number, isHurt: boolean): void {
    if (isHurt) this.epoch = 0x80000000 + (this.native.crc32(this.region.read(0, copyBytes)) >>> 2);
    if (told) this.epoch = Math.max(this.epoch, told + bootsUntold);
    this.damaged = this.epoch > 0;
  }

  /** Makes the values durable; throws { fault } and leaves the last copy in force when no page takes them. */
  save(): void {
    if (this.slot === this.slots()) return this.goOn(this.page);
    if (this.put()) return;
    this.badPage = this.page + 1;
    this.goOn(this.page);
  }

  /** In the next page behind `page` that takes something. */
  private goOn(page: number): void {
    for (let i = 1; i < this.region.pages; i++) if (this.turn((page + i) % this.region.pages)) return;
    raise(flashVerify);
  }

  /** Goes on at the start of `page`; false, with the page before still in force, when that takes nothing. */
  private turn(page: number): boolean {
    const before = this.page;
    const slotBefore = this.slot;
    const along = this.carry && this.carry(this);
    try {
      this.region.erase(page);
      this.page = page;
      this.slot = 0;
      if (this.badPage === page + 1) this.badPage = 0;
      if (along) this.addCopy(along);
      if (this.put()) return true;
    } catch (e) {
      refused(e);
    }
    this.badPage = page + 1;
    this.page = before;
    this.slot = slotBefore;
    return false;
  }

  /** The values in the next slot; false when flash refuses them. */
  private put(): boolean {
    const bytes = new Uint8Array(copyBytes);
    const words = wordsOf(bytes);
    words[0] = magic;
    words[2] = this.epoch;
    words[3] = this.commandDone;
    words[12] = this.wrongUnlocks;
    words[13] = this.badPage;
    bytes.set(this.seed, 16);
    try {
      this.addCopy(bytes);
      return true;
    } catch (e) {
      return refused(e);
    }
  }

  /** Seals `bytes`, a copy with its first word set, and puts them into the next slot; throws as `save`. */
  addCopy(bytes: Bytes): void {
    const words = wordsOf(bytes);
    words[1] = this.serial + 1;
    sealWords(this.native, words, 0);
    const at = this.offset(this.page, this.slot);
    const code = writeSlot(this.region, this.native, at, bytes);
    if (code >= 0) this.slot++;
    if (code) raise(Math.abs(code));
    this.serial++;
  }

  /** Takes over the newest whole copy of `page` if it is newer than what is known; returns the slots used there. */
  private recover(page: number): number {
    const used = usedSlots(this.region, this.native, this.offset(page, 0), copyBytes, this.slots());
    for (let slot = used - 1; slot >= 0; slot--) {
      const bytes = this.region.read(this.offset(page, slot), copyBytes);
      const words = wordsOf(bytes);
      if (words[0] !== magic || !isSealed(this.native, words, 0)) continue;
      if (words[1]! > this.serial) this.adopt(bytes, words, page, used);
      break;
    }
    return used;
  }

  private adopt(bytes: Bytes, words: Uint32Array, page: number, used: number): void {
    this.serial = words[1]!;
    this.epoch = words[2]!;
    this.commandDone = words[3]!;
    this.wrongUnlocks = words[12]!;
    this.badPage = words[13]!;
    this.seed = copy(bytes, 16, 48);
    this.page = page;
    this.slot = used;
  }

  slots(): number {
    return Math.floor(this.region.pageBytes / copyBytes);
  }

  offset(page: number, slot: number): number {
    return page * this.region.pageBytes + slot * copyBytes;
  }
}

/**
 * The state with its epoch already raised on flash. A blank region starts from the identity's seed, behind the epoch that is told elsewhere on
 * flash (`epochTold`; 0: nowhere).
 */
export function openState(region: Region, native: Native, identity: Identity, epochTold: () => number, carry?: Carry): State {
  const state = new State(region, native, identity, epochTold);
  if (carry) state.carry = carry;
  state.epoch++;
  state.save();
  return state;
}
