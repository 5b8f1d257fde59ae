import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { createCmac } from "../../firmware/src/crypto/cmac";
import { sessionVector } from "../../firmware/src/crypto/ev2-session";
import type { Cipher } from "../../firmware/src/hal/cipher";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import { cardCrc, ev2WriteSession, maced, type Order } from "../../host-tools/encode/session";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { ev2Session, type Messaging } from "../../host-tools/simulator/cards/card-messaging";
import { mirrored, readingKey } from "../../host-tools/simulator/cards/sdm";
import { opensslCipher } from "../support/openssl-cipher";
import { lightKeys, sunKeys, sunReadings, writeVectors } from "./write-vectors";

const ciphers: Record<string, Cipher> = { noble: nobleCipher(), node: nodeCipher(), openssl: opensslCipher() };
const zeroKey = new Uint8Array(16);
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

describe.each(Object.entries(ciphers))("published numbers of writing, over %s", (_name, cipher) => {
  it.each(writeVectors)("$source", (v) => {
    const open = () => ev2WriteSession(cipher, { enc: fromHex(v.enc), mac: createCmac(cipher, fromHex(v.mac)) }, { keyNumber: 0, ti: fromHex(v.ti), counter: v.counter });
    const order: Order = { code: v.code, header: fromHex(v.header), data: fromHex(v.data), tail: fromHex(v.tail), comm: v.comm };
    const session = open();
    expect(toHex(session.wrap(order))).toBe(v.sent);
    if (v.answered === undefined) return;
    const length = v.answered.length / 2 - 8;
    const asked = { ...order, answer: { comm: maced, length } };
    expect(toHex(session.open(asked, fromHex(v.answered))!)).toBe(v.answered.slice(0, length * 2));
    for (let bit = 0; bit < v.answered.length * 4; bit++) {
      const turned = fromHex(v.answered);
      turned[bit >> 3]! ^= 1 << (bit & 7);
      const another = open();
      another.wrap(order);
      expect(another.open(asked, turned)).toBeUndefined();
    }
  });

  it("AN12343 pages 33 to 35: both keys of a session", () => {
    const vector = sessionVector(fromHex(lightKeys.rndA), fromHex(lightKeys.rndB));
    const cmac = createCmac(cipher, fromHex(lightKeys.key));
    expect(toHex(cmac(vector))).toBe(lightKeys.enc);
    vector.set([0x5a, 0xa5]);
    expect(toHex(cmac(vector))).toBe(lightKeys.mac);
  });

});

describe("the emulated card, which shares no code with the bench", () => {
  it.each(writeVectors)("$source: takes the command, gives the answer", (v) => {
    const card = cardAfter(v);
    const header = fromHex(v.header);
    const rest = fromHex(v.sent).subarray(header.length);
    expect(toHex(card.take({ code: v.code, header, rest }, v.comm)!)).toBe(v.data + v.tail);
    if (v.answered !== undefined) expect(toHex(card.give(0, fromHex(v.answered.slice(0, -16)), maced))).toBe(v.answered);
  });

  it("AN12196 table 1: both keys of a reading", () => {
    const place = fromHex(`${sunKeys.uid}010000`);
    expect(toHex(readingKey([0xc3, 0x3c], place, fromHex(sunKeys.key)))).toBe(sunKeys.enc);
    expect(toHex(readingKey([0x3c, 0xc3], place, fromHex(sunKeys.key)))).toBe(sunKeys.mac);
  });

  it("AN12196: UID and counter shown openly, with their MAC", () => {
    const text = `u=${"0".repeat(14)}&n=${"0".repeat(6)}&c=${"0".repeat(16)}`;
    const le3 = (value: number): number[] => [value, 0, 0];
    const sdm = Uint8Array.of(0xc1, 0xff, 0xe0, ...le3(2), ...le3(19), ...le3(28), ...le3(28));
    const { uid, counter, mac } = sunReadings[2]!;
    const read = mirrored({ comm: 0, rights: 0xe000, data: ascii(text), sdm, reads: counter - 1 }, { uid: fromHex(uid), keys: [{ bytes: zeroKey, version: 0 }], random: () => zeroKey })!;
    expect(Buffer.from(read).toString()).toBe(`u=${uid.toUpperCase()}&n=000006&c=${mac.toUpperCase()}`);
  });

  it("AN12196 table 4: the 61st reading of the tag is the published one, to the last digit", () => {
    const text = `https://choose.url.com/ntag424?e=${"0".repeat(32)}&c=${"0".repeat(16)}`;
    const [piccAt, macAt] = [text.indexOf("=") + 1, text.length - 16];
    const le3 = (value: number): number[] => [value, 0, 0];
    const sdm = Uint8Array.of(0xc1, 0xff, 0x00, ...le3(piccAt), ...le3(macAt), ...le3(macAt));
    const file = { comm: 0, rights: 0xe000, data: ascii(text), sdm, reads: 60 };
    const keys = [{ bytes: zeroKey, version: 0 }];
    const [{ picc, clear, uid, mac }] = [sunReadings[0]!];
    const read = mirrored(file, { uid: fromHex(uid), keys, random: () => fromHex(clear!.slice(22)) })!;
    expect(Buffer.from(read).toString()).toBe(`https://choose.url.com/ntag424?e=${picc!.toUpperCase()}&c=${mac.toUpperCase()}`);
  });

  it("AN12196 table 5: the hidden part and a MAC over text", () => {
    const text = `enc=${"x".repeat(16)}${"0".repeat(16)}&cmac=${"0".repeat(16)}`;
    const le3 = (value: number): number[] => [value, 0, 0];
    const sdm = Uint8Array.of(0xd1, 0xff, 0xf0, ...le3(4), ...le3(4), ...le3(32), ...le3(42));
    const [{ uid, hidden, mac }] = [sunReadings[1]!];
    const read = mirrored({ comm: 0, rights: 0xe000, data: ascii(text), sdm, reads: 7 }, { uid: fromHex(uid), keys: [{ bytes: zeroKey, version: 0 }], random: () => zeroKey })!;
    expect(Buffer.from(read).toString()).toBe(`enc=${hidden!.toUpperCase()}&cmac=${mac.toUpperCase()}`);
  });

  it("AN12196 table 25: the check of a new key", () => {
    expect(toHex(cardCrc(fromHex("f3847d627727ed3bc9c4cc050489b966")))).toBe("789dfadc");
  });
});

/** A card's session after as many commands as the published one. */
function cardAfter(v: (typeof writeVectors)[number]): Messaging {
  const card = ev2Session({ enc: fromHex(v.enc), mac: fromHex(v.mac) }, 0, fromHex(v.ti));
  for (let i = 0; i < v.counter; i++) card.take({ code: 0, header: new Uint8Array(0), rest: new Uint8Array(0) }, 0);
  return card;
}
