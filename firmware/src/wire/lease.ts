import type { Bytes } from "../base/bytes";

/*
 * What a phone brings along from the backend and shows at one reader (docs/phone-protocol.md, section 4), 44 bytes:
 *   id b8 | valid from u32 | valid until u32 | flags u32 | key b16 | MAC b8
 * The key is the phone's own for this door, under the reader's key for leases; the MAC covers the 36 bytes before it.
 */
export const leaseBytes = 44;
export const leaseIdBytes = 8;
/** 0: no limit; valid from `from` up to, not including, `until`; little-endian. */
export const leaseTimesAt = 8;
/** Where the door's number lies, the third byte of the flags. */
export const leaseDoorAt = 18;
export const leaseKeyAt = 20;
export const leaseMacAt = 36;

/* flags: bits 0-15 are the first access levels of the reader's settings, bits 16-23 the number of the door. */
export const leaseLevels = 0xffff;
/** The door stays unlocked for the longer time. */
export const leaseExtended = 0x1000000;
/** The phone proves itself only while its owner has unlocked it. */
export const leaseUnlocked = 0x2000000;

/** Everything of a lease before its MAC. */
export interface Lease {
  id: Bytes;
  validFrom: number;
  validUntil: number;
  flags: number;
  /** The phone's key for this door, wrapped. */
  key: Bytes;
}
