import { z } from "zod";
import { id } from "./directory";

export const readerId = z.string().regex(/^[0-9a-f]{16}$/);

/** `door`: a name instead of `doorId`; a door of that name is made when there is none. Neither: the reader is made without a door. */
export const newReader = z.object({
  name: z.string().trim().min(1).max(120),
  doorId: id.nullish(),
  door: z.string().trim().min(1).max(120).optional(),
});
export const readerPatch = z
  .object({ name: z.string().trim().min(1).max(120), doorId: id.nullable(), enabled: z.boolean() })
  .partial();

/** Shown once, when the reader is made; keys are base 16. What goes into wire/identity. */
export interface ReaderIdentity {
  readerId: string;
  deviceKey: string;
  drbgSeed: string;
  provisionedAt: number;
  doorId: number | null;
  doorNumber: number;
  backend: { host: string; port: number };
}

/** Door state as the reader last said it in an authenticated message. */
export interface DoorState {
  open: boolean;
  unlocked: boolean;
  forced: boolean;
  held: boolean;
  tamper: boolean;
  /** The door opened again and again with nothing to excuse it. */
  lockFails: boolean;
}

/**
 * How a journal contradicts its own chain: records are `missing`, `added` or `altered`; `begunAnew`: the reader does not know its chain any
 * more; `wentBack`: numbers came again in a later boot; `unclosed`: chain records stopped coming.
 */
export type JournalBreak = "missing" | "added" | "altered" | "begunAnew" | "wentBack" | "unclosed";

/**
 * What a reader says is about to go wrong or has: the journal or the list is three quarters full, the list so full that it takes no more, what lay on its flash as list or state
 * was not whole, or it has no settings (any more). `flashWorn`: a page of its state, settings or list's log takes nothing any more. `clockDiffers`: what it believes of the time is not what the backend does. `notSinceRestore`: the database was restored, and the reader goes by what it had before.
 */
export type ReaderAlarm = "journalHigh" | "journalWorn" | "flashWorn" | "listHigh" | "listFull" | "listDamaged" | "settingsMissing" | "stateDamaged" | "clockDiffers" | "notSinceRestore";

export interface ReaderRow {
  id: string;
  name: string;
  doorId: number | null;
  enabled: boolean;
  /** The last authenticated message is younger than 40 s. */
  online: boolean;
  /** Time of the last authenticated message; null: never. */
  lastSeen: string | null;
  /** Version of the list the reader holds, and the newest one the backend has for it. */
  listVersion: number;
  backendVersion: number;
  settingsVersion: number;
  backendSettingsVersion: number;
  /** Null until the reader has spoken. */
  firmware: string | null;
  uptimeS: number | null;
  clockSure: boolean | null;
  frontEndDown: boolean | null;
  frontEndRecoveries: number | null;
  freeBlocks: number | null;
  /** Events the reader still holds that the backend has not confirmed. */
  eventsWaiting: number | null;
  doorState: DoorState | null;
  alarms: ReaderAlarm[];
  /** Number of the last record through which the journal was found whole, and when; null: it has not closed a page yet. */
  journalProven: { sequence: number; at: string } | null;
  /** The newest contradiction of its journal, by the record that told; null: none ever. */
  journalBreak: { reason: JournalBreak; sequence: number; at: string } | null;
  /** Frames that claimed to be from this reader and were dropped since the backend started. */
  dropped: DroppedFrames;
}

/** It has not said yet that it holds what the backend has for it: it decides by what it had before. */
export function isOutdated(reader: ReaderRow): boolean {
  return reader.listVersion < reader.backendVersion || reader.settingsVersion < reader.backendSettingsVersion;
}

/** By its own word it decides by what the backend has for it; after a restore the numbers say nothing before it was met. */
export function isCurrent(reader: ReaderRow): boolean {
  return reader.lastSeen !== null && !isOutdated(reader) && !reader.alarms.includes("notSinceRestore");
}

/** Dropped frames by cause; names are those of base/fault. */
export type DroppedFrames = Record<string, number>;

/** GET readers. `dropped`: frames no reader could be found for. */
export interface ReadersAnswer {
  rows: ReaderRow[];
  dropped: DroppedFrames;
}
