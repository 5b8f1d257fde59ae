import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import type { Bytes } from "../../firmware/src/base/bytes";
import type { Cipher } from "../../firmware/src/hal/cipher";

/**
 * The chip's primitives by Node's own cryptography. Making a cipher object costs more than a short message, so each key keeps
 * its own as long as the key is held; only whole blocks go through, so nothing stays inside but the chaining block, which
 * `Chained` reckons out again.
 */
export function nodeCipher(): Cipher {
  const blocks = new WeakMap<Bytes, Running>();
  const encrypting = new WeakMap<Bytes, Chained>();
  const decrypting = new WeakMap<Bytes, Chained>();
  return {
    encryptBlock: (key, block) =>
      bytesOf(kept(blocks, key, () => unpadded(createCipheriv(name(key, "ecb"), key, null))).update(block)),
    encryptCbc: (key, iv, data) =>
      kept(encrypting, key, () => chained(unpadded(createCipheriv(name(key, "cbc"), key, zero)))).encrypt(iv, data),
    decryptCbc: (key, iv, data) =>
      kept(decrypting, key, () => chained(unpadded(createDecipheriv(name(key, "cbc"), key, zero)))).decrypt(iv, data),
    sha256: (data) => new Uint8Array(createHash("sha256").update(data).digest()),
  };
}

const blockBytes = 16;
const zero = new Uint8Array(blockBytes);

interface Running {
  setAutoPadding(on: boolean): unknown;
  update(data: Bytes): Uint8Array;
}

interface Chained {
  encrypt(iv: Bytes, data: Bytes): Bytes;
  decrypt(iv: Bytes, data: Bytes): Bytes;
}

/**
 * One running CBC used for many messages: it adds the last ciphertext block it saw where the message wants its own initial
 * vector, so the difference of the two is added to the first block.
 */
function chained(running: Running): Chained {
  const last = new Uint8Array(blockBytes);
  const difference = (first: Bytes, iv: Bytes): void => {
    for (let i = 0; i < blockBytes; i++) first[i]! ^= last[i]! ^ iv[i]!;
  };
  return {
    encrypt(iv, data) {
      const input = new Uint8Array(data);
      difference(input, iv);
      const out = bytesOf(running.update(input));
      last.set(out.subarray(out.length - blockBytes));
      return out;
    },
    decrypt(iv, data) {
      const out = bytesOf(running.update(data));
      difference(out, iv);
      last.set(data.subarray(data.length - blockBytes));
      return out;
    },
  };
}

function kept<T>(all: WeakMap<Bytes, T>, key: Bytes, make: () => T): T {
  let one = all.get(key);
  if (!one) all.set(key, (one = make()));
  return one;
}

function unpadded<T extends Running>(cipher: T): T {
  cipher.setAutoPadding(false);
  return cipher;
}

function name(key: Bytes, mode: "ecb" | "cbc"): string {
  return `aes-${key.length * 8}-${mode}`;
}

/** Plain bytes over the same memory: a Buffer's `slice` would mean something else. */
function bytesOf(out: Uint8Array): Bytes {
  return new Uint8Array(out.buffer, out.byteOffset, out.length);
}
