/** What lies on a card: applications with their keys and files (DESFire data sheet, 8.3). */
export interface CardFile {
  comm: number;
  /** Four nibbles: read, write, both, change; 14 free, 15 never. */
  rights: number;
  data: Uint8Array;
  isoId?: number;
  /** Settings of an address that changes at every reading (sdm.ts), behind the access rights as they were sent. */
  sdm?: Uint8Array;
  /** How often it was read so. */
  reads?: number;
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

/** What SetConfiguration changes for good. */
export interface Configuration {
  formats: boolean;
  randomUid: boolean;
  /** Of the keys of a new application. */
  defaultKey: CardKeySlot;
  ats: Uint8Array | undefined;
}

export const factoryConfiguration = (): Configuration => ({
  formats: true,
  randomUid: false,
  defaultKey: { bytes: new Uint8Array(16), version: 0 },
  ats: undefined,
});

/** The card itself is application 0 and has no files. */
export type Memory = Map<number, Application>;

export const freeAccess = 14;
const factorySettings = 0x0f;

/** A card as it leaves the factory: one DES key of zeros, no applications. */
export function emptyMemory(): Memory {
  return new Map([[0, application(factorySettings, 1, false)]]);
}

export function application(settings: number, keyCount: number, aes: boolean, key = factoryConfiguration().defaultKey): Application {
  const keys = Array.from({ length: keyCount }, () => ({ bytes: Uint8Array.from(key.bytes), version: key.version }));
  return { settings, aes, keys, files: new Map() };
}

/** Whether the key in use, or nobody in particular, may do `what` with the file. */
export function access(file: CardFile, what: "read" | "write" | "change", keyNumber: number | undefined): "key" | "free" | "refused" {
  const both = (file.rights >> 4) & 15;
  const nibbles = { read: [file.rights >> 12, both], write: [(file.rights >> 8) & 15, both], change: [file.rights & 15] }[what];
  if (keyNumber !== undefined && nibbles.includes(keyNumber)) return "key";
  return nibbles.includes(freeAccess) ? "free" : "refused";
}
