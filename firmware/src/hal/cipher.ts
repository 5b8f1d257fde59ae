import type { Bytes } from "../base/bytes";

/**
 * The primitives that every supported board runs right: AES single blocks, AES-CBC, SHA-256.
 * Keys are 16 or 32 bytes. CTR, CFB, OFB and CCM are wrong or missing on some boards and have no place here.
 */
export interface Cipher {
  /** AES-ECB of one 16-byte block. */
  encryptBlock(key: Bytes, block: Bytes): Bytes;
  /** AES-CBC without padding; `data` is a whole number of 16-byte blocks, `iv` 16 bytes. */
  encryptCbc(key: Bytes, iv: Bytes, data: Bytes): Bytes;
  /** The reverse of `encryptCbc`. */
  decryptCbc(key: Bytes, iv: Bytes, data: Bytes): Bytes;
  /** SHA-256, 32 bytes. */
  sha256(data: Bytes): Bytes;
}
