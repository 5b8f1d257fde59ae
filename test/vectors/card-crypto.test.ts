import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { createCmac } from "../../firmware/src/crypto/cmac";
import { ev2Session, sessionVector, startEv2, truncated } from "../../firmware/src/crypto/ev2-session";
import type { Cipher } from "../../firmware/src/hal/cipher";
import { cardKeyInput, diversify } from "../../host-tools/keys/diversify";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { jsNative } from "../../host-tools/hal/native";
import { opensslCipher } from "../support/openssl-cipher";
import * as published from "./card-vectors";
import { wycheproofRows, wycheproofTags, wycheproofTexts } from "./wycheproof";

const ciphers: Record<string, Cipher> = { noble: nobleCipher(), node: nodeCipher(), openssl: opensslCipher() };
const zero = new Uint8Array(16);

describe.each(Object.entries(ciphers))("published numbers over %s", (_name, cipher) => {
  it("SP 800-38A: ECB as far as it is used, and CBC both ways, all four blocks", () => {
    const text = fromHex(published.modeVectors.text);
    const iv = fromHex(published.modeVectors.iv);
    for (const { key, out } of published.modeVectors.ecb) {
      const blocks = [0, 16, 32, 48].map((at) => toHex(cipher.encryptBlock(fromHex(key), text.subarray(at, at + 16))));
      expect(blocks.join("")).toBe(out);
    }
    for (const { key, out } of published.modeVectors.cbc) {
      expect(toHex(cipher.encryptCbc(fromHex(key), iv, text))).toBe(out);
      expect(toHex(cipher.decryptCbc(fromHex(key), iv, fromHex(out)))).toBe(published.modeVectors.text);
    }
  });

  it.each(published.hashVectors)("FIPS 180: $hash", ({ message, hash }) => {
    expect(toHex(cipher.sha256(fromHex(message)))).toBe(hash);
  });

  it("FIPS 180: a million times the same letter", () => {
    const { letter, times, hash } = published.longHashVector;
    expect(toHex(cipher.sha256(new Uint8Array(times).fill(letter.charCodeAt(0))))).toBe(hash);
  });

  it("AN10922: the key of one card", () => {
    const { master, uid, application, system, key } = published.diversifyVector;
    const input = cardKeyInput(fromHex(uid), fromHex(application), fromHex(system));
    expect(toHex(diversify(cipher, fromHex(master), input))).toBe(key);
  });

  it.each(published.ev2Vectors)("$source: three passes and both keys", (v) => {
    const [key, rndA] = [fromHex(v.key), fromHex(v.rndA)];
    const rndB = cipher.decryptCbc(key, zero, fromHex(v.challenge));
    expect(toHex(rndB)).toBe(v.rndB);
    const turned = Uint8Array.of(...rndB.subarray(1), rndB[0]!);
    expect(toHex(cipher.encryptCbc(key, zero, Uint8Array.of(...rndA, ...turned)))).toBe(v.token);
    const proof = cipher.decryptCbc(key, zero, fromHex(v.proof));
    expect(toHex(proof.subarray(startEv2.proofAt, startEv2.proofAt + 16))).toBe(v.rndA.slice(2) + v.rndA.slice(0, 2));
    expect(toHex(proof.subarray(0, 4))).toBe(v.ti);
    const vector = sessionVector(rndA, rndB);
    expect(toHex(vector)).toBe(v.vector);
    const cmac = createCmac(cipher, key);
    expect(toHex(cmac(vector))).toBe(v.enc);
    vector.set([0x5a, 0xa5]);
    expect(toHex(cmac(vector))).toBe(v.mac);
  });

  it.each(published.messageVectors)("$source: command and answer, and no answer with any bit turned", (v) => {
    const open = () => {
      const keys = { enc: fromHex(v.enc), mac: createCmac(cipher, fromHex(v.mac)) };
      const session = ev2Session({ cipher, native: jsNative() }, keys, fromHex(v.ti));
      expect(toHex(session.command(v.code, fromHex(v.header), v.comm))).toBe(v.sent);
      return session;
    };
    const length = v.content.length / 2;
    expect(toHex(open().answer(fromHex(v.answer), v.comm, length)!)).toBe(v.content);
    for (let bit = 0; bit < v.answer.length * 4; bit++) {
      const turned = fromHex(v.answer);
      turned[bit >> 3]! ^= 1 << (bit & 7);
      expect(open().answer(turned, v.comm, length)).toBeUndefined();
    }
    for (let cut = 0; cut < v.answer.length / 2; cut++) expect(open().answer(fromHex(v.answer).subarray(0, cut), v.comm, length)).toBeUndefined();
  });

  it("AN12343: a command's MAC", () => {
    const { mac, message, tag } = published.lightVector;
    expect(toHex(truncated(createCmac(cipher, fromHex(mac))(fromHex(message))))).toBe(tag);
  });
});

const wycheproof = (name: string): string[][] => wycheproofRows(readFileSync(join(__dirname, `wycheproof-${name}.txt`), "utf8"));

describe.each(Object.entries(ciphers))("Wycheproof over %s", (_name, cipher) => {
  it("AES-CMAC: every valid tag, and no invalid one", () => {
    const rows = wycheproof("aes-cmac");
    expect(rows).toHaveLength(204);
    const tags = wycheproofTags(cipher, rows);
    rows.forEach(([id, result, , , tag], i) => expect([id, tags[i] === tag]).toEqual([id, result === "v"]));
  });

  it("AES-CBC: every valid message both ways, and no invalid one comes out padded as its padding says", () => {
    const rows = wycheproof("aes-cbc");
    expect(rows).toHaveLength(144);
    const texts = wycheproofTexts(cipher, rows);
    for (const [i, [id, result, key, iv, message, text]] of rows.entries()) {
      if (texts[i] === "") {
        expect([id, result]).toEqual([id, "i"]);
        continue;
      }
      const clear = fromHex(texts[i]!);
      const pad = clear.at(-1)!;
      const padded = pad >= 1 && pad <= 16 && clear.subarray(-pad).every((byte) => byte === pad);
      expect([id, padded]).toEqual([id, result === "v"]);
      if (result !== "v") continue;
      expect(toHex(clear.subarray(0, clear.length - pad))).toBe(message);
      expect(toHex(cipher.encryptCbc(fromHex(key!), fromHex(iv!), clear))).toBe(text);
    }
  });
});

describe("diversification", () => {
  const cipher = nodeCipher();
  const master = new Uint8Array(16).fill(7);

  it("takes inputs of every length up to 31 bytes, and never makes one key of two", () => {
    const keys = new Set<string>();
    for (let length = 1; length <= 31; length++) keys.add(toHex(diversify(cipher, master, new Uint8Array(length))));
    for (let byte = 1; byte < 256; byte++) keys.add(toHex(diversify(cipher, master, new Uint8Array(17).fill(byte))));
    expect(keys.size).toBe(31 + 255);
  });

  it.each([0, 32])("refuses an input of %i bytes", (length) => {
    expect(() => diversify(cipher, master, new Uint8Array(length))).toThrow(RangeError);
  });
});
