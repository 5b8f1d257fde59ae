import { createDecipheriv, randomBytes } from "node:crypto";
import type { Bytes } from "../../firmware/src/base/bytes";
import { concat, fromHex } from "../../firmware/src/base/bytes";
import type { CardOrders } from "../api/cards";
import type { BenchCard } from "./bench-card";
import { ask, status } from "./card-talk";
import * as failures from "./failures";

/*
 * The master key of a DESFire as a whole, by which applications are made and taken away. From the factory it is a DES key of
 * zeros, which only the first generation's way to authenticate (0A) opens; what it is used for here is to replace it.
 */
const authenticate = 0x0a;
const changeKeyCode = 0xc4;
/** With the number of the card's master key: an AES key takes its place. */
const becomesAes = 0x80;
export const wholeCard = "000000";
const factoryKey = new Uint8Array(8);

/** Logs in with this site's key of the card, of whichever version, or tells by false that it has the factory's, or throws CARD_MASTER. */
export async function loginCardMaster(card: BenchCard, orders: CardOrders): Promise<boolean> {
  await card.select(wholeCard);
  if (!(await isAes(card))) return false;
  for (const { card: key } of orders.versions) {
    await card.select(wholeCard);
    if (await card.login(fromHex(key), 0)) return true;
  }
  throw failures.masterForeign();
}

/** An AES key answers a login with 16 bytes; a DES key refuses it. */
async function isAes(card: BenchCard): Promise<boolean> {
  const said = await ask(card.link, 0xaa, Uint8Array.of(0));
  /* A login that was begun is ended, by an answer too short to count as a wrong one: left open, the card refuses the next command with CA. */
  if (said.status === status.more) await ask(card.link, status.more, new Uint8Array(0));
  return said.status === status.more && said.data.length === 16;
}

/** Puts this site's AES key of the newest version in the place of the factory's. Throws CARD_MASTER. */
export async function replaceFactoryMaster(card: BenchCard, orders: CardOrders): Promise<void> {
  await card.select(wholeCard);
  const session = await desLogin(card);
  const [{ card: key, version }] = [orders.versions[0]!];
  const clear = concat([fromHex(key), Uint8Array.of(version)]);
  const sent = sendMode(session, concat([clear, crcA(clear), new Uint8Array(5)]));
  const said = await ask(card.link, changeKeyCode, concat([Uint8Array.of(becomesAes), sent]));
  if (said.status !== status.ok) throw card.refused(said);
}

async function desLogin(card: BenchCard): Promise<Bytes> {
  const first = await ask(card.link, authenticate, Uint8Array.of(0));
  if (first.status !== status.more || first.data.length !== 8) throw failures.masterForeign();
  const [rndA, rndB] = [Uint8Array.from(randomBytes(8)), decipher(factoryKey, first.data)];
  const second = await ask(card.link, status.more, sendMode(factoryKey, concat([rndA, turned(rndB)])));
  if (second.status !== status.ok) throw failures.masterForeign();
  if (Buffer.compare(decipher(factoryKey, second.data), turned(rndA)) !== 0) throw failures.altered(card.doing);
  return concat([rndA.subarray(0, 4), rndB.subarray(0, 4)]);
}

const turned = (bytes: Bytes): Bytes => concat([bytes.subarray(1), bytes.subarray(0, 1)]);
const tripled = (key: Bytes): Bytes => concat([key, key, key]);

function decipher(key: Bytes, block: Bytes): Bytes {
  return Uint8Array.from(createDecipheriv("des-ede3-ecb", tripled(key), null).setAutoPadding(false).update(block));
}

/** Whoever writes to such a card deciphers, so that the card can do with enciphering: each block after the one before was added. */
export function sendMode(key: Bytes, data: Bytes): Bytes {
  let before: Bytes = new Uint8Array(8);
  const blocks: Bytes[] = [];
  for (let at = 0; at < data.length; at += 8) {
    before = decipher(key, data.slice(at, at + 8).map((byte, i) => byte ^ before[i]!));
    blocks.push(before);
  }
  return concat(blocks);
}

/** CRC_A (ISO/IEC 14443-3, annex B). */
function crcA(bytes: Bytes): Bytes {
  let crc = 0x6363;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return Uint8Array.of(crc, crc >> 8);
}
