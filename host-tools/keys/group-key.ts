import type { Bytes } from "../../firmware/src/base/bytes";
import { concat, toHex } from "../../firmware/src/base/bytes";
import { createCmac } from "../../firmware/src/crypto/cmac";
import type { Cipher } from "../../firmware/src/hal/cipher";

/* How a group key gets to a phone (docs/phone-protocol.md, section 8): under the phone's own key. */
const label = Uint8Array.from("group", (letter) => letter.charCodeAt(0));
const keyBytes = 16;
const proofBytes = 8;
const zero = new Uint8Array(16);

export const sharedGroupKeyBytes = keyBytes + proofBytes;

/** AES-ECB(K_share, K_group) ‖ CMAC(K_phone, "group" ‖ id ‖ those 16)[0..8]. `id`: 8 bytes. */
export function shareGroupKey(cipher: Cipher, phoneKey: Bytes, { id, key }: { id: Bytes; key: Bytes }): Bytes {
  const wrapped = Uint8Array.from(cipher.encryptBlock(shareKeyOf(cipher, phoneKey), key));
  return concat([wrapped, proofOf(cipher, phoneKey, id, wrapped)]);
}

/** The phone's side: the group key, 16 bytes; undefined where it was not made for this phone and this id. */
export function takeGroupKey(cipher: Cipher, phoneKey: Bytes, { id, shared }: { id: Bytes; shared: Bytes }): Bytes | undefined {
  if (shared.length !== sharedGroupKeyBytes) return undefined;
  const wrapped = shared.slice(0, keyBytes);
  if (toHex(proofOf(cipher, phoneKey, id, wrapped)) !== toHex(shared.slice(keyBytes))) return undefined;
  return Uint8Array.from(cipher.decryptCbc(shareKeyOf(cipher, phoneKey), zero, wrapped));
}

function shareKeyOf(cipher: Cipher, phoneKey: Bytes): Bytes {
  return Uint8Array.from(createCmac(cipher, phoneKey)(label));
}

function proofOf(cipher: Cipher, phoneKey: Bytes, id: Bytes, wrapped: Bytes): Bytes {
  return createCmac(cipher, phoneKey)(concat([label, id, wrapped])).slice(0, proofBytes);
}
