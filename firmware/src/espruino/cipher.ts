import type { Bytes } from "../base/bytes";
import { raise, unexpected } from "../base/fault";
import type { Cipher } from "../hal/cipher";

const crypto = require("crypto");

/** A wrong key or length is printed, not thrown, and gives undefined (espruino: mbedtls wrapper): it must not pass as data. */
function bytesOf(result: ArrayBuffer | undefined): Bytes {
  if (!result) raise(unexpected);
  return new Uint8Array(result as ArrayBuffer);
}

export const chipCipher: Cipher = {
  encryptBlock: (key: Bytes, block: Bytes) => bytesOf(crypto.AES.encrypt(block, key, { mode: "ECB" })),
  encryptCbc: (key: Bytes, iv: Bytes, data: Bytes) => bytesOf(crypto.AES.encrypt(data, key, { mode: "CBC", iv: iv })),
  decryptCbc: (key: Bytes, iv: Bytes, data: Bytes) => bytesOf(crypto.AES.decrypt(data, key, { mode: "CBC", iv: iv })),
  sha256: (data: Bytes) => bytesOf(crypto.SHA256(data)),
};
