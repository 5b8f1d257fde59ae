import { z } from "zod";

export const unlockScopes = ["trace"] as const;

/** POST readers/:id/unlocks: what unlocks this reader's cable for its challenge. The reason goes into the audit. */
export const newUnlock = z.object({
  challenge: z.string().regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits, as the reader gave them"),
  scope: z.enum(unlockScopes),
  reason: z.string().trim().min(3).max(200),
});

export interface Unlock {
  /** As wire/cable numbers it. */
  scope: number;
  /** Unix seconds. */
  until: number;
  /** 32 hexadecimal digits, good once. */
  mac: string;
}

/** POST readers/:id/taps: records of taps as a reader's journal has them, 64 hexadecimal digits each; whose they are. */
export const tapsAtCable = z.object({
  records: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(500),
  /** Entries of the trace that were lost. */
  lost: z.number().int().min(0),
});

export interface TapsAnswer {
  readerName: string;
  /** Of the reader's door. */
  assuranceMin: number;
  /** For each record the UID, base 16, that it was known by; null: it is known by none, or to nobody. */
  uids: (string | null)[];
}
