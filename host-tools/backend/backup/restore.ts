import { mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { Failure } from "../../api/failure";
import { appendAudit } from "../audit/chain";
import { KeyBox } from "../auth/key-box";
import { nodeCipher } from "../../hal/node-cipher";
import { databaseFile } from "../store/data-directory";
import { isDiskTrouble } from "../store/disk-trouble";
import { schemaVersion } from "../store/migrations";
import type { Store, Trx } from "../store/open";
import { lockDirectory } from "../store/lock";
import { makeDirectory, openStore } from "../store/open";
import type { About, Opened } from "./backup-file";
import { openBackup } from "./backup-file";
import type { Carried, ValidAgain } from "./carry-over";
import { carryOver, endOfReplacedAudit, validAgain } from "./carry-over";
import { forgetThePresent } from "./forget";
import type { Replaced } from "./replaced";
import { readReplaced } from "./replaced";
import { asideFor, replaceFiles } from "./set-aside";
import type { SiteKeys } from "../auth/site-keys";
import { siteKeysOf } from "../auth/site-keys";

interface Wanted {
  dataDir: string;
  path: string;
  nowMs: number;
}

export interface Restored {
  about: About;
  /** The folder with what was there before; null: nothing was. */
  replaced: string | null;
  /** What was taken along of it; or why nothing was. */
  carried: Carried | null;
  notCarried: string | null;
  /** Null: not known, as nothing could be compared. */
  validAgain: ValidAgain[] | null;
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
 * database stands whole beside it. Throws BACKUP_..., STORE_IN_USE while a backend runs there, RESTORE_NOT_DONE.
 */
export async function restoreBackup({ dataDir, path, nowMs }: Wanted): Promise<Restored> {
  const backup = readableBackup(path);
  makeDirectory(dataDir);
  const lock = lockDirectory(dataDir);
  try {
    return await restoreInto(dataDir, backup, nowMs);
  } catch (cause) {
    throw isDiskTrouble(cause) ? notDone(dataDir, cause) : cause;
  } finally {
    lock.close();
  }
}

function notDone(dataDir: string, cause: Error): Failure {
  return new Failure("RESTORE_NOT_DONE", {
    message: `${dataDir} is as it was, nothing was restored: ${cause.message}`,
    hint: "See that you may write into it, and that its disk has room for the backup and for a copy of the database that is there; then restore again.",
    cause,
  });
}

async function restoreInto(dataDir: string, backup: Opened, nowMs: number): Promise<Restored> {
  const work = join(dataDir, "restoring");
  try {
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { mode: 0o700 });
    backup.extract(join(work, databaseFile));
    const replaced = asideFor(dataDir, nowMs);
    const since = await readReplaced(dataDir, work, backup.secrets.siteKey);
    const done = await prepare(openStore(work), { backup, aside: replaced, since, nowMs });
    replaceFiles({ dataDir, aside: replaced, secrets: backup.secrets, database: join(work, databaseFile) });
    return { about: backup.about, replaced, ...done };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

interface Preparing {
  backup: Opened;
  aside: string | null;
  since: Replaced;
  nowMs: number;
}

type Prepared = Omit<Restored, "about" | "replaced">;

async function prepare(store: Store, { backup, aside, since, nowMs }: Preparing): Promise<Prepared> {
  const at = Math.floor(nowMs / 1000);
  try {
    if ("database" in since) store.attach(since.database, "replaced");
    return await store.change(async (trx) => {
      const kept = "database" in since ? await takeAlong(trx, siteKeysOf(new KeyBox(backup.secrets.siteKey), nodeCipher()), at) : nothing(since.reason);
      const commandsDropped = await forgetThePresent(trx);
      const { replacedAudit, carried, notCarried } = kept;
      const detail = { madeAt: backup.about.madeAt, replaced: aside && basename(aside), replacedAudit, carried, notCarried, commandsDropped };
      await appendAudit(trx, { at, author: "restore", action: "restore", subject: "site", detail });
      return { carried, notCarried, validAgain: kept.validAgain, commandsDropped };
    });
  } finally {
    await store.close();
  }
}

async function takeAlong(trx: Trx, keys: SiteKeys, nowS: number) {
  const again = await validAgain(trx);
  const replacedAudit = await endOfReplacedAudit(trx);
  return { validAgain: again, replacedAudit, carried: await carryOver(trx, keys, nowS), notCarried: null };
}

function nothing(reason: string) {
  return { validAgain: null, replacedAudit: null, carried: null, notCarried: reason };
}
