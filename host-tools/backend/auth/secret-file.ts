import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";

/** The text kept at `path`, made by chance at the first call; only the owner of the process may read it. */
export function secretFile(path: string, bytes: number): string {
  const kept = read(path);
  if (kept) return kept;
  const made = randomBytes(bytes).toString("base64url");
  writeFileSync(path, `${made}\n`, { mode: 0o600, flag: "wx" });
  return made;
}

function read(path: string): string {
  try {
    chmodSync(path, 0o600);
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
