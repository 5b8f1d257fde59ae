import { chownSync, statSync } from "node:fs";

/** Gives `path` to whom `like` belongs: what root makes in a backend's folder must not shut the backend's own user out. */
export function giveToOwnerOf(like: string, path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(like);
  chownSync(path, uid, gid);
}
