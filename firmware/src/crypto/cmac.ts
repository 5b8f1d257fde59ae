import type { Bytes } from "../base/bytes";
import type { Cipher } from "../hal/cipher";

/**
 * Computes the 16-byte tag of a message; the result may be a view into a longer buffer. With `iv` the chain starts from
 * that block instead of zeros, as DESFire EV1 does from message to message.
 */
export type Cmac = (message: Bytes, iv?: Bytes) => Bytes;

/**
 * AES-CMAC (RFC 4493, NIST SP 800-38B) with the subkeys prepared once, so that a message costs one native CBC call.
 * A message of one block needs no XOR in the interpreter at all: the subkey goes in as the CBC's initial vector.
 */
export function createCmac(cipher: Cipher, key: Bytes): Cmac {
  const zero = new Uint8Array(16);
  const whole = doubled(cipher.encryptBlock(key, zero));
  let padded: Bytes | undefined;
  return (message, iv) => {
    const length = message.length;
    const size = length > 16 ? (length + 15) & ~15 : 16;
    const data = new Uint8Array(size);
    let subkey = whole;
    data.set(message);
    if (length < size) {
      data[length] = 128;
      if (!padded) padded = doubled(whole);
      subkey = padded;
    }
    if (size === 16 && !iv) return cipher.encryptCbc(key, subkey, data);
    mask(data, size - 16, subkey);
    return cipher.encryptCbc(key, iv || zero, data).subarray(size - 16);
  };
}

/** What a message's last block is masked with where it had to be padded, RFC 4493's K2. */
export function paddedSubkey(cipher: Cipher, key: Bytes): Bytes {
  return doubled(doubled(cipher.encryptBlock(key, new Uint8Array(16))));
}

/** XORs `subkey` into the 16 bytes of `data` from `at`; word by word, as a turn of a loop costs more than the XOR. */
export function mask(data: Bytes, at: number, subkey: Bytes): void {
  const words = new Uint32Array(data.buffer, at, 4);
  const key = new Uint32Array(subkey.buffer, 0, 4);
  words[0] = words[0]! ^ key[0]!;
  words[1] = words[1]! ^ key[1]!;
  words[2] = words[2]! ^ key[2]!;
  words[3] = words[3]! ^ key[3]!;
}

/** Doubling in GF(2^128), RFC 4493 section 2.3; always a fresh buffer of its own. */
export function doubled(block: Bytes): Bytes {
  const out = new Uint8Array(block);
  const words = new Uint32Array(out.buffer, 0, 4);
  const a = words[0]!;
  const b = words[1]!;
  const c = words[2]!;
  const d = words[3]!;
  words[0] = shifted(a, b);
  words[1] = shifted(b, c);
  words[2] = shifted(c, d);
  words[3] = shifted(d, 0);
  if (a & 128) out[15] = out[15]! ^ 135;
  return out;
}

/** Four bytes in a little-endian word, each shifted left by one with the top bit of the byte after it; `next` follows. */
function shifted(word: number, next: number): number {
  return ((word << 1) & 0xfefefefe) | ((word >>> 15) & 0x010101) | ((next & 128) << 17);
}
