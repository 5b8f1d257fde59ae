import type { Bytes } from "../base/bytes";
import type { Cipher } from "../hal/cipher";
import { createCmac, paddedSubkey } from "../crypto/cmac";
import { tokenBytes } from "../wire/grant";

/**
 * What a reader's list holds in place of a card's number: the first 8 bytes of AES-CMAC over technology and identifier,
 * under a key of that reader alone. Lists of two readers share no token; none tells a card number without its key.
 */
export function createTokens(cipher: Cipher, tokenKey: Bytes): (technology: number, identifier: Bytes) => Bytes {
  const cmac = createCmac(cipher, tokenKey);
  const subkey = paddedSubkey(cipher, tokenKey);
  return (technology: number, identifier: Bytes) => {
    const end = identifier.length + 1;
    if (end < 16) {
      /* Every UID: one block, padded where the next byte would stand, under the subkey as the chain's beginning. */
      const block = new Uint8Array(16);
      block[0] = technology;
      block.set(identifier, 1);
      block[end] = 128;
      return cipher.encryptCbc(tokenKey, subkey, block).subarray(0, tokenBytes);
    }
    const message = new Uint8Array(end);
    message[0] = technology;
    message.set(identifier, 1);
    return cmac(message).subarray(0, tokenBytes);
  };
}
