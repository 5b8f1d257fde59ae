import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readIdentityFile, type IdentityFile } from "../../provision/identity";
import { enrol } from "../../provision/enrol";
import type { Place } from "./places";

/** One simulated reader as its folder keeps it: who it is, and its flash when it ran before. */
export interface Enrolled {
  name: string;
  identity: IdentityFile;
  image?: Uint8Array;
  /** Keeps the flash for the next run. */
  keep(image: Uint8Array): void;
}

interface Server {
  url: string;
  token: string;
}

/** The readers called `names` of the folder `dir`; who is not there yet is made by the backend at `server`. */
export async function enrolledReaders(dir: string, names: string[], server: Server): Promise<Enrolled[]> {
  return readersAt(dir, names.map((name) => ({ name, base: name.toLowerCase().replace(/[^a-z0-9]+/g, "-") })), server);
}

/** The readers at `places`, with their files in `dir`. */
export async function readersAt(dir: string, places: Place[], server: Server): Promise<Enrolled[]> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const readers: Enrolled[] = [];
  for (const { name, base } of places) readers.push(await enrolledReader(join(dir, base ?? freeBase(dir)), name, server));
  return readers;
}

/** Readers whose files lie in `dir`: what their files are called, by their ids. */
export function keptReaders(dir: string): Map<string, string> {
  const files = existsSync(dir) ? readdirSync(dir).filter((file) => file.endsWith(".json")) : [];
  return new Map(files.map((file) => [readIdentityFile(join(dir, file)).readerId, file.slice(0, -".json".length)]));
}

/** Not called as its door is: a name may be long, or in letters that a file system writes otherwise. */
function freeBase(dir: string): string {
  for (let n = 1; ; n++) if (!existsSync(join(dir, `reader-${n}.json`))) return `reader-${n}`;
}

async function enrolledReader(base: string, name: string, server: Server): Promise<Enrolled> {
  const file = `${base}.json`;
  const flash = `${base}.flash`;
  const keep = (image: Uint8Array) => writeFileSync(flash, image, { mode: 0o600 });
  if (existsSync(file)) {
    const identity = readIdentityFile(file);
    return { name, identity, keep, ...(existsSync(flash) ? { image: new Uint8Array(readFileSync(flash)) } : {}) };
  }
  const identity = await enrol(fetch, { backend: server.url, token: server.token, name, door: name });
  writeFileSync(file, JSON.stringify(identity), { mode: 0o600 });
  return { name, identity, keep };
}
