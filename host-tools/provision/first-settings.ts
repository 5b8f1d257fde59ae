import { always, normal, policyJournalFailOpens, type Settings } from "../../firmware/src/wire/settings";

/** How a reader behaves that no backend has told otherwise: one access level, good at any time. */
export function firstSettings(door: number): Settings {
  return {
    version: 0,
    door,
    mode: normal,
    unlockMs: 5000,
    extendedMs: 15000,
    heldOpenS: 30,
    assuranceMin: 0,
    policies: policyJournalFailOpens,
    utcOffsetMin: 0,
    levels: Uint8Array.of(always),
    schedules: [],
    holidays: [],
  };
}
