import { z } from "zod";
import { id } from "./directory";

/*
 * An NTAG 424 DNA at a door: phones read an address from it that is another one at every tap (Secure Unique NFC, AN12196).
 * It leads to `tagPage`; the page asks the backend for access with what the address carried.
 */
const hex = (bytes: number) =>
  z
    .string()
    .toLowerCase()
    .regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `${bytes} bytes in hexadecimal`);

/** POST door-tags: keys as they are on the tag, by their use there: of the encrypted part, and of the MAC. Kept sealed, never told again. */
export const newDoorTag = z.object({
  doorId: id,
  uid: hex(7),
  metaKey: hex(16),
  macKey: hex(16),
  label: z.string().max(120).default(""),
});

export interface DoorTagRow {
  id: number;
  doorId: number;
  doorName: string;
  uid: string;
  label: string;
  /** Of the newest tap that was taken; null: none yet. */
  counter: number | null;
  lastUsed: string | null;
  /** Since when it is believed no more; null: it is. Putting it again makes it good again. */
  revokedAt: string | null;
}

/** POST access-requests: `e` and `c` as they stand in the tag's address. */
export const accessRequest = z.object({ doorId: id, e: hex(16), c: hex(8) });

export interface AccessRequestAnswer {
  granted: boolean;
  /** A name of api/names. */
  reason: string;
  doorName: string;
  /** Readers of the door that were told to open, and how many of them are connected. */
  readers: number;
  sent: number;
}
