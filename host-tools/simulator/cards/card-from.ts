import { Failure, exitCodes } from "../../api/failure";
import { uidCard, type EmulatedCard } from "./card";
import { toHex } from "../../../firmware/src/base/bytes";
import { leaseBytes } from "../../../firmware/src/wire/lease";
import { PhoneApplet, phoneCard } from "./phone";
import type { Generation } from "./desfire";
import { isNtagModel, ntagCard, type NtagModel } from "./ntag";
import { blankDesfire, blankNtag424, secureCard } from "./secure-card";

const keyBytes = 16;

/** What a card's text may be, for help and for hints. */
export const cardWords =
  "uid:HEX with 4 or 7 bytes, or ntag213:HEX, ntag215:HEX, ntag216:HEX with 7 bytes and, after another colon, the NDEF message, " +
  "or desfire:UID:APPLICATION:KEY:FILE:DATA:plain|mac|full (also desfire-ev1, desfire-ev3) or ntag424:UID:KEY:FILE:DATA:plain|mac|full, after another colon the key's number; with a UID alone they are as from the factory, " +
  "or phone:UID:PHONEKEY:GROUPKEY and, after more colons, DOORID:LEASE for each lease";

/** The card that a text like `uid:04A1B2C3` or `ntag213:04A1B2C3D4E5F6:D101...` names. Throws CARD_INVALID. */
export function cardFrom(text: string): EmulatedCard {
  const [kind = "", ...fields] = text.trim().split(":");
  const name = kind.toLowerCase();
  const [uidHex = "", ...rest] = fields;
  const uid = bytes(text, uidHex);
  if (name === "uid") return plainCard(text, uid, rest);
  if (name === "phone") return phone(text, uid, rest);
  if (isNtagModel(name)) return memoryCard(text, name, uid, rest);
  const generation = Object.hasOwn(generations, name) ? generations[name] : undefined;
  if (!generation) throw invalid(text, `"${kind}" is no kind of card known here`);
  return keyCard(text, generation, uid, rest);
}

function plainCard(text: string, uid: Uint8Array, rest: string[]): EmulatedCard {
  if (rest.some((field) => field !== "") || rest.length > 1) throw invalid(text, "a plain UID card has no memory");
  if (uid.length !== 4 && uid.length !== 7) throw invalid(text, `a UID has 4 or 7 bytes, not ${uid.length}`);
  return uidCard(uid);
}

/** An unlocked phone after enrolment, with the leases that `latchkey phone lease` prints; it may have several group keys, one behind the other. */
function phone(text: string, uid: Uint8Array, rest: string[]): EmulatedCard {
  const [phoneKey = new Uint8Array(0), groups = new Uint8Array(0), ...pairs] = rest.map((field) => bytes(text, field));
  if (uid.length !== 4) throw invalid(text, `a phone shows a UID of 4 bytes, not ${uid.length}`);
  if (phoneKey.length !== keyBytes || groups.length === 0 || groups.length % keyBytes !== 0) throw invalid(text, "both keys of a phone have 16 bytes");
  const leases = new Map<string, Uint8Array>();
  for (let i = 0; i < pairs.length; i += 2) {
    const [doorId, lease] = [pairs[i]!, pairs[i + 1]];
    if (doorId.length !== 16 || lease?.length !== leaseBytes) throw invalid(text, `a door's id has 16 bytes and a lease ${leaseBytes}`);
    leases.set(toHex(doorId), lease);
  }
  /* Without a calendar: its pseudonym never changes, and no reader looks at it. */
  const state = { day: () => 0, unlocked: () => true };
  return phoneCard(uid, new PhoneApplet({ phoneKey, groupKeys: keysIn(groups), leases }, state));
}

function keysIn(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / keyBytes }, (_, i) => bytes.slice(i * keyBytes, (i + 1) * keyBytes));
}

function memoryCard(text: string, model: NtagModel, uid: Uint8Array, rest: string[]): EmulatedCard {
  if (rest.length > 1) throw invalid(text, "after the NDEF message nothing follows");
  if (uid.length !== 7) throw invalid(text, `an NTAG has a UID of 7 bytes, not ${uid.length}`);
  try {
    return ntagCard(model, uid, bytes(text, rest[0] ?? ""));
  } catch (caught) {
    throw invalid(text, caught instanceof Error ? caught.message : String(caught));
  }
}

/** Kinds of cards that prove themselves; `desfire` alone is of the second generation. */
const generations: Record<string, Generation> = {
  desfire: "ev2",
  "desfire-ev1": "ev1",
  "desfire-ev2": "ev2",
  "desfire-ev3": "ev3",
  ntag424: "ntag424",
};
const modes: Record<string, number> = { plain: 0, mac: 1, full: 3 };
const fileBytesMax = 128;

/** `UID:APPLICATION:KEY:FILE:DATA:MODE`, without the application for an NTAG 424; a UID alone is a card from the factory. */
function keyCard(text: string, generation: Generation, uid: Uint8Array, rest: string[]): EmulatedCard {
  const ntag = generation === "ntag424";
  if (uid.length !== 7 && (ntag || uid.length !== 4)) throw invalid(text, `its UID has 7 bytes, not ${uid.length}`);
  if (rest.length === 0) return ntag ? blankNtag424(uid) : blankDesfire(uid, generation);
  const [application = "", key = "", file = "", data = "", mode = "full", number = "0", ...more] = ntag ? ["000001", ...rest] : rest;
  const wanted = { application: bytes(text, application), key: bytes(text, key), data: bytes(text, data) };
  if (more.length > 0) throw invalid(text, "after the key's number nothing follows");
  if (!/^([0-9]|1[0-3])$/.test(number) || (ntag && Number(number) > 4)) throw invalid(text, `"${number}" is no number of a key`);
  if (wanted.application.length !== 3) throw invalid(text, "the application is a number of 3 bytes");
  if (wanted.key.length !== 16) throw invalid(text, `the key has 16 bytes, not ${wanted.key.length}`);
  if (!/^\d{1,2}$/.test(file) || Number(file) > 31) throw invalid(text, `"${file}" is no file number from 0 to 31`);
  if (wanted.data.length < 1 || wanted.data.length > fileBytesMax) throw invalid(text, `the file holds 1 to ${fileBytesMax} bytes`);
  if (!Object.hasOwn(modes, mode)) throw invalid(text, `"${mode}" is none of plain, mac, full`);
  const applicationId = wanted.application.reduce((id, byte) => id * 256 + byte, 0);
  return secureCard({ generation, uid, applicationId, key: wanted.key, keyNumber: Number(number), file: Number(file), data: wanted.data, comm: modes[mode]! });
}

/** Several cards held together, parted by commas. */
export function cardsFrom(text: string): EmulatedCard[] {
  return text.split(",").map(cardFrom);
}

function bytes(text: string, hex: string): Uint8Array {
  const clean = hex.replace(/[\s-]/g, "");
  if (!/^([0-9a-f]{2})*$/i.test(clean)) throw invalid(text, `"${hex}" is not hexadecimal with two digits a byte`);
  return Uint8Array.from(clean.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function invalid(text: string, why: string): Failure {
  return new Failure("CARD_INVALID", {
    message: `The card "${text}" cannot be made: ${why}.`,
    hint: `Write ${cardWords}.`,
    exit: exitCodes.usage,
  });
}
