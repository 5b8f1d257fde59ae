import type { Bytes } from "../base/bytes";
import { codeOf, grantsDamaged } from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { Grant } from "../wire/grant";
import { flagRemoved, tokenBytes } from "../wire/grant";
import type { Bank, GrantShape } from "./grant-bank";
import { blockAt, blockBytes, firstsAt, readBank, readBlock, restBytes, restsAt, shapeOf, slotAt, slotBytes, voidBank } from "./grant-bank";
import { changeOf, GrantLog } from "./grant-log";
import { keyStep, mergeTable } from "./grant-merge";
import { isBlank, wordsOf } from "./pages";

/** Places of `apply`'s own changes in a merge: above every slot of the log, so newer. */
const batchPlaces = 256;

/**
 * Who may pass, by token (docs/flash-format.md, section 5): a sorted table and a short log over it in one of two banks.
 * In memory: four bytes for each block of 21 grants, and the log's index.
 */
export class Grants {
  version: number;
  count: number;
  /** Part of the list cannot be trusted: what is whole still opens, `version` is 0, and the next `apply` starts from nothing. */
  damaged: boolean;
  private readonly region: Region;
  private readonly native: Native;
  private readonly shape: GrantShape;
  private bank: Bank | undefined;
  private log: GrantLog | undefined;
  /** First word of every block of the table. */
  private firsts: Uint32Array;
  /** 1 for each block whose check was right since boot. */
  private checked: Bytes;
  /** Offset of the table in the region. */
  private tableAt: number;
  /** Blocks for each unit of a token's first word. */
  private density: number;
  private nextCheck: number;
  private readonly token: Bytes;
  private readonly tokenWords: Uint32Array;

  constructor(region: Region, native: Native) {
    this.region = region;
    this.native = native;
    this.shape = shapeOf(region);
    this.token = new Uint8Array(tokenBytes);
    this.tokenWords = wordsOf(this.token);
    this.damaged = false;
    this.version = this.count = this.density = this.tableAt = this.nextCheck = 0;
    this.firsts = new Uint32Array(0);
    this.checked = new Uint8Array(0);
    this.open();
  }

  /** The grant of `token`, the newest change first; undefined also when its block is damaged (then `damaged` is set). */
  find(token: Bytes): Grant | undefined {
    const log = this.log;
    if (!log) return undefined;
    if (log.mayHave(token)) {
      const slot = log.find(token);
      if (slot) return grantOf(token, log.change(slot), 2);
    }
    return this.findInTable(token);
  }

  /**
   * Takes `grants`, a delta from `version`, over into the list, all of them or none, and calls the result `toVersion`;
   * durable on return. Throws { fault } (grantsFull, grantsDamaged, flash...) with the list unchanged.
   */
  apply(grants: Grant[], toVersion: number): void {
    if (this.damaged) return this.merge(undefined, grants, toVersion);
    const fits = this.log && grants.length < this.log.room() && this.count + grants.length <= this.shape.capacity;
    if (fits) this.logChanges(grants, toVersion);
    else this.merge(this.log, grants, toVersion);
  }

  /** An empty list at version 0, whatever was there before. */
  reset(): void {
    this.merge(undefined, [], 0);
  }

  /** Work for an idle moment: checks one block of the table that no tap has touched yet. */
  prepare(): void {
    if (this.nextCheck < this.checked.length) this.isWhole(this.nextCheck++);
  }

  private open(): void {
    const first = readBank(this.region, this.native, this.shape, 0);
    const second = readBank(this.region, this.native, this.shape, 1);
    const bank = first && second ? (first.generation > second.generation ? first : second) : first || second;
    if (first && second) voidBank(this.region, this.shape, 1 - bank!.side);
    this.damaged = !bank && !(this.isFresh(0) && this.isFresh(1));
    this.adopt(bank);
  }

  /** True when no header was ever written there. */
  private isFresh(side: number): boolean {
    return isBlank(this.region, this.native, slotAt(this.shape, side, 0), slotBytes);
  }

  private adopt(bank: Bank | undefined): void {
    this.bank = bank;
    this.log = bank && new GrantLog(this.region, this.native, this.shape, bank.side);
    this.version = this.count = 0;
    if (!bank || !this.log) return;
    this.version = this.log.version === undefined ? bank.version : this.log.version;
    this.count = this.log.version === undefined ? bank.count : this.log.count;
    if (this.log.damaged) this.distrust();
    this.firsts = new Uint32Array(bank.blocks);
    this.checked = new Uint8Array(bank.blocks);
    this.nextCheck = 0;
    this.tableAt = blockAt(this.shape, bank.side, 0);
    this.density = bank.blocks / 0x100000000;
    for (let i = 0; i < bank.blocks; i++)
      this.firsts[i] = wordsOf(this.region.read(blockAt(this.shape, bank.side, i) + firstsAt, 4))[0]!;
  }

  private logChanges(grants: Grant[], toVersion: number): void {
    const log = this.log!;
    let count = this.count;
    try {
      for (let removals = 1; removals >= 0; removals--) {
        for (let i = 0; i < grants.length; i++) {
          const grant = grants[i]!;
          if ((grant.flags & flagRemoved) !== removals) continue;
          if (this.find(grant.token)) count--;
          count += 1 - removals;
          log.add(grant);
        }
      }
      log.commit(toVersion, count, grants.length);
    } catch (e) {
      this.adopt(this.bank);
      throw e;
    }
    this.version = toVersion;
    this.count = count;
  }

  /** Builds the table anew in the other bank: from table and `log`, or from nothing without one. */
  private merge(log: GrantLog | undefined, grants: Grant[], toVersion: number): void {
    const slots = log ? log.slots() : [];
    const keys = new Float64Array(slots.length + grants.length);
    for (let i = 0; i < slots.length; i++) keys[i] = log!.change(slots[i]!)[0]! * keyStep + slots[i]!;
    for (let i = 0; i < grants.length; i++) keys[slots.length + i] = changeOf(grants[i]!)[0]! * keyStep + batchPlaces + i;
    keys.sort();
    const read = (place: number) => (place < batchPlaces ? log!.change(place) : changeOf(grants[place - batchPlaces]!));
    const old = log ? this.bank : this.bank && emptied(this.bank);
    const place = { region: this.region, native: this.native, shape: this.shape };
    try {
      this.enforce(mergeTable(place, old, { keys: keys, read: read }, toVersion));
    } catch (e) {
      if (codeOf(e) === grantsDamaged) this.distrust();
      throw e;
    }
  }

  /** `bank` is in force on flash: the one before must never come back. */
  private enforce(bank: Bank): void {
    if (!isBlank(this.region, this.native, slotAt(this.shape, 1 - bank.side, 0), slotBytes))
      voidBank(this.region, this.shape, 1 - bank.side);
    this.damaged = false;
    this.adopt(bank);
  }

  /** One read, a second one only when the token is there. On a tap's path: no calls where a statement does. */
  private findInTable(token: Bytes): Grant | undefined {
    this.token.set(token);
    const first = this.tokenWords[0]!;
    for (let block = this.blockOf(first); block >= 0; block--) {
      if (!this.checked[block] && !this.isWhole(block)) return undefined;
      const at = this.tableAt + block * blockBytes;
      const firsts = new Uint32Array(this.region.read(at + firstsAt, restsAt - firstsAt).buffer);
      for (let i = firsts.indexOf(first); i >= 0; i = firsts.indexOf(first, i + 1)) {
        const rest = new Uint32Array(this.region.read(at + restsAt + i * restBytes, restBytes).buffer);
        if (rest[0] === this.tokenWords[1] && rest[4]) return grantOf(token, rest, 1);
      }
      /* The same first word can also end the block before: with real tokens once in some ten thousand lists. */
      if (this.firsts[block]! < first) return undefined;
    }
    return undefined;
  }

  /** The last block that begins at or before `first`; -1: none. Tokens spread evenly, so its place is nearly known. */
  private blockOf(first: number): number {
    const firsts = this.firsts;
    const last = firsts.length - 1;
    let block = last < 0 ? last : Math.floor(first * this.density);
    while (block < last && firsts[block + 1]! <= first) block++;
    while (block >= 0 && firsts[block]! > first) block--;
    return block;
  }

  /** Checks a block against its CRC the first time it is used after a boot. */
  private isWhole(block: number): boolean {
    if (this.checked[block]) return true;
    if (readBlock(this.region, this.native, this.shape, this.bank!, block)) this.checked[block] = 1;
    else this.distrust();
    return this.checked[block] === 1;
  }

  private distrust(): void {
    this.damaged = true;
    this.version = 0;
  }

}

/** `words[at]` onwards: levels, valid from, valid until, flags; undefined for a removal. */
function grantOf(token: Bytes, words: Uint32Array, at: number): Grant | undefined {
  const flags = words[at + 3]!;
  if (flags & flagRemoved) return undefined;
  return { token: token, levels: words[at]!, validFrom: words[at + 1]!, validUntil: words[at + 2]!, flags: flags & 65535 };
}

/** The same bank taken for one without a table: what replaces it keeps nothing. */
function emptied(bank: Bank): Bank {
  return { side: bank.side, generation: bank.generation, version: 0, count: 0, blocks: 0 };
}
