import { cmac } from "@noble/ciphers/aes.js";
import { aesEncrypt, join, zero } from "./card-messaging";
import type { CardFile, CardKeySlot } from "./desfire-memory";

/*
 * The card's side of Secure Dynamic Messaging (NT4H2421Gx, 9.3 and 10.7.1; AN12196, 3): UID, reading counter, part of the
 * file and a MAC are written over the file's content whenever somebody reads it without a key. Written from the data
 * sheet, and on purpose not shared with whoever checks it.
 */
type Bytes = Uint8Array;

/** Bit of a file's options; the one file of an NTAG 424 that can. */
export const sdmEnabled = 0x40;
export const sdmFile = 2;

const optionUid = 0x80;
const optionCounter = 0x40;
const optionLimit = 0x20;
const optionContent = 0x10;
const free = 14;
const never = 15;
const counterMax = 0xffffff;

interface SdmSettings {
  uid: boolean;
  counter: boolean;
  /** Key numbers, `free` or `never`. */
  metaKey: number;
  fileKey: number;
  uidAt: number;
  counterAt: number;
  piccAt: number;
  macFrom: number;
  macAt: number;
  contentAt: number;
  contentBytes: number;
  limit: number;
  /** How far the mirrors reach. */
  end: number;
}

/** `sdm`: options, three access nibbles, then the offsets that those call for, each of three bytes, low byte first. */
function decode(sdm: Bytes): SdmSettings | undefined {
  const [options = 0, low = 0, high = 0] = sdm;
  const [metaKey, fileKey] = [high >> 4, high & 15];
  let at = 3;
  const next = (wanted: boolean): number => {
    if (!wanted) return -1;
    at += 3;
    return sdm[at - 3]! | (sdm[at - 2]! << 8) | (sdm[at - 1]! << 16);
  };
  const [uid, counter, content] = [(options & optionUid) !== 0, (options & optionCounter) !== 0, (options & optionContent) !== 0];
  const [open, hidden, maced] = [metaKey === free, metaKey < free, fileKey !== never];
  const settings = {
    uid, counter, metaKey, fileKey,
    uidAt: next(uid && open), counterAt: next(counter && open), piccAt: next(hidden),
    macFrom: next(maced), contentAt: next(content), contentBytes: next(content), macAt: next(maced),
    limit: next((options & optionLimit) !== 0), end: 0,
  };
  if (at !== sdm.length || (low & 0xf0) !== 0xf0) return undefined;
  const ends = [ended(settings.uidAt, 14), ended(settings.counterAt, 6), ended(settings.piccAt, 32), ended(settings.macAt, 16)];
  return { ...settings, end: Math.max(...ends, ended(settings.contentAt, settings.contentBytes)) };
}

const ended = (at: number, length: number): number => (at < 0 ? 0 : at + length);

export function sdmPlausible(sdm: Bytes, fileBytes: number): boolean {
  const settings = decode(sdm);
  if (!settings || settings.end > fileBytes) return false;
  if (settings.contentAt >= 0 && (settings.contentBytes < 32 || settings.contentBytes % 32 !== 0 || settings.fileKey > 4)) return false;
  return settings.macAt < 0 || settings.macFrom <= settings.macAt;
}

/** The file as one reading sees it; counts that reading. Undefined: the counter has reached its limit. */
export function mirrored(file: CardFile, room: { uid: Bytes; keys: CardKeySlot[]; random(length: number): Bytes }): Bytes | undefined {
  const settings = decode(file.sdm!)!;
  const reads = (file.reads ?? 0) + 1;
  if (reads > (settings.limit < 0 ? counterMax : settings.limit)) return undefined;
  file.reads = reads;
  const counter = Uint8Array.of(reads, reads >> 8, reads >> 16);
  const data = Uint8Array.from(file.data);
  const text = (at: number, bytes: Bytes): void => data.set(asciiHex(bytes), at);
  if (settings.uidAt >= 0) text(settings.uidAt, room.uid);
  /* As a number, so that it reads naturally: high byte first. */
  if (settings.counterAt >= 0) text(settings.counterAt, Uint8Array.from(counter).reverse());
  if (settings.piccAt >= 0) text(settings.piccAt, piccData(settings, room, counter));
  if (settings.fileKey < free) {
    const key = room.keys[settings.fileKey]!.bytes;
    const place = join(settings.uid ? room.uid : [], settings.counter ? counter : []);
    if (settings.contentAt >= 0) text(settings.contentAt, hiddenContent(file.data, settings, { key, place, counter }));
    const session = readingKey([0x3c, 0xc3], place, key);
    const tag = cmac(data.slice(settings.macFrom, settings.macAt), session).filter((_, i) => i % 2 === 1);
    text(settings.macAt, tag);
  }
  return data;
}

/** Which of UID and counter are in it, these, and padding by chance (9.3.3). */
function piccData(settings: SdmSettings, room: { uid: Bytes; keys: CardKeySlot[]; random(length: number): Bytes }, counter: Bytes): Bytes {
  const tag = (settings.uid ? optionUid | room.uid.length : 0) | (settings.counter ? optionCounter : 0);
  const clear = join([tag], settings.uid ? room.uid : [], settings.counter ? counter : []);
  return aesEncrypt(room.keys[settings.metaKey]!.bytes, zero, join(clear, room.random(16 - clear.length)));
}

/** Half as many bytes of the file as the text that stands for them is long (9.3.6). */
function hiddenContent(data: Bytes, { contentAt, contentBytes }: SdmSettings, of: { key: Bytes; place: Bytes; counter: Bytes }): Bytes {
  const session = readingKey([0xc3, 0x3c], of.place, of.key);
  const iv = aesEncrypt(session, zero, join(of.counter, new Uint8Array(13)));
  return aesEncrypt(session, iv, data.slice(contentAt, contentAt + contentBytes / 2));
}

/** A key of one reading (9.3.9); `place`: UID and counter, as far as they are mirrored. */
export function readingKey(label: number[], place: Bytes, key: Bytes): Bytes {
  const whole = join(label, [0, 1, 0, 0x80], place);
  return cmac(join(whole, new Uint8Array((16 - (whole.length % 16)) % 16)), key);
}

function asciiHex(bytes: Bytes): Bytes {
  const digit = (value: number): number => (value < 10 ? 0x30 : 0x37) + value;
  return Uint8Array.from([...bytes].flatMap((byte) => [digit(byte >> 4), digit(byte & 15)]));
}
