import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import { Failure } from "../../api/failure";
import { lockFile } from "./data-directory";
import { giveToOwnerOf } from "./same-owner";

const sqliteBusy = 5;

/**
 * A second small database, locked as long as the process lives: the operating system drops the lock even after a kill, so
 * there is never a stale one to remove by hand. Throws STORE_IN_USE, STORE_FOLDER.
 */
export function lockDirectory(dir: string): DatabaseSyncInstance {
  const lock = openLock(dir);
  try {
    lock.exec("pragma journal_mode = delete; pragma locking_mode = exclusive; begin exclusive;");
    return lock;
  } catch (caught) {
    lock.close();
    throw (caught as { errcode?: number }).errcode === sqliteBusy ? inUse(dir) : noFolder(dir, caught as Error);
  }
}

/** Its owner's alone: whoever may read it could lock it and so keep the backend from starting. */
function openLock(dir: string): DatabaseSyncInstance {
  const path = join(dir, lockFile);
  const isNew = !existsSync(path);
  try {
    const lock = new DatabaseSync(path, { timeout: 0 });
    if (isNew) giveToOwnerOf(dir, path);
    chmodSync(path, 0o600);
    return lock;
  } catch (cause) {
    throw noFolder(dir, cause as Error);
  }
}

function inUse(dir: string): Failure {
  return new Failure("STORE_IN_USE", {
    message: `another Latchkey is running on ${dir}`,
    hint: "Stop the other one first, or give this one a --data directory of its own.",
  });
}

export function noFolder(dir: string, cause: Error): Failure {
  return new Failure("STORE_FOLDER", {
    message: `${dir} cannot be the data directory: ${cause.message}`,
    hint: "Name a folder with --data that can be made or is yours to write, on a disk that is not full.",
    cause,
  });
}
