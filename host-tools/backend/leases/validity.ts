import { limitOf } from "../directory/time";
import { Refusal } from "../refusal";
import type { Credential, Lease } from "../store/tables";

/** A reader's clock may be a little behind. */
export const earlierSeconds = 300;

/** From when until when a phone is good, in unix seconds; 0: no limit. */
export type Validity = Pick<Credential, "valid_from" | "valid_until">;

/** Times of a lease that begins now: no earlier and no later than its phone is good. Undefined: at no moment of it. */
export function within({ valid_from, valid_until }: Validity, nowS: number, seconds: number): { validFrom: number; validUntil: number } | undefined {
  const validFrom = Math.max(nowS - earlierSeconds, valid_from);
  const validUntil = Math.min(nowS + seconds, valid_until || Infinity);
  return validUntil > Math.max(nowS, validFrom) ? { validFrom, validUntil } : undefined;
}

/** Whether a lease opens at a time, from now on, when its phone is not good. */
export function reachesOutside(lease: Pick<Lease, "valid_from" | "valid_until">, { valid_from, valid_until }: Validity, nowS: number): boolean {
  return (valid_from > nowS && lease.valid_from < valid_from) || (valid_until > 0 && lease.valid_until > valid_until);
}

export function outsideValidity({ valid_from, valid_until }: Validity): Refusal {
  const span = [["from", limitOf(valid_from)], ["until", limitOf(valid_until)]].filter(([, limit]) => limit).map((words) => words.join(" "));
  const hint = "Change for how long the phone is valid, or issue the lease when its time has come.";
  return new Refusal(409, "LEASE_OUTSIDE_VALIDITY", `this phone is valid ${span.join(" ")}, and no lease of this length falls within`, hint);
}
