import type { Grant } from "../wire/grant";
import { flagDisabled, flagExtended, flagRemoved } from "../wire/grant";
import type { Settings } from "../wire/settings";
import * as settings from "../wire/settings";
import { assuranceOf, phone } from "../wire/technology";
import * as reason from "./reason";
import { offsetMinAt } from "./local-time";
import { inSchedule } from "./schedule";

export interface Question {
  /** What the list holds for the token; undefined: nothing. */
  grant: Grant | undefined;
  /** How the credential was read, a number of wire/technology. */
  technology: number;
  /** Unix seconds as the reader believes. */
  now: number;
  /** False: it is `now` or any time after it. */
  clockSure: boolean;
  /** For how long the reader has been unsure, in minutes; left out: for ever. */
  unsureMin?: number;
  /** Its owner has unlocked it, as its lease wants: of a phone, in place of a PIN. */
  unlocked?: boolean | undefined;
  /** The door mode in force, which a command may have set over `settings.mode`. */
  mode: number;
  settings: Settings;
}

export interface Verdict {
  granted: boolean;
  /** A number of access/reason. */
  reason: number;
  /** How long the relay pulses; 0 when refused and when the door stands unlocked anyway. */
  unlockMs: number;
}

/**
 * May this credential pass here and now? The same answer for the door, for the backend's "who can open what, and why not"
 * and for the browser. The first of these that applies is the reason:
 * the door as a whole (lockdown and locked refuse everyone, unlocked and evacuate let everyone pass), the credential
 * (unknown, disabled, read too weakly), its rights (no access level here), time (clock unsure, validity, schedule); and at a door
 * that asks for a PIN, whether this credential can be asked. Asking is the reader's: this verdict comes before it and after it.
 */
export function decide(q: Question): Verdict {
  let why = reasonFor(q);
  if (q.settings.policies & settings.policyAskPin && reason.opens(why) && why !== reason.doorUnlocked) why = pinRefusal(q) || why;
  const granted = reason.opens(why);
  let unlockMs = 0;
  if (granted && why !== reason.doorUnlocked) unlockMs = q.grant!.flags & flagExtended ? q.settings.extendedMs : q.settings.unlockMs;
  return { granted, reason: why, unlockMs };
}

function reasonFor(q: Question): number {
  if (q.mode !== settings.normal) return reasonOf(q.mode);
  const grant = q.grant;
  if (!grant || grant.flags & flagRemoved) return reason.unknownCredential;
  if (grant.flags & flagDisabled) return q.technology === phone ? reason.leaseRevoked : reason.credentialDisabled;
  const weak = assuranceOf(q.technology) < q.settings.assuranceMin;
  if (weak && !formerlyEnough(q)) return reason.assuranceTooLow;
  const levels = levelsHere(grant.levels, q.settings.levels.length);
  if (!levels) return reason.noAccessLevel;
  const free = hasAlways(levels, q.settings);
  if (!q.clockSure && !(free && !grant.validFrom && !grant.validUntil)) {
    if (grant.validUntil && q.now >= grant.validUntil) return reason.expired;
    return unsureOpens(q) ? reason.grantedClockUnsure : reason.clockUnsure;
  }
  if (q.now < grant.validFrom) return reason.notYetValid;
  if (grant.validUntil && q.now >= grant.validUntil) return reason.expired;
  if (!free && !inAnySchedule(levels, q)) return reason.outsideSchedule;
  return weak ? reason.grantedByOldKind : reason.granted;
}

/** A PIN lies on a card and counts once that has proved itself; a phone that had to be unlocked needs none. 0: nothing to refuse. */
function pinRefusal(q: Question): number {
  if (q.technology === phone) return q.unlocked ? 0 : reason.pinNeedsUnlock;
  return assuranceOf(q.technology) < 3 ? reason.pinNeedsProof : 0;
}

/** Of a mode that lets everyone pass, or nobody. */
function reasonOf(mode: number): number {
  if (mode === settings.lockdown) return reason.doorLockdown;
  return mode === settings.unlocked || mode === settings.evacuate ? reason.doorUnlocked : reason.doorLocked;
}

/** While a site moves to better credentials the former minimum holds, up to a moment that a reader unsure of the time takes for past. */
function formerlyEnough(q: Question): boolean {
  return q.clockSure && q.now < q.settings.formerUntil && assuranceOf(q.technology) >= q.settings.formerMin;
}

/** The door's policy whenClockUnsure: open, or open for some minutes, else deny. */
function unsureOpens(q: Question): boolean {
  return (q.settings.policies & settings.policyUnsureClockOpens) !== 0 || q.unsureMin! < q.settings.graceMin;
}

/** The grant's access levels that this reader knows, as bits; a bit beyond the settings' levels leads nowhere. */
function levelsHere(levels: number, known: number): number {
  return known < 32 ? levels & ((1 << known) - 1) : levels;
}

function hasAlways(levels: number, s: Settings): boolean {
  for (let i = 0; i < s.levels.length; i++) {
    if ((levels >>> i) & 1 && s.levels[i] === settings.always) return true;
  }
  return false;
}

/** A level whose schedule the settings do not carry never holds. */
function inAnySchedule(levels: number, q: Question): boolean {
  const s = q.settings;
  const local = q.now + offsetMinAt(s, q.now) * 60;
  for (let i = 0; i < s.levels.length; i++) {
    const windows = (levels >>> i) & 1 ? s.schedules[s.levels[i]!] : undefined;
    if (windows && inSchedule(windows, local, s.holidays)) return true;
  }
  return false;
}
