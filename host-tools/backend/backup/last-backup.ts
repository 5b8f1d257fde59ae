import { renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { LastBackup } from "../../api/site-facts";
import { keptText } from "../store/data-directory";
import { giveToOwnerOf } from "../store/same-owner";

/** A note of the data directory, no part of the site: it says of which day there is a backup, and goes into none. */
const noteFile = "last-backup.json";
const note = z.object({ at: z.string(), file: z.string() });

/** Whoever may read the site and not write beside it has a backup all the same; it is only not told. */
export function noteBackup(dataDir: string, { at, file }: LastBackup): void {
  try {
    const fresh = join(dataDir, `${noteFile}.new`);
    writeFileSync(fresh, `${JSON.stringify({ at, file: resolve(file) })}\n`, { mode: 0o600 });
    giveToOwnerOf(dataDir, fresh);
    renameSync(fresh, join(dataDir, noteFile));
  } catch {
    /* as above */
  }
}

/** Null: none was made, or the note says nothing. */
export function lastBackupOf(dataDir: string): LastBackup | null {
  try {
    return note.parse(JSON.parse(keptText(join(dataDir, noteFile))));
  } catch {
    return null;
  }
}
