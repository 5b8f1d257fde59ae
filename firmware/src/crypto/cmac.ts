import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import type { Cipher } from "../hal/cipher";

/** Computes the 16-byte tag of a message; the result may be a view into a longer buffer. */
export type Cmac = (message: Bytes) => Bytes;

/**
 * AES-CMAC (RFC 4493, NIST SP 800-38B) with the subkeys prepared once, so that a message costs one native CBC call.
 * A message of one block needs no XOR in the interpreter at all: the subkey goes in as the CBC's initial vector.
 */
export function createCmac(cipher: Cipher, key: Bytes): Cmac {
  const zero = new Uint8Array(16);
  const whole = doubled(cipher.encryptBlock(key, zero));
  const padded = doubled(whole);
  return (message) => {
    const length = message.length;
    const blocks = length > 16 ? (length + 15) >> 4 : 1;
    const data = new Uint8Array(blocks << 4);
    data.set(message);
    if (length < blocks << 4) data[length] = 128;
    const subkey = length < blocks << 4 ? padded : whole;
    if (blocks === 1) return cipher.encryptCbc(key, subkey, data);
    mask(data, (blocks - 1) << 4, subkey);
    return cipher.encryptCbc(key, zero, data).subarray((blocks - 1) << 4);
  };
}

/** XORs `subkey` into the 16 bytes of `data` from `at`; word by word, as a turn of a loop costs more than the XOR. */
function mask(data: Bytes, at: number, subkey: Bytes): void {
  const words = new Uint32Array(data.buffer, at, 4);
  const key = new Uint32Array(subkey.buffer, 0, 4);
  words[0] = words[0]! ^ key[0]!;
  words[1] = words[1]! ^ key[1]!;
  words[2] = words[2]! ^ key[2]!;
  words[3] = words[3]! ^ key[3]!;
}

/** Doubling in GF(2^128), RFC 4493 section 2.3; always a fresh buffer of its own. */
function doubled(block: Bytes): Bytes {
  const out = copy(block, 0, 16);
  const carry = block[0]! & 128 ? 135 : 0;
  for (let i = 0; i < 15; i++) out[i] = (block[i]! << 1) | (block[i + 1]! >> 7);
  out[15] = (block[15]! << 1) ^ carry;
  return out;
}
