/*
 * Every fault the firmware can report, as a small stable number. 0 is "no fault".
 * A number is never given a second meaning; docs/errors.md has one line for each.
 * Use: `import * as fault from "../base/fault"`, then `fault.nfcSilent`.
 */
export const none = 0;

/* 1-19: the NFC front end */
export const nfcNoAck = 1;
export const nfcSilent = 2;
export const nfcChecksum = 3;
export const nfcFrame = 4;
export const nfcRefused = 5;
export const nfcCardGone = 6;
export const nfcCardError = 7;
export const nfcBusy = 8;
export const nfcVersion = 9;

/* 10-19: a card or phone that is to prove itself; the reason of the refusal is this number and 41 (access/reason) */
/** The card has another key than the reader, or none of this number. */
export const cardKey = 10;
/** The same, and the card says that its key is of another version. */
export const cardKeyVersion = 11;
/** The card's proof is not for this challenge: a recording, or a card that only pretends. */
export const cardReplayed = 12;
/** An answer that the session does not vouch for: changed, cut or made up on the way. */
export const cardAltered = 13;
/** The card refuses a command: its application is not laid out as the profile says. */
export const cardRefused = 14;
/** The phone has no lease for this door. */
export const leaseMissing = 15;
/** A lease that the backend did not make, or that was changed. */
export const leaseForged = 16;
/** A lease for another door. */
export const leaseWrongDoor = 17;
/** The lease is good, and the phone does not know the key in it. */
export const phoneTag = 18;
/** The phone's owner is to unlock it first. */
export const phoneLocked = 19;

/* 20-39: flash and what is stored on it */
export const flashFailed = 20;
export const flashVerify = 21;
export const flashRange = 22;
export const journalFull = 23;
export const grantsFull = 24;
export const grantsDamaged = 25;
export const settingsDamaged = 26;
export const identityMissing = 27;
export const stateDamaged = 28;
/** The main program lies beside overlays that are not its own. */
export const programTorn = 29;

/* 40-59: messages from the network */
export const frameMalformed = 40;
export const frameSeal = 41;
export const frameReplayed = 42;
export const frameOversized = 43;
export const frameVersion = 44;
export const messageMalformed = 45;

/* 60-: the reader itself */
export const outOfMemory = 60;
export const unexpected = 61;

/** What the firmware throws: `{ fault }`, since the chip cannot subclass Error. */
export interface Thrown {
  fault: number;
}

/** Stops the current work with `code`, one of the numbers above. */
export function raise(code: number): never {
  throw { fault: code };
}

/** The number inside something caught; anything foreign is `unexpected`. */
export function codeOf(caught: unknown): number {
  const thrown = caught as Thrown | undefined;
  return (thrown && thrown.fault) || unexpected;
}
