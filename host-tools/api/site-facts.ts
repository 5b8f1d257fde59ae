/** GET site/facts: what nobody sets, and whoever looks after the site wants to know. */
export interface SiteFacts {
  /** Of the program; null where it was started without one, as in tests of a part. */
  version: string | null;
  startedAt: string;
  /** What readers that are made now are told. */
  readerAddress: string;
  /** Whole path on the backend's machine. */
  database: string;
  databaseBytes: number;
  /** Arrival of the oldest event that is kept; null: there is none. */
  oldestEvent: string | null;
  /** Tells one site key from another, and nothing of it: the same after a restore of this site. */
  siteKey: string;
  /** The newest that `latchkey backup` made of this data directory; null: none. */
  lastBackup: LastBackup | null;
}

export interface LastBackup {
  at: string;
  /** Where it was put then; it may have been moved since. */
  file: string;
}

export const backupOldDays = 30;

/** Nobody would want to go back so far, or there is nothing to go back to. */
export function wantsBackup({ lastBackup }: SiteFacts, nowMs: number): boolean {
  return lastBackup === null || nowMs - Date.parse(lastBackup.at) > backupOldDays * 86_400_000;
}
