import { signal } from "@preact/signals";
import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import type { CardOrders } from "../../api/cards";
import { cardLayouts, readKey } from "../../api/cards";
import { pinVerifier } from "../../keys/pin-verifier";
import { nobleCipher } from "../../simulator/board/cipher";
import { api } from "./api";

/** A card, tag or phone that exists in this page alone; the server knows it like any other. */
export interface MadeCard {
  credentialId: number;
  technology: "desfire" | "ntag" | "phone";
  personName: string;
  uid: string;
  hasPin: boolean;
  /** For the emulated front end. It holds the card's keys or the tag's message, and is shown nowhere. */
  text: string;
}

export const madeCards = signal<MadeCard[]>([]);
const nxp = 4;
const uidBytes = 7;
const messageBytes = 16;

/** Makes a DESFire for a person as the bench would leave it; an empty `pin` is none. Throws ApiFailure. */
export async function makeCard(personId: number, pin: string): Promise<void> {
  const orders = await api.beginCard({ technology: "desfire", uid: cardUid() });
  const row = await api.registerCard(orders.id, { personId, keyVersion: orders.versions[0]!.version, hasPin: pin !== "" });
  const made = { credentialId: row.credentialId!, technology: "desfire", personName: row.personName!, uid: row.uid, hasPin: pin !== "", text: textOf(orders, pin) } as const;
  madeCards.value = [...madeCards.value, made];
}

/** Makes an NTAG with a message that nobody could guess. Throws ApiFailure. */
export async function makeTag({ id, name }: { id: number; name: string }): Promise<void> {
  const message = toHex(crypto.getRandomValues(new Uint8Array(messageBytes)));
  const row = await api.addCredential(id, { technology: "ntag", identifier: message });
  const uid = cardUid();
  madeCards.value = [...madeCards.value, { credentialId: row.id, technology: "ntag", personName: name, uid, hasPin: false, text: `ntag213:${uid}:${message}` }];
}

function cardUid(): string {
  const random = crypto.getRandomValues(new Uint8Array(uidBytes));
  random[0] = nxp;
  return toHex(random);
}

/** Phones show another UID of four bytes at every tap, 08 first; one that is made here keeps its own. */
const phoneUid = (): string => `08${toHex(crypto.getRandomValues(new Uint8Array(3)))}`;

/**
 * Enrols a phone of a person, with a lease of the door: the phone's side of docs/phone-protocol.md as the reference implementation has
 * it, unlocked. Throws ApiFailure.
 */
export async function makePhone(person: { id: number; name: string }, doorId: number): Promise<void> {
  const phone = await api.addPhone(person.id);
  try {
    const { rows: leases } = await api.issueLeases(phone.id, { doorId });
    const uid = phoneUid();
    const text = ["phone", uid, phone.phoneKey, phone.groupKey, ...leases.flatMap((one) => [one.doorKeyId, one.lease])].join(":");
    madeCards.value = [...madeCards.value, { credentialId: phone.id, technology: "phone", personName: person.name, uid, hasPin: false, text }];
  } catch (caught) {
    await api.removeCredential(phone.id);
    throw caught;
  }
}

/** Removes from the server what was made here. Throws ApiFailure. */
export async function forgetCards(): Promise<void> {
  const gone = madeCards.value;
  madeCards.value = [];
  for (const { credentialId } of gone) await api.removeCredential(credentialId);
}

function textOf(orders: CardOrders, pin: string): string {
  const { application, file } = cardLayouts.desfire;
  const key = orders.versions[0]!.keys[readKey]!;
  const verifier = pinVerifier(nobleCipher(), fromHex(key), pin === "" ? undefined : pin);
  return `desfire:${orders.uid}:${application}:${key}:${file}:${orders.credential}${toHex(verifier)}:full:${readKey}`;
}
