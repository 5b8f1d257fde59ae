import type { Bytes } from "../../firmware/src/base/bytes";
import { concat } from "../../firmware/src/base/bytes";
import { pack } from "../../firmware/src/base/pack";
import { createCmac } from "../../firmware/src/crypto/cmac";
import type { Cipher } from "../../firmware/src/hal/cipher";

/* Keys and proofs of a phone, by the names of docs/phone-protocol.md, sections 3, 5, 6 and 8. */
const ascii = (text: string): Bytes => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** K_door: the phone's key for one door; the backend wraps it into leases. */
export function doorKeyOf(cipher: Cipher, phoneKey: Bytes, doorId: Bytes): Bytes {
  return Uint8Array.from(createCmac(cipher, phoneKey)(concat([ascii("door"), doorId])));
}

/** What the phone calls itself on one day (UTC, days since 1970-01-01): 8 bytes that nobody can tie to another day's. */
export function pseudonymOf(cipher: Cipher, phoneKey: Bytes, day: number): Bytes {
  const key = Uint8Array.from(createCmac(cipher, phoneKey)(ascii("pseudonym")));
  return createCmac(cipher, key)(pack("u32", [day])).slice(0, 8);
}

/** A reader's proof that it belongs to the site: the first 8 bytes of CMAC(K_group, 01 ‖ nonce ‖ door id). */
export function readerProofOf(cipher: Cipher, groupKey: Bytes, asked: { nonce: Bytes; doorId: Bytes }): Bytes {
  return createCmac(cipher, groupKey)(concat([Uint8Array.of(1), asked.nonce, asked.doorId])).slice(0, 8);
}

/** The phone's proof: CMAC(K_door, who ‖ nonce ‖ door id ‖ lease), `who` 2, or 3 where the lease wants the phone unlocked. */
export function tagOf(cipher: Cipher, doorKey: Bytes, proved: { who: number; nonce: Bytes; doorId: Bytes; lease: Bytes }): Bytes {
  const { who, nonce, doorId, lease } = proved;
  return Uint8Array.from(createCmac(cipher, doorKey)(concat([Uint8Array.of(who), nonce, doorId, lease])));
}

export interface AskedRenewal {
  /** Its number at the backend. */
  phone: number;
  /** Unix seconds. */
  time: number;
  /** Ids of the leases that it has. */
  held: Bytes[];
  /** Ids of the group keys that it has; left out by a phone that keeps to the one it was enrolled with. */
  groups?: Bytes[] | undefined;
}

/** With which a phone asks the backend for its next leases: CMAC(K_phone, "renew" ‖ phone ‖ time ‖ ids), and behind them "group" ‖ ids where it names group keys. */
export function renewalProofOf(cipher: Cipher, phoneKey: Bytes, { phone, time, held, groups }: AskedRenewal): Bytes {
  const ofGroups = groups ? [ascii("group"), ...groups] : [];
  return Uint8Array.from(createCmac(cipher, phoneKey)(concat([ascii("renew"), pack("u32 u32", [phone, time]), ...held, ...ofGroups])));
}
