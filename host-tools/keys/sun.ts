import type { Bytes } from "../../firmware/src/base/bytes";
import { concat, toHex } from "../../firmware/src/base/bytes";
import { u16At } from "../../firmware/src/base/pack";
import { createCmac } from "../../firmware/src/crypto/cmac";
import type { Cipher } from "../../firmware/src/hal/cipher";

/* Secure Unique NFC of an NTAG 424 DNA (NT4H2421Gx 9.3, AN12196 3.3 and 3.4): what its address proves. */

/** Keys of a tag, 16 bytes each: SDMMetaRead and SDMFileRead. */
export interface SunKeys {
  meta: Bytes;
  mac: Bytes;
}

export interface SunTap {
  uid: Bytes;
  /** Rises by one at every read, 24 bits. */
  counter: number;
}

/** UID and counter both in it, the UID of 7 bytes (9.3.3.2). */
const piccDataTag = 0xc7;
const uidBytes = 7;
/** Three bytes. */
const counterAt = 1 + uidBytes;
/** What the session key of the MAC is made of before UID and counter (9.3.9.1). */
const macVector = Uint8Array.of(0x3c, 0xc3, 0, 1, 0, 0x80);
const zero = new Uint8Array(16);

/** What stands in the encrypted part, 16 bytes; undefined: it was not made with this key. Nothing of it is proved yet. */
export function openPiccData(cipher: Cipher, metaKey: Bytes, encrypted: Bytes): SunTap | undefined {
  if (encrypted.length !== 16) return undefined;
  const data = cipher.decryptCbc(metaKey, zero, encrypted);
  if (data[0] !== piccDataTag) return undefined;
  return { uid: data.slice(1, 1 + uidBytes), counter: u16At(data, counterAt) | (data[counterAt + 2]! << 16) };
}

/** The 8 bytes of MAC that this tap's address must end in; `covered`: the text before it that the tag was set up to cover. */
export function sunMac(cipher: Cipher, macKey: Bytes, { uid, counter }: SunTap, covered: Bytes = new Uint8Array(0)): Bytes {
  const count = Uint8Array.of(counter & 255, (counter >> 8) & 255, counter >> 16);
  const session = Uint8Array.from(createCmac(cipher, macKey)(concat([macVector, uid, count])));
  /* Every second byte (9.1.3). */
  return createCmac(cipher, session)(covered).filter((_, i) => i % 2 === 1);
}

/** The tap that `encrypted` and `mac` prove under these keys; undefined: none. */
export function verifySun(cipher: Cipher, keys: SunKeys, sent: { encrypted: Bytes; mac: Bytes; covered?: Bytes }): SunTap | undefined {
  const tap = openPiccData(cipher, keys.meta, sent.encrypted);
  if (!tap) return undefined;
  return toHex(sunMac(cipher, keys.mac, tap, sent.covered)) === toHex(sent.mac) ? tap : undefined;
}
