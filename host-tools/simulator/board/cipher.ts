import { cbc, ecb } from "@noble/ciphers/aes.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Cipher } from "../../../firmware/src/hal/cipher";


/** The chip's primitives where there is no chip, in Node and in the browser alike. */
export function nobleCipher(): Cipher {
  const raw = { disablePadding: true };
  return {
    encryptBlock: (key: Bytes, block: Bytes) => ecb(key, raw).encrypt(block),
    encryptCbc: (key: Bytes, iv: Bytes, data: Bytes) => cbc(key, iv, raw).encrypt(data),
    decryptCbc: (key: Bytes, iv: Bytes, data: Bytes) => cbc(key, iv, raw).decrypt(data),
    sha256: (data: Bytes) => sha256(data),
  };
}
