import type { EventName, ModeName, ReasonName, RecoveryName, TechnologyName } from "../../../api/names";
import { faultName, modeName, recoveryOf } from "../../../api/names";
import { lengthOf, momentOf } from "../format";

/** A text, or one made from the number that came with the event. */
export type Happening = string | ((detail: number) => string);

const reason: Record<ReasonName, string> = {
  granted: "On the list, within its hours",
  doorUnlocked: "The door is unlocked for everyone",
  grantedClockUnsure: "Granted although the reader is unsure of the time",
  grantedByOldKind: "Granted, by a kind of card that this door will soon refuse",
  unknownCredential: "Unknown card",
  credentialDisabled: "Person or card is disabled",
  notYetValid: "Not valid yet",
  expired: "Validity has ended",
  leaseRevoked: "Phone's lease was taken back",
  pinWrong: "Wrong PIN",
  pinNotGiven: "No PIN was typed in time",
  pinNotOnCard: "This door asks for a PIN, and the card has none",
  pinBarred: "Too many wrong PINs: barred for a while",
  pinNeedsProof: "This door asks for a PIN, which needs a card that proves itself",
  pinNeedsUnlock: "This door asks for a PIN or a phone that must be unlocked, and this phone need not be",
  pinNoKeypad: "This door asks for a PIN, and its reader has no keypad",
  pinUncounted: "The reader could not note the try of a PIN",
  outsideSchedule: "Outside the permitted hours",
  noAccessLevel: "No access level for this door",
  assuranceTooLow: "This door asks for a safer kind of card",
  doorLocked: "The door is locked for everyone",
  doorLockdown: "Lockdown",
  clockUnsure: "The reader is unsure of the time",
  twoCards: "Two cards at once",
  cardGone: "Card was taken away too soon",
  unreadable: "Card could not be read",
  wrongKey: "Card has another site's key",
  wrongKeyVersion: "Card has an old or newer key",
  cardReplayed: "Card only pretends: its proof is a recording",
  cardAltered: "Card's answer was changed on the way",
  cardRefused: "Card is not laid out for this site",
  leaseMissing: "Phone has no lease for this door",
  leaseForged: "Phone's lease is not ours, or was changed",
  leaseWrongDoor: "Phone's lease is for another door",
  phoneTag: "Phone does not know the key of its lease",
  phoneLocked: "Phone must be unlocked first",
  listDamaged: "The reader's list is damaged",
  journalFull: "The reader's journal is full",
};

const recovery: Record<RecoveryName, string> = {
  alertMissed: "interrupt line missed",
  repeated: "asked again",
  aborted: "started over",
  initialised: "set up anew",
  reset: "reset",
};

function recoveryWords({ kind, count }: ReturnType<typeof recoveryOf>): string {
  const times = count === 1 ? "once" : `${count} times`;
  if (kind === "alertMissed") return `Card antenna answers, but its interrupt line stayed still ${times}: check its wire`;
  return `Card antenna faltered and answers again${kind ? ` (${recovery[kind]} ${times})` : ""}`;
}

const event: Record<EventName, Happening> = {
  opened: "Door opened",
  closed: "Door closed",
  forcedOpen: "Door forced open",
  heldOpen: (seconds) => `Door held open for ${lengthOf(seconds)}`,
  heldEnded: "Door closed after being held open",
  notOpened: "Granted, but nobody opened the door",
  rexPressed: "Exit button pressed",
  relockedLimit: "Locked again: longest unlock time reached",
  modeChanged: (number) => `Door mode is now “${mode[modeName(number)]}”`,
  tamperOpened: "Reader's case opened",
  tamperClosed: "Reader's case closed",
  rexStuck: "Exit button is stuck",
  lockNotHolding: (count) => `Lock does not hold: door opened ${count} times with nobody let in (relay, lock or contact)`,
  booted: (epoch) => `Reader started (start number ${epoch})`,
  faultSeen: (fault) => `Reader noted a fault: ${faultName(fault)}`,
  frontEndLost: "Card antenna stopped answering",
  frontEndBack: "Card antenna answers again",
  frontEndRecovered: (detail) => recoveryWords(recoveryOf(detail)),
  clockSet: "Reader's clock was set",
  listUpdated: (version) => `List updated to version ${version}`,
  settingsUpdated: "Settings updated",
  cableUnlocked: "A technician unlocked the reader's USB line to record a trace",
  cableUnlockWrong: (tries) => `Wrong unlock at the reader's USB line (${tries === 1 ? "first try" : `${tries} in a row`})`,
  unlockedByCommand: "Unlocked from the console",
  commandRefused: "A command was refused",
  recordsLost: (count) => `${count} events were lost`,
  lostWithRestore: (count) => `${count} events are not in the database that was put back`,
  databaseWentBack: (seconds) =>
    `The database is older than what this reader holds: its newest entry is of ${momentOf(new Date(seconds * 1000).toISOString())}. Whoever was taken back since opens doors again: go through people and cards`,
};

const technology: Record<TechnologyName, string> = {
  none: "None",
  uid: "Card number (UID)",
  ntag: "NTAG tag",
  ntag424: "NTAG 424 DNA",
  desfire: "DESFire card",
  phone: "Phone",
};

const shortTechnology: Record<TechnologyName, string> = {
  none: "",
  uid: "UID",
  ntag: "NTAG",
  ntag424: "NTAG 424",
  desfire: "DESFire",
  phone: "Phone",
};

const mode: Record<ModeName, string> = {
  normal: "By card",
  unlocked: "Unlocked for everyone",
  locked: "Locked for everyone",
  lockdown: "Lockdown",
  evacuate: "Evacuation: stays open",
};

export const enEvents = {
  reason,
  event,
  technology,
  shortTechnology,
  mode,
  granted: "Granted",
  denied: "Denied",
  kind: { tap: "Cards", door: "Doors", reader: "Readers" },
  copyable: "can be copied",
  copyableHelp: "This kind of card shows only a number that anyone can copy.",
  notListed: "Not on this door's list: no access level for it",
  byLease: "The phone has a lease for this door, within its hours",
  noReader: "There is no reader at this door",
  unknownCard: (token: string) => `Unknown card ${token}`,
  clockUnsure: "time unsure",
};
