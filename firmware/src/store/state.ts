import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import { raise } from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { Identity } from "../wire/identity";
import { isSealed, sealWords, usedSlots, wordsOf, writeSlot } from "./pages";

/*
 * The few values that must survive everything, as copies of 64 bytes one after the other in two pages
 * (docs/flash-format.md, section 2). A copy is one write; a page is erased only when the other one is full
 * and holds the newest, so no cut can take the last good copy.
 *   0 magic | 4 serial | 8 epoch | 12 command done | 16 seed b32 | 48 wrong unlocks | 52 zero | 60 crc
 * Between them, on a reader with a keypad, copies of what store/tries keeps; they go along to the next page before the state does, as
 * a page counts from its first copy of the state on.
 */
const magic = 0x314b4c53; /* "SLK1" */
export const copyBytes = 64;
/** A cut in the very first save leaves one torn copy and no whole one: that is not damage. */
const tornAtFirst = 1;

/** Takes along what else lay in the page that was full, the one that is not in force any more. */
export type Carry = (state: State) => void;

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
  /** Flash held copies but none is whole: the epoch has jumped far ahead so as not to repeat. */
  damaged: boolean;
  readonly region: Region;
  readonly native: Native;
  /** Left out: nothing else lies there. */
  carry?: Carry;
  private serial: number;
  /** In force, and its first slot that is blank; for store/tries too. */
  page: number;
  slot: number;

  constructor(region: Region, native: Native, identity: Identity) {
    this.region = region;
    this.native = native;
    this.seed = identity.drbgSeed;
    this.epoch = this.commandDone = this.wrongUnlocks = this.serial = 0;
    this.page = 1;
    this.slot = this.slots();
    const used = this.recover(0) + this.recover(1);
    this.damaged = this.serial === 0 && used > tornAtFirst;
    if (this.damaged) this.epoch = 0x80000000 + (native.crc32(region.read(0, copyBytes)) >>> 2);
  }

  /** Makes the values durable; throws { fault } and leaves the last copy in force when flash fails. */
  save(): void {
    if (this.slot === this.slots()) {
      this.region.erase(1 - this.page);
      this.page = 1 - this.page;
      this.slot = 0;
      if (this.carry) this.carry(this);
    }
    const bytes = new Uint8Array(copyBytes);
    const words = wordsOf(bytes);
    words[0] = magic;
    words[2] = this.epoch;
    words[3] = this.commandDone;
    words[12] = this.wrongUnlocks;
    bytes.set(this.seed, 16);
    this.addCopy(bytes);
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

/** The state with its epoch already raised on flash. A blank region starts from the identity's seed. */
export function openState(region: Region, native: Native, identity: Identity, carry?: Carry): State {
  const state = new State(region, native, identity);
  if (carry) state.carry = carry;
  state.epoch++;
  state.save();
  return state;
}
