import { mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { Failure } from "../../api/failure";
import { appendAudit } from "../audit/chain";
import { databaseFile } from "../store/data-directory";
import { schemaVersion } from "../store/migrations";
import type { Store } from "../store/open";
import { lockDirectory, makeDirectory, openStore } from "../store/open";
import type { About, Opened } from "./backup-file";
import { openBackup } from "./backup-file";
import { forgetThePresent } from "./forget";
import { asideFor, replaceFiles } from "./set-aside";

interface Wanted {
  dataDir: string;
  path: string;
  nowMs: number;
}

export interface Restored {
  about: About;
  /** The folder with what was there before; null: nothing was. */
  replaced: string | null;
  /** Commands to doors that waited in the backup and are not carried out. */
  commandsDropped: number;
}

/** Throws where the file cannot be restored by this program: BACKUP_... */
export function readableBackup(path: string): Opened {
  const backup = openBackup(path);
  if (backup.about.schema <= schemaVersion) return backup;
  throw new Failure("BACKUP_NEWER", {
    message: `${path} was made by a newer Latchkey (${backup.about.program}): its schema is ${backup.about.schema}, this one knows ${schemaVersion}`,
    hint: "Restore it with that version or a newer one.",
  });
}

/**
 * Puts the site in the backup in the place of what the data directory holds, which is kept aside. Nothing is replaced before the restored
 * database stands whole beside it. Throws BACKUP_..., STORE_IN_USE while a backend runs there.
 */
export async function restoreBackup({ dataDir, path, nowMs }: Wanted): Promise<Restored> {
  const backup = readableBackup(path);
  makeDirectory(dataDir);
  const lock = lockDirectory(dataDir);
  const work = join(dataDir, "restoring");
  try {
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { mode: 0o700 });
    backup.extract(join(work, databaseFile));
    const replaced = asideFor(dataDir, nowMs);
    const commandsDropped = await prepare(openStore(work), { about: backup.about, replaced, nowMs });
    replaceFiles({ dataDir, aside: replaced, secrets: backup.secrets, database: join(work, databaseFile) });
    return { about: backup.about, replaced, commandsDropped };
  } finally {
    rmSync(work, { recursive: true, force: true });
    lock.close();
  }
}

async function prepare(store: Store, { about, replaced, nowMs }: { about: About; replaced: string | null; nowMs: number }): Promise<number> {
  try {
    return await store.change(async (trx) => {
      const commandsDropped = await forgetThePresent(trx);
      const detail = { madeAt: about.madeAt, replaced: replaced && basename(replaced), commandsDropped };
      await appendAudit(trx, { at: Math.floor(nowMs / 1000), author: "restore", action: "restore", subject: "site", detail });
      return commandsDropped;
    });
  } finally {
    await store.close();
  }
}
