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

/** A group key as one phone is given it (keys/group-key), base 16: its id, 8 bytes, and 24 that no other phone can open. */
export interface SharedGroup {
  id: string;
  key: string;
}

/** POST phones/:id/leases. `groups`: as in a renewal's answer; empty where the phone has been given them. */
export interface LeasesAnswer {
  rows: IssuedLease[];
  groups: SharedGroup[];
}

const hex = (bytes: number) => z.string().toLowerCase().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `${bytes} bytes in hexadecimal`);
export const heldMax = 64;
export const groupsMax = 16;

/** POST phone-renewals, by the phone itself (docs/phone-protocol.md, section 8): `held` are the ids of the leases that it has, `groups` those of its group keys. */
export const renewal = z.object({
  phone: id,
  time: z.int().min(0).max(0xffffffff),
  held: z.array(hex(8)).max(heldMax),
  groups: z.array(hex(8)).max(groupsMax).optional(),
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
  /** All group keys that the phone is to keep, in the place of those it has, the newest first. */
  groups: SharedGroup[];
}

/** POST phone-group-key. `now`: readers get it at once, and phones that have not fetched it open nothing until they have. */
export const newGroupKey = z.object({ now: z.boolean().default(false) });

export interface PhoneBehind {
  id: number;
  label: string;
  personId: number;
  personName: string;
}

/** GET phone-group-key: by which key readers prove themselves to phones, and how far its renewal is. */
export interface GroupKeyState {
  /** False until the site's first phone. */
  exists: boolean;
  /** Since when readers go by it; null: since before that was noted. */
  since: string | null;
  /** The next one, which phones fetch now; null: there is none. */
  next: { madeAt: string; /** Readers get it by then, whoever is behind. */ by: string; behind: PhoneBehind[] } | null;
  /** Names of readers that were not heard since the key in force; until they are, or are removed, phones take the former one, too. */
  readersBehind: string[];
}
