import type { CardOrders } from "../api/cards";
import { cardLayouts } from "../api/cards";
import type { BenchCard } from "./bench-card";
import { loginCardMaster, replaceFactoryMaster } from "./card-master";
import { addressFile, addressSettings } from "./encode";
import * as failures from "./failures";
import { idSettings, isFrozen, proves, settingsIn } from "./file";
import { loginMaster } from "./keys";

/**
 * Settings of keys on a locked card (data sheet, 8.3.3): keys may still be changed with key 0, so that a site can renew them;
 * without it nothing may be made or taken away, and these settings stay.
 */
export const lockedSettings = 0x03;

/** Freezes what `encode` has set up, for good. Only a card that is whole is locked. Throws CARD_BARE, CARD_FOREIGN, CARD_MASTER. */
export async function lock(card: BenchCard, orders: CardOrders): Promise<void> {
  const { application, file } = cardLayouts[orders.technology];
  await card.step("prove itself", async () => {
    if (!(await card.select(application))) throw failures.bare();
    const version = await loginMaster(card, orders);
    if (version !== orders.versions[0]!.version || !(await proves(card, orders))) throw failures.unfinished();
    await loginMaster(card, orders);
  });
  await freeze(card, file, idSettings(true));
  if (orders.technology === "ntag424") await freezeAddress(card);
  else await lockDesfire(card, orders);
}

async function freeze(card: BenchCard, file: number, frozen: Uint8Array): Promise<void> {
  const told = await card.step(`say how file ${file} is set up`, () => card.fileSettings(file));
  if (!told) throw failures.unfinished();
  if (isFrozen(settingsIn(told))) return;
  await card.step(`freeze file ${file}`, () => card.changeFileSettings(file, frozen), `file ${file} is frozen`);
}

/** Whatever address the tag has stays; a tag without one becomes a tag that nobody can give one. */
async function freezeAddress(card: BenchCard): Promise<void> {
  const told = await card.step("say how its address is set up", () => card.fileSettings(addressFile));
  const has = settingsIn(told ?? addressSettings(undefined).settings);
  const [options, rights] = [has.subarray(0, 1), addressSettings(undefined).frozen.subarray(1, 3)];
  await freeze(card, addressFile, Uint8Array.of(...options, ...rights, ...has.subarray(3)));
}

async function lockDesfire(card: BenchCard, orders: CardOrders): Promise<void> {
  await lockKeySettings(card, "the application's settings");
  const ours = await card.step("say whose the card itself is", () => loginCardMaster(card, orders));
  if (!ours) {
    await card.step("take a master key", () => replaceFactoryMaster(card, orders), "the card's own master key is this site's");
    await card.step("know its master key", async () => {
      if (!(await loginCardMaster(card, orders))) throw failures.masterForeign();
    });
  }
  await lockKeySettings(card, "the card's settings");
}

async function lockKeySettings(card: BenchCard, whose: string): Promise<void> {
  const { settings } = await card.step(`say ${whose}`, () => card.keySettings());
  if (settings === lockedSettings) return;
  await card.step(`lock ${whose}`, () => card.changeKeySettings(lockedSettings), `${whose} are locked`);
}

