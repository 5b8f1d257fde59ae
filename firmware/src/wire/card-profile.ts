import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import { pack, unpack } from "../base/pack";

/**
 * Where on a card its credential lies and what proves it: one line of 26 bytes in the reader's settings.
 *   technology u8 | flags u8 | application b3 | key u8 | key version u8 | file u8 | offset u8 | length u8 | wrapped key b16
 */
export interface CardProfile {
  /** `desfire` or `ntag424` of wire/technology. */
  technology: number;
  /** How the file's content travels (bits 0 and 1: 0 plain, 1 MAC, 3 full) and the flags below. */
  flags: number;
  /** DESFire application, low byte first; an NTAG 424 has only one, and this is ignored. */
  application: Bytes;
  /** Number of the key on the card, and the version that it should have. */
  keyNumber: number;
  keyVersion: number;
  file: number;
  offset: number;
  /** Bytes of the credential id in the file; 0: the card's UID, once it is proved, is the identifier. */
  length: number;
  /** The zone's key under `wrapKeyOf` this reader (crypto/kdf), 16 bytes; zeros where each grant brings its card's own. */
  wrappedKey: Bytes;
}

/* flags */
export const commMask = 3;
/** AuthenticateAES (0xAA) of DESFire EV1 instead of AuthenticateEV2First. */
export const flagEv1 = 4;
/** The key is the card's own and lies in its grant, found by the UID before anything is proved. */
export const flagCardKey = 8;

const format = "u8*2 b3 u8*5 b16";
export const profileBytes = 26;
export const profilesMax = 4;
/** A credential id is no longer than an NTAG's message may be. */
export const cardIdBytesMax = 44;
/** Behind the credential id lies what a PIN is checked by: AES-CMAC under the card's key over "pin" and the digits; zeros: it has none. */
export const pinBytes = 16;
export const pinLabel = "pin";
export const pinDigitsMin = 4;
export const pinDigitsMax = 8;

export function encodeProfile(p: CardProfile): Bytes {
  return pack(format, [
    p.technology, p.flags, p.application, p.keyNumber, p.keyVersion, p.file, p.offset, p.length, p.wrappedKey,
  ]);
}

/** The profile at `at` of `bytes`, which the caller has measured. */
export function decodeProfile(bytes: Bytes, at: number): CardProfile {
  const f = unpack(format, bytes, at) as number[];
  return {
    technology: f[0]!,
    flags: f[1]!,
    application: copy(bytes, at + 2, at + 5),
    keyNumber: f[3]!,
    keyVersion: f[4]!,
    file: f[5]!,
    offset: f[6]!,
    length: f[7]!,
    wrappedKey: copy(bytes, at + 10, at + 26),
  };
}
