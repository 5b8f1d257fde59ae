import type { Settings } from "../../firmware/src/wire/settings";
import { always, normal, policyJournalFailOpens } from "../../firmware/src/wire/settings";

/** The access level that the lines of a grant list hold: the only one of `standAlone`. */
export const listLevel = 1;

/** How a reader behaves that no backend has told yet: one access level, at any time. */
export function standAlone(door: number): Settings {
  return {
    version: 0,
    door,
    mode: normal,
    unlockMs: 5000,
    extendedMs: 15_000,
    heldOpenS: 30,
    assuranceMin: 0,
    policies: policyJournalFailOpens,
    graceMin: 0,
    utcOffsetMin: 0,
    levels: new Uint8Array([always]),
    schedules: [],
    holidays: [],
    profiles: new Uint8Array(0),
    summer: undefined,
    phones: new Uint8Array(0),
    formerMin: 0,
    formerUntil: 0,
  };
}
