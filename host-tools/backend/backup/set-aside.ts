import { closeSync, copyFileSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { databaseFile, keptText, siteKeyFile, tokenFile } from "../store/data-directory";
import { foldLogOf } from "../store/fold-log";
import { giveToOwnerOf } from "../store/same-owner";
import type { Secrets } from "./backup-file";

const files = [databaseFile, siteKeyFile, tokenFile];

/** Names the folder for the data that a restore at this time replaces, one of its own inside of the data directory; null: there is nothing to replace. */
export function asideFor(dataDir: string, nowMs: number): string | null {
  if (!files.some((name) => existsSync(join(dataDir, name)))) return null;
  const name = `replaced-${new Date(nowMs).toISOString().replace(/\.\d+/, "").replaceAll(":", "-")}`;
  let dir = join(dataDir, name);
  for (let more = 2; existsSync(dir); more++) dir = join(dataDir, `${name}-${more}`);
  return dir;
}

interface Replacing {
  dataDir: string;
  /** Where what is there now goes. */
  aside: string | null;
  secrets: Secrets;
  /** The restored database, closed. */
  database: string;
}

/**
 * Puts the restored files in the place of those that are there. At every instant a whole database lies in its place, with its key beside it
 * or, where another site is replaced, both keys within reach; what is replaced gets a second name first and loses the one it had last.
 */
export function replaceFiles({ dataDir, aside, secrets, database }: Replacing): void {
  const current = join(dataDir, databaseFile);
  const sameSite = keptText(join(dataDir, siteKeyFile)) === secrets.siteKey;
  if (aside) {
    mkdirSync(aside, { mode: 0o700 });
    giveToOwnerOf(dataDir, aside);
    if (existsSync(current)) foldLogOf(current);
    for (const name of files) if (existsSync(join(dataDir, name))) nameTwice(join(dataDir, name), join(aside, name));
    moveLog(dataDir, aside);
  }
  /* The token in use goes on: one that was changed since the backup was changed for a reason. */
  if (!sameSite && secrets.token) putText(join(dataDir, tokenFile), secrets.token);
  putText(join(dataDir, siteKeyFile), secrets.siteKey);
  giveToOwnerOf(dataDir, database);
  renameSync(database, current);
  settle(dataDir);
}

/** A log that could not be folded in belongs to the database that is replaced, and would spoil the one that comes. */
function moveLog(dataDir: string, aside: string): void {
  const wal = join(dataDir, `${databaseFile}-wal`);
  const holds = existsSync(wal) && statSync(wal).size > 0;
  for (const name of [`${databaseFile}-wal`, `${databaseFile}-shm`]) {
    if (!existsSync(join(dataDir, name))) continue;
    if (holds) renameSync(join(dataDir, name), join(aside, name));
    else rmSync(join(dataDir, name));
  }
}

/** Not every file system has second names; those of memory cards do not. */
function nameTwice(path: string, second: string): void {
  try {
    linkSync(path, second);
  } catch {
    copyFileSync(path, second);
  }
}

function putText(path: string, text: string): void {
  const fresh = `${path}.new`;
  writeFileSync(fresh, `${text}\n`, { mode: 0o600, flush: true });
  giveToOwnerOf(join(path, ".."), fresh);
  renameSync(fresh, path);
}

/** The new names are on disk when this returns. */
function settle(dir: string): void {
  const handle = openSync(dir, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
