import type { Bytes } from "../../firmware/src/base/bytes";
import { concat } from "../../firmware/src/base/bytes";
import { createCmac } from "../../firmware/src/crypto/cmac";
import { truncated } from "../../firmware/src/crypto/ev2-session";
import type { Cipher } from "../../firmware/src/hal/cipher";

/*
 * What an NTAG 424 DNA writes into its address (NT4H2421Gx, 9.3; AN12196, 3.3 and 3.4), from the side of whoever checks it. That the
 * counter rises is for the caller to keep.
 */
const zero = new Uint8Array(16);
/** UID of seven bytes and counter, both there (9.3.3). */
const wholeTag = 0xc7;
const macLabel = [0x3c, 0xc3];
const contentLabel = [0xc3, 0x3c];

export interface SunReading {
  uid: Bytes;
  /** How often the tag was read, this reading included. */
  counter: number;
}

/** UID and counter out of the encrypted part, 16 bytes; undefined when they were not encrypted under `metaKey`, as far as that shows. */
export function openSun(cipher: Cipher, metaKey: Bytes, picc: Bytes): SunReading | undefined {
  if (picc.length !== 16) return undefined;
  const clear = cipher.decryptCbc(metaKey, zero, picc);
  if (clear[0] !== wholeTag) return undefined;
  return { uid: clear.slice(1, 8), counter: clear[8]! | (clear[9]! << 8) | (clear[10]! << 16) };
}

/** The MAC of a reading, 8 bytes: over `input`, the part of the address that the tag's settings name; nothing for tags of `latchkey card encode`. */
export function sunMac(cipher: Cipher, fileKey: Bytes, reading: SunReading, input: Bytes = new Uint8Array(0)): Bytes {
  return truncated(createCmac(cipher, sessionKey(cipher, fileKey, macLabel, reading))(input));
}

/** What lies hidden in the address, where the tag's settings say so. */
export function sunContent(cipher: Cipher, fileKey: Bytes, reading: SunReading, hidden: Bytes): Bytes {
  const key = sessionKey(cipher, fileKey, contentLabel, reading);
  const iv = Uint8Array.from(cipher.encryptBlock(key, concat([counterBytes(reading), new Uint8Array(13)])));
  return Uint8Array.from(cipher.decryptCbc(key, iv, hidden));
}

/** Both keys of one reading (9.3.9). */
export function sessionKey(cipher: Cipher, fileKey: Bytes, label: number[], reading: SunReading): Bytes {
  const vector = concat([Uint8Array.of(...label, 0, 1, 0, 0x80), reading.uid, counterBytes(reading)]);
  return Uint8Array.from(createCmac(cipher, fileKey)(vector));
}

const counterBytes = ({ counter }: SunReading): Bytes => Uint8Array.of(counter, counter >> 8, counter >> 16);
