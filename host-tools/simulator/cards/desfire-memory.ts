/** What lies on a card: applications with their keys and files (DESFire data sheet, 8.3). */
export interface CardFile {
  comm: number;
  /** Four nibbles: read, write, both, change; 14 free, 15 never. */
  rights: number;
  data: Uint8Array;
  isoId?: number;
}

export interface CardKeySlot {
  bytes: Uint8Array;
  version: number;
}

export interface Application {
  settings: number;
  /** AES keys; else DES. */
  aes: boolean;
  keys: CardKeySlot[];
  files: Map<number, CardFile>;
  isoName?: Uint8Array;
  isoId?: number;
}

/** The card itself is application 0 and has no files. */
export type Memory = Map<number, Application>;

export const freeAccess = 14;
const factorySettings = 0x0f;

/** A card as it leaves the factory: one DES key of zeros, no applications. */
export function emptyMemory(): Memory {
  return new Map([[0, application(factorySettings, 1, false)]]);
}

export function application(settings: number, keyCount: number, aes: boolean): Application {
  const keys = Array.from({ length: keyCount }, () => ({ bytes: new Uint8Array(16), version: 0 }));
  return { settings, aes, keys, files: new Map() };
}

/** Whether the key in use, or nobody in particular, may do `what` with the file. */
export function access(file: CardFile, what: "read" | "write", keyNumber: number | undefined): "key" | "free" | "refused" {
  const nibbles = [what === "read" ? file.rights >> 12 : (file.rights >> 8) & 15, (file.rights >> 4) & 15];
  if (keyNumber !== undefined && nibbles.includes(keyNumber)) return "key";
  return nibbles.includes(freeAccess) ? "free" : "refused";
}
