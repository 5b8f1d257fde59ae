import type { CardKeySet, CardOrders } from "../api/cards";
import { cardLayouts } from "../api/cards";
import { pinBytes } from "../../firmware/src/wire/card-profile";
import type { BenchCard } from "./bench-card";
import * as failures from "./failures";
import { verifierFor, proves, sizeIn, writePin } from "./file";
import { loginMaster } from "./keys";
import { full } from "./session";

/** Sets the PIN of a card that is this site's, locked or not, or takes it away. Throws CARD_BARE, CARD_UNFINISHED, CARD_PIN_ROOM. */
export async function setPin(card: BenchCard, orders: CardOrders, pin: string | undefined): Promise<void> {
  const { set, room } = await opened(card, orders);
  if (!room) throw failures.pinRoom();
  const verifier = verifierFor(set, pin);
  await writePin(card, orders, verifier);
  await card.step("prove itself as at a door", async () => {
    if (!(await proves(card, { ...orders, versions: [set] }, verifier))) throw failures.unfinished();
  });
}

/** Whether a card that is this site's has a PIN; which one nobody can read from it. Throws CARD_BARE, CARD_UNFINISHED. */
export async function hasPin(card: BenchCard, orders: CardOrders): Promise<boolean> {
  const { file, idBytes } = cardLayouts[orders.technology];
  if (!(await opened(card, orders)).room) return false;
  const has = await card.step("show whether it has a PIN", () => card.read(file, idBytes + pinBytes, full));
  return has.subarray(idBytes).some((byte) => byte !== 0);
}

/** Logged in with key 0 of the version that is on the card; `room`: its file is not of before there were PINs. */
async function opened(card: BenchCard, orders: CardOrders): Promise<{ set: CardKeySet; room: boolean }> {
  const { application, file, idBytes } = cardLayouts[orders.technology];
  const set = await card.step("prove itself", async () => {
    if (!(await card.select(application))) throw failures.bare();
    const version = await loginMaster(card, orders);
    return orders.versions.find((one) => one.version === version);
  });
  if (!set) throw failures.unfinished();
  const told = await card.step(`say how file ${file} is set up`, () => card.fileSettings(file));
  if (!told) throw failures.unfinished();
  return { set, room: sizeIn(told) >= idBytes + pinBytes };
}
