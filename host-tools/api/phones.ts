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

/**
 * POST phones/:id/leases: one for each reader of the door, from now on. `unlocked`: good only while the phone is unlocked; `renews`: the
 * phone may fetch the next one by itself.
 */
export const newLeases = z.object({
  doorId: id,
  hours: z.number().int().min(dayHours).max(30 * dayHours).default(7 * dayHours),
  unlocked: z.boolean().default(false),
  renews: z.boolean().default(false),
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
  renews: boolean;
}

/** What the phone is given: by which id the reader asks for it, and the 44 bytes, base 16. */
export interface IssuedLease extends LeaseRow {
  doorKeyId: string;
  lease: string;
}

const hex = (bytes: number) => z.string().toLowerCase().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `${bytes} bytes in hexadecimal`);
export const heldMax = 64;

/** POST phone-renewals, by the phone itself (docs/phone-protocol.md, section 8): `held` are the ids of the leases that it has. */
export const renewal = z.object({
  phone: id,
  time: z.int().min(0).max(0xffffffff),
  held: z.array(hex(8)).max(heldMax),
  proof: hex(16),
});

/** Why one lease that renews has no next one now; its number, and a refusal as of any request. */
export interface RefusedLease {
  lease: number;
  code: string;
  message: string;
  hint: string;
}

export interface RenewalAnswer {
  rows: IssuedLease[];
  refused: RefusedLease[];
}
