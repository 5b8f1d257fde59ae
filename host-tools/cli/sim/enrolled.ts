import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkIdentity, type IdentityFile } from "../../provision/identity";
import { enrol } from "../../provision/enrol";

/** One simulated reader as its folder keeps it: who it is, and its flash when it ran before. */
export interface Enrolled {
  name: string;
  identity: IdentityFile;
  image?: Uint8Array;
  /** Keeps the flash for the next run. */
  keep(image: Uint8Array): void;
}

/** The readers called `names` of the folder `dir`; who is not there yet is made by the backend at `server`. */
export async function enrolledReaders(dir: string, names: string[], server: { url: string; token: string }): Promise<Enrolled[]> {
  mkdirSync(dir, { recursive: true });
  const readers: Enrolled[] = [];
  for (const name of names) readers.push(await enrolledReader(dir, name, server));
  return readers;
}

async function enrolledReader(dir: string, name: string, server: { url: string; token: string }): Promise<Enrolled> {
  const base = join(dir, name.toLowerCase().replace(/[^a-z0-9]+/g, "-"));
  const file = `${base}.json`;
  const flash = `${base}.flash`;
  const keep = (image: Uint8Array) => writeFileSync(flash, image, { mode: 0o600 });
  if (existsSync(file)) {
    const identity = checkIdentity(JSON.parse(readFileSync(file, "utf8")), file);
    return { name, identity, keep, ...(existsSync(flash) ? { image: new Uint8Array(readFileSync(flash)) } : {}) };
  }
  const identity = await enrol(fetch, { backend: server.url, token: server.token, name, door: name });
  writeFileSync(file, JSON.stringify(identity), { mode: 0o600 });
  return { name, identity, keep };
}
