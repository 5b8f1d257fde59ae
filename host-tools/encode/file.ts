import type { Bytes } from "../../firmware/src/base/bytes";
import { concat, fromHex } from "../../firmware/src/base/bytes";
import { pinBytes } from "../../firmware/src/wire/card-profile";
import type { CardKeySet, CardOrders } from "../api/cards";
import { cardLayouts, masterKey, readKey } from "../api/cards";
import { nodeCipher } from "../hal/node-cipher";
import { pinVerifier } from "../keys/pin-verifier";
import type { BenchCard } from "./bench-card";
import * as failures from "./failures";
import { full } from "./session";

/** Four nibbles: read, write, both, change. 14: everyone, 15: nobody. */
export const nobody = 15;
const optionsAt = 1;
const sizeAt = 4;
const sizeBytes = 3;

/** How the file of the credential id is to be: read by key 1, written by key 0, its settings changed by key 0 or nobody any more. */
export const idSettings = (frozen: boolean): Bytes => settingsOf(full, { read: readKey, write: masterKey, change: frozen ? nobody : masterKey });

/** Options and rights as ChangeFileSettings takes them; `both` is the bench's own, key 0. */
export function settingsOf(options: number, rights: { read: number; write: number; change: number }): Bytes {
  const both = rights.write === nobody ? nobody : masterKey;
  return Uint8Array.of(options, (both << 4) | rights.change, (rights.read << 4) | rights.write);
}

/** GetFileSettings' answer in the form of ChangeFileSettings: without type and size. */
export function settingsIn(told: Bytes): Bytes {
  return concat([told.subarray(optionsAt, sizeAt), told.subarray(sizeAt + sizeBytes)]);
}

export const isFrozen = (settings: Bytes): boolean => (settings[1]! & 15) === nobody;
export const sameBytes = (a: Bytes, b: Bytes): boolean => Buffer.compare(a, b) === 0;

/** Brings the settings of a file that is there to `wanted`. Throws CARD_LOCKED where they cannot be changed any more. */
export async function bringSettings(card: BenchCard, file: number, wanted: { settings: Bytes; frozen: Bytes }): Promise<void> {
  const told = await card.step(`say how file ${file} is set up`, () => card.fileSettings(file));
  const has = settingsIn(told ?? new Uint8Array(0));
  if (sameBytes(has, wanted.settings) || sameBytes(has, wanted.frozen)) return;
  if (isFrozen(has)) throw failures.locked();
  await card.step(`set up file ${file}`, () => card.changeFileSettings(file, wanted.settings), `file ${file} is set up`);
}

/** Writes credential id and PIN unless they are there already, then has the card prove itself as a reader will ask it. Without `pin` it has none. */
export async function bringCredential(card: BenchCard, orders: CardOrders, pin: string | undefined): Promise<void> {
  const { file, idBytes } = cardLayouts[orders.technology];
  const wanted = fromHex(orders.credential);
  const verifier = verifierFor(orders.versions[0]!, pin);
  const has = await card.step("show its credential id", () => card.read(file, idBytes + pinBytes, full));
  if (!sameBytes(has.subarray(0, idBytes), wanted)) await card.step("take its credential id", () => card.write(file, wanted, { at: 0, comm: full }), "the credential id is written");
  if (!sameBytes(has.subarray(idBytes), verifier)) await writePin(card, orders, verifier);
  await card.step("prove itself as at a door", async () => {
    if (!(await proves(card, orders, verifier))) throw failures.foreign("it does not prove the key that it was just given");
  });
}

/** Puts `verifier` behind the credential id; zeros take the PIN away. */
export async function writePin(card: BenchCard, orders: CardOrders, verifier: Bytes): Promise<void> {
  const { file, idBytes } = cardLayouts[orders.technology];
  const none = verifier.every((byte) => byte === 0);
  await card.step("take its PIN", () => card.write(file, verifier, { at: idBytes, comm: full }), none ? "it has no PIN any more" : "the PIN is set");
}

export function verifierFor(set: CardKeySet, pin: string | undefined): Bytes {
  return pinVerifier(nodeCipher(), fromHex(set.keys[readKey]!), pin);
}

/** True when key 1 of the newest version opens the file, and the credential id lies there, and `verifier` behind it where one is given. Ends the session. */
export async function proves(card: BenchCard, orders: CardOrders, verifier: Bytes = new Uint8Array(0)): Promise<boolean> {
  const { file, idBytes } = cardLayouts[orders.technology];
  if (!(await card.login(fromHex(orders.versions[0]!.keys[readKey]!), readKey))) return false;
  return sameBytes(await card.read(file, idBytes + verifier.length, full), concat([fromHex(orders.credential), verifier]));
}

/** Bytes of a file, of what GetFileSettings tells of it. */
export function sizeIn(told: Bytes): number {
  return told[sizeAt]! | (told[sizeAt + 1]! << 8) | (told[sizeAt + 2]! << 16);
}
