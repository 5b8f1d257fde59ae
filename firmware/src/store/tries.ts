import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import type { State } from "./state";
import { isSealed, refused, wordsOf } from "./pages";
import { copyBytes } from "./state";

/*
 * Tries of PINs (access/lockouts), among the copies of the state (docs/flash-format.md, section 2).
 *   0 magic | 4 serial | 8 tries b48 | 56 zero | 60 crc
 */
const magic = 0x314b4c50; /* "PLK1" */
const triesAt = 8;
const triesBytes = 48;

/** For State.carry: the newest copy of them in the page in force. */
export function carryTries(state: State): Bytes | undefined {
  let slot = state.slot;
  while (--slot >= 0) {
    const bytes = state.region.read(state.offset(state.page, slot), copyBytes);
    const words = wordsOf(bytes);
    if (words[0] === magic && isSealed(state.native, words, 0)) return bytes;
  }
  return undefined;
}

/** Zeros: none. */
export function readTries(state: State): Bytes {
  const found = carryTries(state);
  return found ? copy(found, triesAt, triesAt + triesBytes) : new Uint8Array(triesBytes);
}

/** Throws { fault } when flash does not take them; then those of before are in force. */
export function saveTries(state: State, tries: Bytes): void {
  const bytes = new Uint8Array(copyBytes);
  wordsOf(bytes)[0] = magic;
  bytes.set(tries, triesAt);
  try {
    if (state.slot === state.slots()) state.save();
    state.addCopy(bytes);
  } catch (e) {
    refused(e);
    /* The page takes nothing any more: a save goes on in the other one. */
    state.save();
    state.addCopy(bytes);
  }
}
