import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, Failure } from "../../api/failure";
import { lockFile } from "../../backend/store/data-directory";
import { lockDirectory } from "../../backend/store/lock";

/** Lies in every folder that a demo made. Without it, a folder is somebody's and never emptied. */
const mark = "demo.txt";
const markText = "A demo of Latchkey made this folder, and the next one empties it.\n";

/** Makes `dir` a demo's folder, empty unless `keep`. Throws DEMO_FOLDER where it holds what no demo made, STORE_IN_USE. */
export function claimFolder(dir: string, keep: boolean): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const names = readdirSync(dir);
  if (names.length > 0 && !names.includes(mark)) throw notOfDemo(dir);
  if (!keep) emptyFolder(dir);
  writeFileSync(join(dir, mark), markText);
}

/** The lock stays until everything else is gone, so that no other Latchkey starts between. */
function emptyFolder(dir: string): void {
  const lock = lockDirectory(dir);
  try {
    const names = readdirSync(dir).filter((name) => !name.startsWith(lockFile));
    for (const name of names) rmSync(join(dir, name), { recursive: true, force: true });
  } finally {
    lock.close();
  }
}

/** From now on the folder is a site's: no demo empties it any more. */
export function keepFromDemos(dir: string): void {
  rmSync(join(dir, mark), { force: true });
}

function notOfDemo(dir: string): Failure {
  return new Failure("DEMO_FOLDER", {
    message: `${dir} holds files that no demo made, perhaps those of a site`,
    hint: "The demo empties its folder, so give it one of its own with --data; a site of yours starts with `latchkey serve`.",
    exit: exitCodes.usage,
  });
}
