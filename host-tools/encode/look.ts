import { toHex } from "../../firmware/src/base/bytes";
import { cardLayouts, masterKey } from "../api/cards";
import type { BenchCard } from "./bench-card";
import { wholeCard } from "./card-master";
import { ask, askAll, status } from "./card-talk";
import { factory } from "./keys";

/**
 * `blank`: nothing of Latchkey on it; `begun`: an encoding stopped before the first key was changed; `encoded`: key 0 is
 * somebody's, which only the backend can tell of.
 */
export type CardState = "blank" | "begun" | "encoded";

export interface CardLook {
  name: string;
  uid: string;
  state: CardState;
  /** Of key 0 of the application; null where there is none. */
  keyVersion: number | null;
  /** Of a DESFire: numbers of its applications where it shows them, and bytes that are free. */
  applications: string[] | null;
  freeBytes: number | null;
}

const getApplications = 0x6a;
const freeMemory = 0x6e;

/** What a card tells without this site's keys; nothing on it is changed, and the factory's key is all that is tried. */
export async function look(card: BenchCard): Promise<CardLook> {
  const { technology, name, uid } = card.kind;
  const whole = technology === "desfire" ? await card.step("say what lies on it", () => wholeLook(card)) : { applications: null, freeBytes: null };
  const there = await card.step("open its application", () => card.select(cardLayouts[technology].application));
  if (!there) return { name, uid, state: "blank", keyVersion: null, ...whole };
  const keyVersion = await card.step("say which keys it has", () => card.keyVersion(masterKey));
  const blank = await card.step("try the factory's key", () => card.login(new Uint8Array(16), masterKey));
  const state = !blank ? "encoded" : technology === "ntag424" ? "blank" : "begun";
  return { name, uid, state, keyVersion: blank ? factory : keyVersion, ...whole };
}

async function wholeLook(card: BenchCard): Promise<Pick<CardLook, "applications" | "freeBytes">> {
  await card.select(wholeCard);
  const listed = await askAll(card.link, getApplications, new Uint8Array(0));
  const free = await ask(card.link, freeMemory, new Uint8Array(0));
  const ids = Array.from({ length: Math.floor(listed.data.length / 3) }, (_, i) => toHex(listed.data.slice(i * 3, i * 3 + 3).reverse()));
  return {
    applications: listed.status === status.ok ? ids : null,
    freeBytes: free.status === status.ok ? free.data[0]! | (free.data[1]! << 8) | (free.data[2]! << 16) : null,
  };
}
