/* What a record that is not a tap says, in its `reason` byte. Numbers never change meaning. */

/* type doorEvent */
export const opened = 1;
export const closed = 2;
export const forcedOpen = 3;
/** `detail`: seconds open. */
export const heldOpen = 4;
export const heldEnded = 5;
/** Granted, but the door was not opened in time. */
export const notOpened = 6;
export const rexPressed = 7;
export const relockedLimit = 8;
export const modeChanged = 9;
export const tamperOpened = 10;
export const tamperClosed = 11;
/** The exit button has been pressed for so long that it must be stuck: it excuses no opening any more. */
export const rexStuck = 12;
/** The door opened so many times in a row (`detail`) with nothing to excuse it: relay, lock or contact is broken, or someone has a key. */
export const lockNotHolding = 13;

/* type system */
/** `detail`: the full boot epoch. */
export const booted = 32;
/** `detail`: the fault number. */
export const faultSeen = 33;
export const frontEndLost = 34;
export const frontEndBack = 35;
/** `detail`: unix seconds the clock was set to. */
export const clockSet = 36;
/** `detail`: the new list version. */
export const listUpdated = 37;
export const settingsUpdated = 38;
/** Cured without anyone's help; `detail`: by what and how often (wire/recovery). */
export const frontEndRecovered = 39;

/** The cable was unlocked by what the backend made for it; `detail`: the scope (wire/cable). */
export const cableUnlocked = 40;
/** Somebody tried to unlock the cable with something else; `detail`: how often in a row. */
export const cableUnlockWrong = 41;

/* type command: `detail` is the command number */
export const unlockedByCommand = 64;
export const commandRefused = 65;

/* type gap: `detail` is how many records were lost */
export const recordsLost = 96;
/** The backend's own: the reader was told that they are safe, and the database they were in was replaced by an older one. */
export const lostWithRestore = 99;
/** The backend's own: this reader knew more than the database, so an older copy was put in its place; `detail`: unix seconds of the newest thing in it. */
export const databaseWentBack = 100;

/* type chain: `detail` is how many records it vouches for, the chain record before it among them */
export const chained = 97;
/** The reader does not know what came before: its first chain record, or the one before is not on flash any more. */
export const chainBegun = 98;
