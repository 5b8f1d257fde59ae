import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { SiteFacts } from "../../api/site-facts";
import type { KeyBox } from "../auth/key-box";
import { lastBackupOf } from "../backup/last-backup";
import { isoOf } from "../directory/time";
import { databaseFile } from "../store/data-directory";
import type { Store } from "../store/open";

interface Sources {
  store: Store;
  keys: KeyBox;
  version: string | undefined;
  startedMs: number;
}

/** All of it is cheap on the largest site: nothing is counted. */
export async function siteFacts({ store, keys, version, startedMs }: Sources): Promise<Omit<SiteFacts, "readerAddress">> {
  const database = resolve(store.dataDir, databaseFile);
  const oldest = await store.read.selectFrom("event").select("received_at").orderBy("id").limit(1).executeTakeFirst();
  return {
    version: version ?? null,
    startedAt: isoOf(Math.floor(startedMs / 1000)),
    database,
    databaseBytes: bytesOf(database) + bytesOf(join(store.dataDir, `${databaseFile}-wal`)),
    oldestEvent: oldest ? isoOf(oldest.received_at) : null,
    siteKey: keys.fingerprint(),
    lastBackup: lastBackupOf(store.dataDir),
  };
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
