import type { Bytes } from "../base/bytes";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import { isSealed, sealWords, wordsOf, writeChecked } from "./pages";

/*
 * One of the two banks of the grants region (docs/flash-format.md, section 5), in blocks of 512 bytes:
 *   slot 0    header of 32 bytes: 0 magic | 4 format | 8 generation | 12 version | 16 count | 20 blocks | 24 zero | 28 crc
 *   slots 1.. the delta log, 32 bytes each (store/grant-log)
 *   blocks    the table, sorted by the first word of the token: crc u32 | entries u32 | 21 first words | 21 rests of 20 bytes
 *             (a rest ends in a word of flags and kind that is never zero; unused entries of the last block are zero)
 * A block's crc is mixed with the bank's generation, so that what an earlier table left is not believed.
 */
const magic = 0x31474b4c; /* "LKG1" */
const format = 1;
export const blockBytes = 512;
export const perBlock = 21;
export const slotBytes = 32;
export const restBytes = 20;
export const firstsAt = 8;
export const restsAt = 92;

export interface Bank {
  /** 0 or 1. */
  side: number;
  /** Rises with every bank written; the highest whole one is in force. */
  generation: number;
  version: number;
  count: number;
  /** Blocks of the table. */
  blocks: number;
}

/** How a region is divided; all of it follows from its size. */
export interface GrantShape {
  bankBytes: number;
  /** Slots of the log, the header's included: at most 256, about a sixteenth of the bank. */
  slots: number;
  /** Grants that fit in the table. */
  capacity: number;
}

export function shapeOf(region: { pageBytes: number; pages: number }): GrantShape {
  const bankBytes = (region.pages >> 1) * region.pageBytes;
  const blocks = Math.floor(bankBytes / blockBytes);
  const logBlocks = Math.max(1, Math.min(16, blocks >> 4));
  return { bankBytes: bankBytes, slots: logBlocks * 16, capacity: (blocks - logBlocks) * perBlock };
}

/** Grants that a region of this size can hold. */
export function grantsCapacity(pageBytes: number, pages: number): number {
  return shapeOf({ pageBytes: pageBytes, pages: pages }).capacity;
}

/** Offset of a slot of the log (0: the header) in the region. */
export function slotAt(shape: GrantShape, side: number, slot: number): number {
  return side * shape.bankBytes + slot * slotBytes;
}

/** Offset of block `block` of the table in the region. */
export function blockAt(shape: GrantShape, side: number, block: number): number {
  return slotAt(shape, side, shape.slots) + block * blockBytes;
}

/** The header of `side`; undefined when it is not whole. */
export function readBank(region: Region, native: Native, shape: GrantShape, side: number): Bank | undefined {
  const words = wordsOf(region.read(slotAt(shape, side, 0), slotBytes));
  if (words[0] !== magic || words[1] !== format || !isSealed(native, words, 0)) return undefined;
  if (words[5]! * perBlock > shape.capacity) return undefined;
  return { side: side, generation: words[2]!, version: words[3]!, count: words[4]!, blocks: words[5]! };
}

/** Puts `bank` in force: the last write of a rebuild. False when flash did not take it. */
export function writeBank(region: Region, native: Native, shape: GrantShape, bank: Bank): boolean {
  const words = new Uint32Array(8);
  words[0] = magic;
  words[1] = format;
  words[2] = bank.generation;
  words[3] = bank.version;
  words[4] = bank.count;
  words[5] = bank.blocks;
  sealWords(native, words, 0);
  return writeChecked(region, native, slotAt(shape, bank.side, 0), new Uint8Array(words.buffer, 0, slotBytes));
}

/** Takes a bank that is no longer in force out of the way, so that it can never come back. */
export function voidBank(region: Region, shape: GrantShape, side: number): void {
  region.write(slotAt(shape, side, 0), new Uint8Array(slotBytes));
}

/** Block `block` of `bank` as it is on flash; undefined when it is damaged. */
export function readBlock(region: Region, native: Native, shape: GrantShape, bank: Bank, block: number): Bytes | undefined {
  const bytes = region.read(blockAt(shape, bank.side, block), blockBytes);
  const words = wordsOf(bytes);
  return words[0] === blockCheck(native, bytes, bank.generation) && words[1]! > 0 && words[1]! <= perBlock ? bytes : undefined;
}

/** Completes `bytes` with its check and writes it; false when flash did not take it. */
export function writeBlock(region: Region, native: Native, at: number, bytes: Bytes, generation: number): boolean {
  wordsOf(bytes)[0] = blockCheck(native, bytes, generation);
  return writeChecked(region, native, at, bytes);
}

function blockCheck(native: Native, bytes: Bytes, generation: number): number {
  return (native.crc32(bytes.subarray(4)) ^ generation) >>> 0;
}
