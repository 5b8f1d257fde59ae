import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { databaseFile, keptText, siteKeyFile } from "../store/data-directory";
import { isNoRoom } from "../store/disk-trouble";
import { openStore } from "../store/open";
import { snapshotInto } from "../store/snapshot";

/** What is known of the data that a restore replaces: a copy of its database, of this program's schema; or why there is none to take from. */
export type Replaced = { database: string } | { reason: string };

/** The copy is made in `work`. What is replaced stays as it is, so that it can be put back. Throws where there is no room for the copy, as nothing would be taken along. */
export async function readReplaced(dataDir: string, work: string, siteKey: string): Promise<Replaced> {
  const current = join(dataDir, databaseFile);
  if (!existsSync(current)) return { reason: "there was no database" };
  if (keptText(join(dataDir, siteKeyFile)) !== siteKey) return { reason: "it is another site's: its site key is not the backup's" };
  const copy = join(work, "replaced");
  try {
    mkdirSync(copy, { mode: 0o700 });
    snapshotInto(current, join(copy, databaseFile));
    await openStore(copy).close();
    return { database: join(copy, databaseFile) };
  } catch (error) {
    if (isNoRoom(error)) throw error;
    return { reason: `it cannot be read: ${(error as Error).message}` };
  }
}
