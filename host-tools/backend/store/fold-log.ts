import { DatabaseSync } from "@photostructure/sqlite";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";

/** Brings what the log beside a database holds into it, so that one whole file is left. On a full disk the log stays, and the next start reads both. */
export function foldLog(database: DatabaseSyncInstance): void {
  try {
    database.exec("pragma wal_checkpoint(truncate)");
  } catch {
    /* Nothing is lost: the log holds it. */
  }
}

/** The same for the database at `path`, as far as it can be read: a damaged one is often why an older one is restored. Nobody may be at work on it. */
export function foldLogOf(path: string): void {
  try {
    const database = new DatabaseSync(path, { timeout: 0 });
    foldLog(database);
    database.close();
  } catch {
    /* It cannot even be opened: its log stays beside it. */
  }
}
