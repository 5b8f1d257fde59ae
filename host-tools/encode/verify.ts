import { fromHex, toHex } from "../../firmware/src/base/bytes";
import type { CardOrders } from "../api/cards";
import { cardLayouts, sunMacKey, sunMetaKey } from "../api/cards";
import { nodeCipher } from "../hal/node-cipher";
import { verifySun } from "../keys/sun";
import type { BenchCard } from "./bench-card";
import { loginCardMaster } from "./card-master";
import { addressFile, everyone, mirrors } from "./encode";
import { idSettings, proves, sameBytes, settingsIn } from "./file";
import { loginMaster } from "./keys";
import { lockedSettings } from "./lock";
import { plain } from "./session";
import { sunParts } from "./sun-address";

const cipher = nodeCipher();
/** All of the file that such an address may fill; one answer of a card. */
const addressBytesMax = 240;

/** One thing that was looked at, in words, and whether it is as the backend says. */
export interface Check {
  what: string;
  good: boolean;
}

/** Looks at every key, the file and the id, and changes nothing. Throws CARD_FOREIGN when it does not even have the first key. */
export async function verify(card: BenchCard, orders: CardOrders): Promise<Check[]> {
  const { application } = cardLayouts[orders.technology];
  const checks: Check[] = [];
  const put = (what: string, good: boolean): void => void checks.push({ what, good });
  const there = await card.step("open its application", () => card.select(application));
  put("the application is there", there);
  if (!there) return checks;
  const version = await card.step("prove key 0", () => loginMaster(card, orders));
  const newest = orders.versions[0]!;
  put(`keys are of version ${orders.keyVersion || newest.version}`, version === (orders.keyVersion || newest.version));
  const set = orders.versions.find((one) => one.version === version);
  put("key 0 is not the factory's", set !== undefined);
  if (!set) return checks;
  await verifyKeys(card, orders, { keys: set.keys, put });
  await verifyFiles(card, orders, { keys: set.keys, put });
  put("the credential id is the backend's", await card.step("prove itself as at a door", () => proves(card, { ...orders, versions: [set] })));
  if (orders.locked && orders.technology === "desfire") await verifyLock(card, orders, put);
  put("it is registered", orders.keyVersion > 0);
  return checks;
}

type Put = (what: string, good: boolean) => void;

async function verifyKeys(card: BenchCard, orders: CardOrders, { keys, put }: { keys: string[]; put: Put }): Promise<void> {
  const { application } = cardLayouts[orders.technology];
  for (let number = 1; number < keys.length; number++) {
    const proved = await card.step(`prove key ${number}`, async () => {
      await card.select(application);
      return card.login(fromHex(keys[number]!), number);
    });
    put(`key ${number} is this site's`, proved);
  }
  await card.step("prove key 0", () => loginMaster(card, orders));
}

async function verifyFiles(card: BenchCard, orders: CardOrders, { keys, put }: { keys: string[]; put: Put }): Promise<void> {
  const { file } = cardLayouts[orders.technology];
  const told = await card.step(`say how file ${file} is set up`, () => card.fileSettings(file));
  /* A card that was locked for an owner who is gone is as good as one that is not. */
  const wanted = orders.locked ? [idSettings(true)] : [idSettings(false), idSettings(true)];
  put(`file ${file} is set up${orders.locked ? " and frozen" : ""}`, told !== undefined && wanted.some((one) => sameBytes(settingsIn(told), one)));
  if (orders.technology !== "ntag424" || !told) return;
  const address = await card.step("say how its address is set up", () => card.fileSettings(addressFile));
  put("nobody without a key can write its address", address !== undefined && (address[3]! & 15) !== everyone);
  if (address && address[1]! & mirrors) put("its address proves itself", await card.step("show its address", () => addressProves(card, orders, keys)));
}

/** Reads the address as a phone does, without a key, and checks it as a server does. Counts one reading. */
async function addressProves(card: BenchCard, orders: CardOrders, keys: string[]): Promise<boolean> {
  await card.select(cardLayouts[orders.technology].application);
  const parts = sunParts(await card.read(addressFile, addressBytesMax, plain));
  const of = { meta: fromHex(keys[sunMetaKey]!), mac: fromHex(keys[sunMacKey]!) };
  const tap = parts && verifySun(cipher, of, { encrypted: parts.picc, mac: parts.mac });
  return tap !== undefined && toHex(tap.uid) === orders.uid;
}

async function verifyLock(card: BenchCard, orders: CardOrders, put: Put): Promise<void> {
  put("the card's own master key is this site's", await card.step("prove its master key", () => loginCardMaster(card, orders)));
  const { settings } = await card.step("say the card's settings", () => card.keySettings());
  put("the card's settings are locked", settings === lockedSettings);
}
