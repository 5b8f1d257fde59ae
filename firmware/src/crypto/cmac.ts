import type { Bytes } from "../base/bytes";
import type { Cipher } from "../hal/cipher";

/**
 * Computes the 16-byte tag of a message; the result may be a view into a longer buffer. With `iv` the chain starts from
 * that block instead of zeros, as DESFire EV1 does from message to message.
 */
export type Cmac = (message: Bytes, iv?: Bytes) => Bytes;

/**
 * AES-CMAC (RFC 4493, NIST SP 800-38B) with each subkey made when a message first wants it, so that a message costs one native CBC call.
 * A message of one block needs no XOR in the interpreter at all: the subkey goes in as the CBC's initial vector.
 */
export function createCmac(cipher: Cipher, key: Bytes): Cmac {
  const zero = new Uint8Array(16);
  const seed = cipher.encryptBlock(key, zero);
  let whole: Bytes | undefined;
  let padded: Bytes | undefined;
  return (message, iv) => {
    const length = message.length;
    const size = length > 16 ? (length + 15) & ~15 : 16;
    const data = new Uint8Array(size);
    data.set(message);
    if (length < size) data[length] = 128;
    const subkey = length < size ? padded || (padded = doubled(doubled(seed))) : whole || (whole = doubled(seed));
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

/** Doubling in GF(2^128), RFC 4493 section 2.3; always a fresh buffer of its own. Little-endian words, so each byte's top bit goes to the byte before it. */
export function doubled(block: Bytes): Bytes {
  const out = new Uint8Array(block);
  const words = new Uint32Array(out.buffer, 0, 4);
  const a = words[0]!;
  const b = words[1]!;
  const c = words[2]!;
  const d = words[3]!;
  words[0] = ((a << 1) & 0xfefefefe) | ((a >>> 15) & 0x010101) | ((b & 128) << 17);
  words[1] = ((b << 1) & 0xfefefefe) | ((b >>> 15) & 0x010101) | ((c & 128) << 17);
  words[2] = ((c << 1) & 0xfefefefe) | ((c >>> 15) & 0x010101) | ((d & 128) << 17);
  words[3] = ((d << 1) & 0xfefefefe) | ((d >>> 15) & 0x010101);
  if (a & 128) out[15] = out[15]! ^ 135;
  return out;
}
