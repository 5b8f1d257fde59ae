import type { Bytes } from "../../firmware/src/base/bytes";
import { concat, fromHex } from "../../firmware/src/base/bytes";
import { pinBytes } from "../../firmware/src/wire/card-profile";
import type { CardOrders } from "../api/cards";
import { cardLayouts, sunMacKey, sunMetaKey } from "../api/cards";
import type { BenchCard } from "./bench-card";
import { loginCardMaster, wholeCard } from "./card-master";
import { status, type Said } from "./card-talk";
import * as failures from "./failures";
import { bringCredential, bringSettings, idSettings, isFrozen, nobody, sameBytes, settingsIn, settingsOf, sizeIn } from "./file";
import { bringKeys } from "./keys";
import { maced, plain, type Order } from "./session";
import type { SunAddress } from "./sun-address";

const createApplication = 0xca;
const createFile = 0xcd;
const deleteFile = 0xdf;
/** The application's own settings: its keys may change, everyone may list its files, only key 0 may make any (data sheet, 8.3.3). */
export const openSettings = 0x0b;
const aesKeys = 0x80;
export const addressFile = 2;
export const everyone = 14;
/** Option of a file whose content is written over at every reading (NT4H2421Gx, 10.7.1). */
export const mirrors = 0x40;
/** Bytes of a plain write that fit one frame with room to spare. */
const chunkBytes = 40;

/**
 * Brings the card from whatever it is, as long as it is the factory's or this site's, to what `orders` say. Every step looks
 * first, so that a card torn away anywhere goes on where it was.
 */
export async function encode(card: BenchCard, orders: CardOrders, address?: SunAddress, pin?: string): Promise<void> {
  const { application } = cardLayouts[orders.technology];
  if (orders.technology === "desfire") await bringApplication(card, orders);
  const select = (): Promise<boolean> => card.select(application);
  await card.step("open its application", select);
  await bringKeys(card, orders, select);
  if (orders.technology === "desfire") await bringFile(card, orders);
  const { file } = cardLayouts[orders.technology];
  await bringSettings(card, file, { settings: idSettings(false), frozen: idSettings(true) });
  if (orders.technology === "ntag424") await bringAddress(card, address);
  await bringCredential(card, orders, pin);
}

async function bringApplication(card: BenchCard, orders: CardOrders): Promise<void> {
  const { application, keyCount } = cardLayouts.desfire;
  if (await card.step("say whether it has this site's application", () => card.select(application))) return;
  await card.step("make the application", async () => {
    await card.select(wholeCard);
    const parameters = concat([fromHex(application).reverse(), Uint8Array.of(openSettings, aesKeys | keyCount)]);
    const make = (): Promise<Said> => card.tryRun({ code: createApplication, header: parameters, data: new Uint8Array(0), comm: card.session && !card.kind.ev1 ? maced : plain });
    let said = await make();
    const barred = said.status === status.authentication || said.status === status.denied;
    if (barred && (await loginCardMaster(card, orders))) said = await make();
    else if (barred) throw failures.masterForeign();
    if (said.status === status.outOfMemory || said.status === status.countError) throw failures.full();
    if (said.status !== status.ok) throw card.refused(said);
  }, "the application is made");
}

/** A file of before there were PINs is too short for one, and goes: what was in it is written again. */
async function bringFile(card: BenchCard, orders: CardOrders): Promise<void> {
  const { file, idBytes, application } = cardLayouts[orders.technology];
  const size = idBytes + pinBytes;
  const told = await card.step("say whether it has the file", () => card.fileSettings(file));
  if (told && sizeIn(told) >= size) return;
  if (told) await card.step("give up its short file", () => card.run(orderFor(card, deleteFile, Uint8Array.of(file))), "the file without room for a PIN is gone");
  /* A refusal ended the session. */
  else await bringKeys(card, orders, () => card.select(application));
  const parameters = concat([Uint8Array.of(file), idSettings(false), Uint8Array.of(size, 0, 0)]);
  await card.step("make the file", () => card.run(orderFor(card, createFile, parameters)), "the file is made");
}

const orderFor = (card: BenchCard, code: number, header: Bytes): Order => ({ code, header, data: new Uint8Array(0), comm: card.kind.ev1 ? plain : maced });

/** The address first, then the settings that write over it: a reading in between shows zeros, which no server takes. */
async function bringAddress(card: BenchCard, address: SunAddress | undefined): Promise<void> {
  const told = await card.step("say how its address is set up", () => card.fileSettings(addressFile));
  const has = settingsIn(told ?? new Uint8Array(4));
  /* Without --url whatever address it has stays. */
  if (!address && (has[0]! & mirrors) !== 0) return;
  const { settings, frozen } = addressSettings(address);
  if (isFrozen(has) && !sameBytes(has, frozen)) throw failures.locked();
  if (address && !isFrozen(has)) {
    const content = await card.step("show its address", () => card.read(addressFile, address.content.length, plain));
    if (!sameBytes(content, address.content)) {
      await card.step("take its address", () => writeLong(card, address.content), "the address is written");
    }
  }
  await bringSettings(card, addressFile, { settings, frozen });
}

/** How the file of the address is to be: everyone reads it, key 0 writes it and, until it is locked, changes its settings. */
export function addressSettings(address: SunAddress | undefined): { settings: Bytes; frozen: Bytes } {
  const sdm = address ? address.sdmSettings({ meta: sunMetaKey, file: sunMacKey }) : new Uint8Array(0);
  const options = address ? mirrors : 0;
  const of = (write: number, change: number): Bytes => concat([settingsOf(options, { read: everyone, write, change }), sdm]);
  return { settings: of(0, 0), frozen: of(nobody, nobody) };
}

async function writeLong(card: BenchCard, content: Bytes): Promise<void> {
  for (let at = 0; at < content.length; at += chunkBytes) {
    await card.write(addressFile, content.slice(at, at + chunkBytes), { at, comm: plain });
  }
}
