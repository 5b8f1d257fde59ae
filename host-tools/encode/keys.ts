import { fromHex } from "../../firmware/src/base/bytes";
import type { CardKeySet, CardOrders } from "../api/cards";
import { cardLayouts, masterKey } from "../api/cards";
import type { BenchCard } from "./bench-card";
import * as failures from "./failures";

const factoryKey = "00".repeat(16);
/** Version of a key from the factory, and of no other. */
export const factory = 0;

/** All key sets that the card may have, the factory's among them, in the order in which its own word makes them likely. */
function candidates(orders: CardOrders, saidVersion: number): CardKeySet[] {
  const blank = { version: factory, keys: Array.from({ length: cardLayouts[orders.technology].keyCount }, () => factoryKey), card: "" };
  const all = [...orders.versions, blank];
  return [...all.filter((one) => one.version === saidVersion), ...all.filter((one) => one.version !== saidVersion)];
}

/** Logs in with key 0 of whichever version the card has; tells which. Throws CARD_FOREIGN. */
export async function loginMaster(card: BenchCard, orders: CardOrders): Promise<number> {
  const said = await card.keyVersion(masterKey).catch((caught: unknown) => (isRefusal(caught) ? orders.versions[0]!.version : Promise.reject(caught as Error)));
  for (const { version, keys } of candidates(orders, said)) {
    if (await card.login(fromHex(keys[masterKey]!), masterKey)) return version;
  }
  throw failures.foreign("its first key is not this site's");
}

const isRefusal = (caught: unknown): boolean => (caught as { code?: string }).code === "CARD_REFUSED";

/** Brings every key of the application to the newest version, key 0 first: from then on the card is this site's. Leaves it logged in. */
export async function bringKeys(card: BenchCard, orders: CardOrders, relogin: () => Promise<unknown>): Promise<void> {
  const newest = orders.versions[0]!;
  const version = await card.step("say which keys it has", () => loginMaster(card, orders));
  if (version !== newest.version) {
    const before = new Uint8Array(16);
    await card.step("take key 0", () => card.changeKey(masterKey, { key: fromHex(newest.keys[masterKey]!), version: newest.version, before }), "key 0 is this site's");
    await card.step("know its new key 0", async () => {
      await relogin();
      if (!(await card.login(fromHex(newest.keys[masterKey]!), masterKey))) throw failures.foreign("its first key is not the one it was just given");
    });
  }
  for (let number = 1; number < newest.keys.length; number++) await bringKey(card, orders, number);
}

async function bringKey(card: BenchCard, orders: CardOrders, number: number): Promise<void> {
  const newest = orders.versions[0]!;
  const has = await card.step(`say the version of key ${number}`, () => card.keyVersion(number));
  if (has === newest.version) return;
  const before = candidates(orders, has)[0]!;
  if (before.version !== has) throw failures.foreign(`its key ${number} has version ${has}, which this site never gave`);
  const wanted = { key: fromHex(newest.keys[number]!), version: newest.version, before: fromHex(before.keys[number]!) };
  await card.step(`take key ${number}`, () => card.changeKey(number, wanted), `key ${number} is this site's`);
}
