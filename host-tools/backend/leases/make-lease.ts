import type { Bytes } from "../../../firmware/src/base/bytes";
import { concat } from "../../../firmware/src/base/bytes";
import { pack } from "../../../firmware/src/base/pack";
import { createCmac } from "../../../firmware/src/crypto/cmac";
import type { LeaseKeys } from "../../../firmware/src/crypto/kdf";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import { doorKeyOf } from "../../keys/phone";

export interface LeaseTerms {
  /** 8 random bytes, by which it can be taken back. */
  id: Bytes;
  /** Unix seconds. */
  validFrom: number;
  validUntil: number;
  /** See wire/lease. */
  flags: number;
}

/** A lease (docs/phone-protocol.md, section 4) of the phone with `phoneKey` for the reader with `keys`: 44 bytes. */
export function makeLease(cipher: Cipher, keys: LeaseKeys, phoneKey: Bytes, terms: LeaseTerms): Bytes {
  const doorKey = doorKeyOf(cipher, phoneKey, keys.doorId);
  const { id, validFrom, validUntil, flags } = terms;
  const body = concat([pack("b8 u32*3", [id, validFrom, validUntil, flags]), cipher.encryptBlock(keys.wrap, doorKey)]);
  return concat([body, createCmac(cipher, keys.mac)(body).subarray(0, 8)]);
}
