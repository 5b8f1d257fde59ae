import { existsSync, readFileSync } from "node:fs";

/* What a site is made of: the files of its data directory. Whatever is added here must go into a backup and be put back by a restore. */
export const databaseFile = "latchkey.db";
/** Under which all keys in the database lie. */
export const siteKeyFile = "site.key";
/** With which the other commands sign in. */
export const tokenFile = "token";
/** Locked while a process works on the directory; holds nothing. */
export const lockFile = "lock.db";

/** The text in one of these files; empty where there is none. */
export function keptText(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8").trim() : "";
}
