import type { Bytes } from "../base/bytes";
import { codeOf, flashFailed, flashVerify, none } from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";

/** True when the flash there is as an erase leaves it. */
export function isBlank(region: Region, native: Native, offset: number, length: number): boolean {
  return native.same(region.read(offset, length), blankBytes(length));
}

/** `length` bytes as an erase leaves them. */
export function blankBytes(length: number): Bytes {
  return new Uint8Array(length).fill(255);
}

/**
 * How many of the `slots` slots of `slotBytes` from `offset` are used. Slots are filled one by one from the first,
 * torn ones count as used, so halving finds the end: 7 reads in a page of 4 kB.
 */
export function usedSlots(region: Region, native: Native, offset: number, slotBytes: number, slots: number): number {
  let low = 0;
  let high = slots;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBlank(region, native, offset + middle * slotBytes, slotBytes)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Writes and reads back: false when flash did not take the bytes. */
export function writeChecked(region: Region, native: Native, offset: number, bytes: Bytes): boolean {
  region.write(offset, bytes);
  return native.same(region.read(offset, bytes.length), bytes);
}

/** False, when what was caught is that flash refused something; throws anything else on. */
export function refused(caught: unknown): boolean {
  const code = codeOf(caught);
  if (code !== flashFailed && code !== flashVerify) throw caught;
  return false;
}

/**
 * Writes `bytes` into the blank slot at `offset`. `none`: they are there. Else why flash refused them: negative when the slot is blank still
 * and may be used again, positive when it is voided. A slot half used `usedSlots` could take for the end today and not tomorrow.
 */
export function writeSlot(region: Region, native: Native, offset: number, bytes: Bytes): number {
  let code = flashVerify;
  try {
    region.write(offset, bytes);
    if (native.same(region.read(offset, bytes.length), bytes)) return none;
  } catch (e) {
    refused(e);
    code = flashFailed;
  }
  if (isBlank(region, native, offset, bytes.length)) return -code;
  region.write(offset, new Uint8Array(bytes.length));
  return code;
}

/** Puts the CRC-32 of all words before the last into the last word of `words`, mixed with `mix`. */
export function sealWords(native: Native, words: Uint32Array, mix: number): void {
  words[words.length - 1] = checkOf(native, words, mix);
}

/** True when `sealWords` with the same `mix` made the last word. */
export function isSealed(native: Native, words: Uint32Array, mix: number): boolean {
  return words[words.length - 1] === checkOf(native, words, mix);
}

/** A view of `bytes`, which must start its own buffer or lie on a word, as words. */
export function wordsOf(bytes: Bytes): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}

function checkOf(native: Native, words: Uint32Array, mix: number): number {
  return (native.crc32(new Uint8Array(words.buffer, words.byteOffset, (words.length - 1) << 2)) ^ mix) >>> 0;
}
