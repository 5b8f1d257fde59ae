import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { leaseKeysOf } from "../../firmware/src/crypto/kdf";
import type { Settings } from "../../firmware/src/wire/settings";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import type { IsoDepCard, Applet } from "../../host-tools/simulator/cards/iso-dep-card";
import { PhoneApplet, phoneCard, type PhoneWallet } from "../../host-tools/simulator/cards/phone";
import { makeLease, type LeaseTerms } from "../../host-tools/backend/leases/make-lease";
import { deviceKey, wrapped } from "./card-bench";

/* A phone with a lease for the reader of card-bench; parts of it may be wrong on purpose. */
export const phoneKey = Uint8Array.from({ length: 16 }, (_, i) => 0x10 + i);
export const groupKey = Uint8Array.from({ length: 16 }, (_, i) => 0x40 + i);
export const leaseId = fromHex("c0ffee0011223344");
export const nowS = 1_790_000_000;
const cipher = nobleCipher();

/** The settings of a reader that takes these phones. */
export const takesPhones: Partial<Settings> = { phones: wrapped(groupKey) };

const doorNumber = 1;
const level = 1;

export function leaseOf(terms: Partial<LeaseTerms> = {}, other: { phoneKey?: Uint8Array; deviceKey?: Uint8Array } = {}): Uint8Array {
  const keys = leaseKeysOf(cipher, other.deviceKey ?? deviceKey);
  const flags = level | (doorNumber << 16);
  const all = { id: leaseId, validFrom: nowS - 3600, validUntil: nowS + 86_400, flags, ...terms };
  return makeLease(cipher, keys, other.phoneKey ?? phoneKey, all);
}

export function wallet(lease: Uint8Array | undefined = leaseOf()): PhoneWallet {
  return { phoneKey, groupKeys: [groupKey], leases: new Map(lease ? [[toHex(leaseKeysOf(cipher, deviceKey).doorId), lease]] : []) };
}

export function phone(parts: Partial<PhoneWallet> = {}, unlocked = true): PhoneApplet {
  return new PhoneApplet({ ...wallet(), ...parts }, { day: () => Math.floor(nowS / 86_400), unlocked: () => unlocked }, cipher);
}

export const held = (applet: Applet, uid = Uint8Array.of(8, 1, 2, 3)): IsoDepCard => phoneCard(uid, applet);
