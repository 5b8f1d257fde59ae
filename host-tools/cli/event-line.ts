import { isAlarm } from "../api/alarms";
import type { EventRow } from "../api/events";
import { faultName, modeName } from "../api/names";

/** What the number that comes with an event says, where it says something to a person. */
const details: Record<string, (detail: number) => string> = {
  recordsLost: (count) => `${count} events`,
  lostWithRestore: (count) => `${count} events`,
  lockNotHolding: (count) => `${count} times`,
  cableUnlockWrong: (tries) => `try ${tries}`,
  heldOpen: (seconds) => `${seconds} s`,
  modeChanged: modeName,
  faultSeen: faultName,
  frontEndLost: faultName,
};

/** One event on one line of a terminal. */
export function eventLine(row: EventRow): string {
  /* To a reader a card of somebody without a right at its door is unknown. */
  const unlisted = row.personName && row.reason === "unknownCredential" ? ", who has no right at this door" : "";
  const who = row.personName ? row.personName + unlisted : row.token ? `unknown credential ${row.token}` : "";
  const how = row.technology ? ` by ${row.technology}${row.assurance === 0 ? ", which anyone can copy" : ""}` : "";
  const place = row.doorName ?? row.readerName;
  return `${row.at}${row.clockUnsure ? "?" : " "} ${place.padEnd(16)} ${whatOf(row).padEnd(30)} ${who}${how}`.trimEnd();
}

function whatOf(row: EventRow): string {
  /* A phone is on no list: it brings a lease. */
  const why = row.reason === "granted" && row.technology === "phone" ? "has a lease" : row.reason;
  if (row.verdict) return `${row.verdict} (${why})`;
  const detail = details[row.reason]?.(row.detail);
  return `${isAlarm(row) ? "ALARM " : ""}${row.reason}${detail ? ` (${detail})` : ""}`;
}
