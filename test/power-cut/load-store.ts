import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { transformSync } from "esbuild";
import type * as drbg from "../../firmware/src/crypto/drbg";
import type * as grants from "../../firmware/src/store/grants";
import type * as journal from "../../firmware/src/store/journal";
import type * as journalChain from "../../firmware/src/store/journal-chain";
import type * as settings from "../../firmware/src/store/settings";
import type * as state from "../../firmware/src/store/state";
import type * as tries from "../../firmware/src/store/tries";

/** One deliberate mistake: in `file`, `find` (which must occur exactly once) becomes `replace`. */
export interface Mistake {
  name: string;
  file: string;
  find: string;
  replace: string;
}

/** What the stories run on: the shipped store, or the same with a mistake in it. */
export type Store = Pick<typeof drbg, "createDrbg"> &
  Pick<typeof grants, "Grants"> &
  Pick<typeof journal, "Journal"> &
  Pick<typeof journalChain, "JournalChain"> &
  Pick<typeof settings, "SettingsStore"> &
  Pick<typeof state, "openState"> &
  Pick<typeof tries, "carryTries" | "readTries" | "saveTries">;

const root = join(process.cwd(), "firmware/src");
const entries = ["crypto/drbg", "store/grants", "store/journal", "store/journal-chain", "store/settings", "store/state", "store/tries"];
const compiled = new Map<string, string>();

/** Code by path of its file, without the ending: what a thread of its own can be given. */
export type StoreCode = Record<string, string>;

/** The store straight from its source files, with `mistake` put in on the way. */
export function compileStore(mistake?: Mistake): StoreCode {
  const code: StoreCode = {};
  const add = (path: string): void => {
    if (code[path] !== undefined) return;
    const text = (code[path] = mistake && join(root, mistake.file) === `${path}.ts` ? compile(spoilt(readFileSync(`${path}.ts`, "utf8"), mistake)) : compiledFile(path));
    for (const [, name] of text.matchAll(/require\("(\.[^"]+)"\)/g)) add(join(dirname(path), name!));
  };
  for (const entry of entries) add(join(root, entry));
  return code;
}

/** Runs what `compileStore` made. */
export function loadStore(code: StoreCode = compileStore()): Store {
  const modules = new Map<string, { exports: object }>();
  const load = (path: string): object => {
    const known = modules.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(path, module);
    const require = (name: string) => load(join(dirname(path), name));
    /* The globals go in by hand: under jest each look-up of a global takes a detour that triples the run time. */
    const globals = { Uint8Array, Uint16Array, Uint32Array, Float64Array, Math };
    new Function("module", "exports", "require", ...Object.keys(globals), code[path]!)(module, module.exports, require, ...Object.values(globals));
    return module.exports;
  };
  return Object.assign({}, ...entries.map((entry) => load(join(root, entry)))) as Store;
}

function compiledFile(path: string): string {
  const known = compiled.get(path) ?? compile(readFileSync(`${path}.ts`, "utf8"));
  compiled.set(path, known);
  return known;
}

function compile(text: string): string {
  return transformSync(text, { loader: "ts", format: "cjs", target: "node20" }).code;
}

/** The source `text` of the mistake's file with it put in. */
export function spoilt(text: string, mistake: Mistake): string {
  const parts = text.split(mistake.find);
  if (parts.length !== 2) throw new Error(`"${mistake.find}" occurs ${parts.length - 1} times in ${mistake.file}`);
  return parts.join(mistake.replace);
}
