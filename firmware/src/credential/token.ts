import type { Bytes } from "../base/bytes";
import type { Cipher } from "../hal/cipher";
import { copy } from "../base/bytes";
import { createCmac } from "../crypto/cmac";
import { tokenBytes } from "../wire/grant";

/**
 * What a reader's list holds in place of a card's number: the first 8 bytes of AES-CMAC over technology and identifier,
 * under a key of that reader alone. Lists of two readers share no token; none tells a card number without its key.
 */
export function createTokens(cipher: Cipher, tokenKey: Bytes): (technology: number, identifier: Bytes) => Bytes {
  const cmac = createCmac(cipher, tokenKey);
  return (technology: number, identifier: Bytes) => {
    const message = new Uint8Array(identifier.length + 1);
    message[0] = technology;
    message.set(identifier, 1);
    return copy(cmac(message), 0, tokenBytes);
  };
}
