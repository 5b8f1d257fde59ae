import * as wire from "../../../firmware/src/wire/message";
import type { DoorState, JournalBreak, ReaderAlarm, ReaderRow } from "../../api/readers";
import { isoOf } from "../directory/time";
import type { Contact, Contacts } from "../link/contact";
import { isListFull } from "../link/list-offers";
import type { SyncStatus } from "../link/messages";
import { enrolled } from "../store/enrolled";
import type { Db } from "../store/open";

/** Two keep-alives of 15 s and some slack. */
export const onlineMs = 40_000;
/** A reader sets its clock right by as much at once (reader/wall-clock). */
const clockDiffersS = 300;

/** What is stored of the readers and what they last said of themselves; all of them, or those in `only`. */
export async function readerRows(read: Db, contacts: Contacts, asked: { nowMs: number; only?: number[] }): Promise<ReaderRow[]> {
  let query = read
    .selectFrom("reader")
    .select(["num", "name", "list_version", "settings_version"])
    .select(["proven_sequence", "proven_at", "break_reason", "break_sequence", "break_at"])
    .where(enrolled());
  if (asked.only) query = query.where("num", "in", asked.only);
  const rows: ReaderRow[] = [];
  for (const row of await query.orderBy("num").execute()) {
    const contact = contacts.get(row.num);
    if (contact) rows.push({ ...stored(row), ...heard(contact, asked.nowMs) });
  }
  return rows;
}

export function isOnline(contact: Contact, nowMs: number): boolean {
  return contact.enabled && contact.lastSeenMs !== undefined && nowMs - contact.lastSeenMs < onlineMs;
}

interface StoredRow {
  name: string;
  list_version: number;
  settings_version: number;
  proven_sequence: number | null;
  proven_at: number | null;
  break_reason: JournalBreak | null;
  break_sequence: number | null;
  break_at: number | null;
}

function stored(row: StoredRow): Pick<ReaderRow, "name" | "backendVersion" | "backendSettingsVersion" | "journalProven" | "journalBreak"> {
  const { proven_sequence, proven_at, break_reason, break_sequence, break_at } = row;
  return {
    name: row.name,
    backendVersion: row.list_version,
    backendSettingsVersion: row.settings_version,
    journalProven: proven_sequence === null ? null : { sequence: proven_sequence, at: isoOf(proven_at!) },
    journalBreak: break_reason === null ? null : { reason: break_reason, sequence: break_sequence!, at: isoOf(break_at!) },
  };
}

function heard(contact: Contact, nowMs: number): Omit<ReaderRow, keyof ReturnType<typeof stored>> {
  const { status, lastSeenMs } = contact;
  return {
    id: contact.id,
    doorId: contact.doorId,
    enabled: contact.enabled,
    online: isOnline(contact, nowMs),
    lastSeen: lastSeenMs === undefined ? null : isoOf(lastSeenMs / 1000),
    listVersion: contact.heldListVersion,
    settingsVersion: contact.heldSettingsVersion,
    firmware: status ? versionText(status.firmware) : null,
    uptimeS: status?.uptimeS ?? null,
    clockSure: status ? has(status, wire.statusClockSure) : null,
    frontEndDown: status ? has(status, wire.statusFrontEndDown) : null,
    frontEndRecoveries: status?.recoveries ?? null,
    freeBlocks: status?.freeBlocks ?? null,
    eventsWaiting: status ? Math.max(0, status.nextSequence - 1 - status.acknowledgedThrough) : null,
    doorState: status ? doorState(status) : null,
    alarms: [...(contact.unsettled ? (["notSinceRestore"] as const) : []), ...(status ? alarmsOf(contact, status) : [])],
    dropped: { ...contact.dropped },
  };
}

function doorState(status: SyncStatus): DoorState {
  return {
    open: has(status, wire.statusDoorOpen),
    unlocked: has(status, wire.statusUnlocked),
    forced: has(status, wire.statusForced),
    held: has(status, wire.statusHeld),
    tamper: has(status, wire.statusTamper),
    lockFails: has(status, wire.statusLockFails),
  };
}

const alarmFlags: Record<Exclude<ReaderAlarm, "listFull" | "settingsMissing" | "clockDiffers" | "notSinceRestore">, number> = {
  journalHigh: wire.statusJournalHigh,
  journalWorn: wire.statusJournalWorn,
  flashWorn: wire.statusFlashWorn,
  listHigh: wire.statusListHigh,
  listDamaged: wire.statusListDamaged,
  stateDamaged: wire.statusStateDamaged,
};

function alarmsOf({ offers, statusAtMs }: Contact, status: SyncStatus): ReaderAlarm[] {
  const flags = (Object.keys(alarmFlags) as (keyof typeof alarmFlags)[]).filter((name) => has(status, alarmFlags[name]));
  const said = flags.map((name): ReaderAlarm => (name === "listHigh" && isListFull(offers, status) ? "listFull" : name));
  if (clockDiffers(status, statusAtMs)) said.push("clockDiffers");
  return status.settingsVersion === 0 ? [...said, "settingsMissing"] : said;
}

/** A reader that is unsure of the time tells the least that it can be. */
function clockDiffers(status: SyncStatus, heardAtMs: number): boolean {
  const aheadS = status.time - heardAtMs / 1000;
  return aheadS > clockDiffersS || (has(status, wire.statusClockSure) && aheadS < -clockDiffersS);
}

function has(status: SyncStatus, flag: number): boolean {
  return (status.flags & flag) !== 0;
}

function versionText(version: number): string {
  return `${version >>> 16}.${(version >>> 8) & 255}.${version & 255}`;
}
