import { z } from "zod";
import { id } from "./directory";

/** POST people/:id/phones. */
export const newPhone = z.object({ label: z.string().max(120).optional() });

/** The keys that the phone keeps (docs/phone-protocol.md, section 1), base 16; shown this once. */
export interface PhoneSecrets {
  /** Of the credential, by which leases are asked for. */
  id: number;
  phoneKey: string;
  groupKey: string;
}

const dayHours = 24;

/** POST phones/:id/leases: one for each reader of the door, from now on. `unlocked`: good only while the phone is unlocked. */
export const newLeases = z.object({
  doorId: id,
  hours: z.number().int().min(dayHours).max(30 * dayHours).default(7 * dayHours),
  unlocked: z.boolean().default(false),
});

export type LeaseState = "valid" | "expired" | "revoked";

export interface LeaseRow {
  id: number;
  phoneId: number;
  doorId: number | null;
  readerId: string;
  validFrom: string;
  validUntil: string;
  state: LeaseState;
}

/** What the phone is given: by which id the reader asks for it, and the 44 bytes, base 16. */
export interface IssuedLease extends LeaseRow {
  doorKeyId: string;
  lease: string;
}
