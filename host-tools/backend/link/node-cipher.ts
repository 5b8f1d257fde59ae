import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import type { Cipher as Cipheriv, Decipher as Decipheriv } from "node:crypto";
import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Cipher } from "../../../firmware/src/hal/cipher";

/** The chip's primitives by Node's own cryptography, several times faster than in JavaScript. */
export function nodeCipher(): Cipher {
  return {
    encryptBlock: (key, block) => run(createCipheriv(`aes-${key.length * 8}-ecb`, key, null), block),
    encryptCbc: (key, iv, data) => run(createCipheriv(`aes-${key.length * 8}-cbc`, key, iv), data),
    decryptCbc: (key, iv, data) => run(createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv), data),
    sha256: (data) => new Uint8Array(createHash("sha256").update(data).digest()),
  };
}

function run(cipher: Cipheriv | Decipheriv, data: Bytes): Bytes {
  cipher.setAutoPadding(false);
  const out = cipher.update(data);
  return new Uint8Array(out.buffer, out.byteOffset, out.length);
}
