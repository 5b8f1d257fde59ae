import type { EventRow } from "./events";

/** What calls for a person, now: the console marks it, and webhooks for alarms tell it. */
const alarming = ["forcedOpen", "lockNotHolding", "tamperOpened", "cableUnlockWrong", "recordsLost", "lostWithRestore", "databaseWentBack", "frontEndLost"];

export function isAlarm(event: Pick<EventRow, "reason">): boolean {
  return alarming.includes(event.reason);
}

/** Calls for somebody as well where nobody looks at the console. */
export function isUrgentUnseen(event: Pick<EventRow, "reason">): boolean {
  return isAlarm(event) || event.reason === "heldOpen";
}
