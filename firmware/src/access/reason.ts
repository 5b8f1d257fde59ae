/* Why a tap was granted or refused: one number on every exit of access/decide, stored in records, never reused. */

/* granted */
export const granted = 1;
/** The door is unlocked for everyone by its mode. */
export const doorUnlocked = 2;
/** Granted although the clock is unsure, by the site's policy. */
export const grantedClockUnsure = 3;
/** Granted for a while yet: the door is about to ask for more assurance than this credential gives. */
export const grantedByOldKind = 4;

/* refused: the credential */
export const unknownCredential = 16;
export const credentialDisabled = 17;
export const notYetValid = 18;
export const expired = 19;
/** A phone's lease that was taken back. */
export const leaseRevoked = 20;

/* refused: the PIN, at a door that asks for one */
export const pinWrong = 24;
/** No PIN in time, or another card came first. */
export const pinNotGiven = 25;
/** The card has none. */
export const pinNotOnCard = 26;
/** Too many wrong ones: not asked again for a while (access/lockouts). */
export const pinBarred = 27;
/** A PIN lies on a card that proves itself, and this credential is none. */
export const pinNeedsProof = 28;
/** A phone whose lease does not want it unlocked. */
export const pinNeedsUnlock = 29;
/** This reader has no keypad. */
export const pinNoKeypad = 30;
/** The try could not be noted on flash, so it was not looked at. */
export const pinUncounted = 31;

/* refused: the rule */
export const outsideSchedule = 32;
/** No access level of the grant leads to this door. */
export const noAccessLevel = 33;
export const assuranceTooLow = 34;
export const doorLocked = 35;
export const doorLockdown = 36;
export const clockUnsure = 37;

/* refused: the reading */
export const twoCards = 48;
export const cardGone = 49;
export const unreadable = 50;
/* 51-60 are 41 and the fault of base/fault (cardKey to phoneLocked). */
export const wrongKey = 51;
export const wrongKeyVersion = 52;
export const cardReplayed = 53;
export const cardAltered = 54;
export const cardRefused = 55;
export const leaseMissing = 56;
export const leaseForged = 57;
export const leaseWrongDoor = 58;
export const phoneTag = 59;
export const phoneLocked = 60;

/* refused: the reader itself */
export const listDamaged = 64;
export const journalFull = 65;

/** True for the reasons that open. */
export function opens(reason: number): boolean {
  return reason < 16;
}
