/*
 * What travels inside the seal (sync/seal), one message a frame: docs/protocol.md.
 * Up is reader to backend, down is backend to reader. A reader asks; the backend only ever answers,
 * apart from `poke`, which has no authority: it says "ask now".
 */
export const sync = 1;
export const events = 2;
export const trace = 3;
export const news = 129;
export const receipt = 130;
export const poke = 131;

/** The interpreter hands on at most 528 bytes of a datagram and drops the rest, so nothing longer goes down. */
export const downFrameBytesMax = 528;
export const upFrameBytesMax = 1200;
/** 528 less header 24 and tag 16, down to a multiple of 64, less one byte of padding. */
export const downPayloadBytesMax = 447;
export const upPayloadBytesMax = 1151;

/**
 * sync (up): nonce last heard from the backend (zeros: none), list version held, removals known through,
 * settings version held, last command done, next sequence, sequence acknowledged through, uptime in s,
 * unix time believed, status flags, front-end recoveries, free memory blocks, firmware version (major<<16|minor<<8|patch),
 * version of the whole list being learnt and first word from which on it is still to come (0 and 0: none), buckets of the table.
 */
export const syncFormat = "b8 u32*8 u16*3 u32*3 u16";
export const syncBytes = 60;

/* sync status flags */
export const statusClockSure = 1;
export const statusDoorOpen = 2;
export const statusUnlocked = 4;
export const statusForced = 8;
export const statusHeld = 16;
export const statusFrontEndDown = 32;
export const statusJournalHigh = 64;
export const statusTamper = 128;
export const statusLockFails = 256;
export const statusListHigh = 512;
/** The list is not whole; it comes anew. */
export const statusListDamaged = 1024;
/** No copy of the state was whole at this start: the boot epoch jumped. */
export const statusStateDamaged = 2048;
/** A page of the journal takes nothing any more and is passed over. */
export const statusJournalWorn = 4096;
/** A page of the state, the settings or the list's log takes nothing any more. */
export const statusFlashWorn = 8192;

/** news (down): the backend's nonce, its unix time in s, ms within it, kind of the body, 1 if more waits. */
export const newsFormat = "b8 u32 u16 u8 u8";
export const newsBytes = 16;

/* kinds of body */
export const bodyNothing = 0;
/** u32 from version, u32 to version, u16 count, then grants of 24 bytes each. */
export const bodyDelta = 1;
/** Like delta, only removals and disablings; its "to" answers `removals known through`, not the list version. */
export const bodyRemovals = 2;
/** wire/settings. */
export const bodySettings = 3;
/** u32 number, u8 action, u32 argument. */
export const bodyCommand = 4;
/** The nonce was not the backend's: ask again with this one. */
export const bodyAskAgain = 5;
/** Like delta, each grant followed by its card key of 16 bytes; all ones: it has none. */
export const bodyKeyedDelta = 7;
/** A part of the whole list, wire/list-part: takes the place of what the list had there. */
export const bodyListPart = 8;
export const deltaFormat = "u32*2 u16";
export const deltaBytes = 10;
/** As many as fit a down frame, see downFrameBytesMax. */
export const deltaGrantsMax = 17;
export const keyedDeltaGrantsMax = 10;
export const commandFormat = "u32 u8 u32";
export const commandBytes = 9;

/* command actions */
/** argument: milliseconds. */
export const actionUnlock = 1;
/** argument: mode | seconds << 8 (0 seconds: until changed). */
export const actionMode = 2;
/** Keep what passes on the front end's line. argument: taps | seconds << 8. */
export const actionTrace = 3;

/** events (up): nonce, count, then `count` records of wire/record. */
export const eventsFormat = "b8 u8";
export const eventsBytes = 9;
export const eventsRecordsMax = 32;

/** receipt (down): nonce; of events the sequence through which everything is durable, of a trace the part. */
export const receiptFormat = "b8 u32";
export const receiptBytes = 12;

/** trace (up): nonce, number of the command that asked for it, part, 1 if it is the last, entries lost; then entries of wire/capture. */
export const traceFormat = "b8 u32 u16 u8 u16";
export const traceBytes = 17;
