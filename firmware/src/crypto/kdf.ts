import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import type { Cipher } from "../hal/cipher";
import { createCmac } from "./cmac";

/**
 * Keys out of the device key: NIST SP 800-108 counter mode with AES-CMAC as its function,
 * input of round i = i (u8) ‖ label ‖ 00 ‖ context ‖ length in bits (u16, high byte first). At most 255 rounds of 16 bytes.
 */
export function deriveKeys(cipher: Cipher, deviceKey: Bytes, label: string, context: Bytes, length: number): Bytes {
  const cmac = createCmac(cipher, deviceKey);
  const input = new Uint8Array(label.length + context.length + 4);
  for (let i = 0; i < label.length; i++) input[i + 1] = label.charCodeAt(i);
  input.set(context, label.length + 2);
  input[input.length - 2] = length >> 5;
  input[input.length - 1] = (length << 3) & 255;
  const keys = new Uint8Array((length + 15) & ~15);
  for (let at = 0; at < length; at += 16) {
    input[0] = input[0]! + 1;
    keys.set(cmac(input), at);
  }
  return copy(keys, 0, length);
}

/** The key of this reader's tokens (credential/token). */
export function tokenKeyOf(cipher: Cipher, deviceKey: Bytes): Bytes {
  return deriveKeys(cipher, deviceKey, "token", new Uint8Array(0), 16);
}

/** The key under which card keys lie on this reader's flash (wire/card-profile, wire/grant). */
export function wrapKeyOf(cipher: Cipher, deviceKey: Bytes): Bytes {
  return deriveKeys(cipher, deviceKey, "wrap", new Uint8Array(0), 16);
}

/** The key of this reader's journal chain (store/journal-chain). */
export function chainKeyOf(cipher: Cipher, deviceKey: Bytes): Bytes {
  return deriveKeys(cipher, deviceKey, "chain", new Uint8Array(0), 32);
}

/** The key of what unlocks the cable (reader/cable). */
export function usbKeyOf(cipher: Cipher, deviceKey: Bytes): Bytes {
  return deriveKeys(cipher, deviceKey, "usb", new Uint8Array(0), 16);
}

/** What this reader and the backend know of leases (docs/phone-protocol.md, section 3). */
export interface LeaseKeys {
  /** By this name phones know the reader; no secret. */
  doorId: Bytes;
  /** Under which the phone's key for this door lies in its lease. */
  wrap: Bytes;
  /** Of a lease's MAC. */
  mac: Bytes;
}

export function leaseKeysOf(cipher: Cipher, deviceKey: Bytes): LeaseKeys {
  const keys = deriveKeys(cipher, deviceKey, "phone", new Uint8Array(0), 48);
  return { doorId: copy(keys, 0, 16), wrap: copy(keys, 16, 32), mac: copy(keys, 32, 48) };
}
