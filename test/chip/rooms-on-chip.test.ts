import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { createDrbg } from "../../firmware/src/crypto/drbg";
import { deriveKeys } from "../../firmware/src/crypto/kdf";
import { decodeRecord } from "../../firmware/src/wire/record";
import { chipRoom } from "../support/chip-room";
import { runInInterpreter } from "../support/in-interpreter";
import { describeWith } from "../support/needs";
import { opensslCipher } from "../support/openssl-cipher";
import { clockTells } from "../support/clock-contract";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import { jsNative } from "../../host-tools/hal/native";
import { cardNumbers } from "../vectors/card-numbers";
import { ev2Vectors, hashVectors, lightVector, messageVectors, modeVectors } from "../vectors/card-vectors";
import { cmacVectors } from "../vectors/cmac-vectors";
import { wycheproofRows, wycheproofTags, wycheproofTexts } from "../vectors/wycheproof";

/** What card-numbers must give, each from its source in card-vectors; the EV1 key is put together by hand. */
const publishedNumbers = [
  ...modeVectors.ecb.map((v) => v.out),
  ...modeVectors.cbc.map((v) => v.out),
  ...modeVectors.cbc.map(() => modeVectors.text),
  ...hashVectors.map((v) => v.hash),
  ...ev2Vectors.flatMap((v) => [v.rndB, v.token, v.enc, v.mac, v.rndA.slice(0, 8) + v.rndB.slice(0, 8) + v.rndA.slice(24) + v.rndB.slice(24)]),
  ...messageVectors.flatMap((v) => [v.sent, v.content]),
  lightVector.tag,
];

const wycheproof = (mode: string): string[][] => wycheproofRows(readFileSync(join(__dirname, `../vectors/wycheproof-aes-${mode}.txt`), "utf8"));

interface Result {
  crypto: { cmac: string[]; kdf: string; random: string[]; cards: string[]; tags: string[]; texts: string[] };
  store: { epoch: number; version: number; count: number; wrong: number; damaged: boolean; records: string };
  clock: string[];
}

describeWith(["espruino"], "crypto, store and clock in the real interpreter", () => {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-chip-"));
  const results: Result[] = [];

  beforeAll(async () => {
    const external = ["Storage", "Flash", "crypto"];
    const define = { wycheproofCmac: JSON.stringify(wycheproof("cmac")), wycheproofCbc: JSON.stringify(wycheproof("cbc")) };
    writeFileSync(join(dir, "run.js"), chipRoom("on-chip", { external, define }));
    for (let start = 0; start < 2; start++) results.push(await runInInterpreter<Result>(dir));
  }, 60000);

  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("computes the published CMAC vectors", () => {
    expect(results[0]!.crypto.cmac).toEqual(cmacVectors.map((v) => v.tag));
  });

  it("computes the published numbers of card messages, as Node and OpenSSL do", () => {
    expect(results[0]!.crypto.cards).toEqual(publishedNumbers);
    for (const cipher of [nodeCipher(), opensslCipher()]) expect(cardNumbers(cipher, jsNative())).toEqual(publishedNumbers);
  });

  it("computes every case of Wycheproof's AES-CMAC and AES-CBC as Node and OpenSSL do", () => {
    const { tags, texts } = results[0]!.crypto;
    const [cmac, cbc] = [wycheproof("cmac"), wycheproof("cbc")];
    expect(cmac.map(([id, , , , tag], i) => [id, tags[i] === tag])).toEqual(cmac.map(([id, result]) => [id, result === "v"]));
    for (const cipher of [nodeCipher(), opensslCipher()]) {
      expect(tags).toEqual(wycheproofTags(cipher, cmac));
      expect(texts).toEqual(wycheproofTexts(cipher, cbc));
    }
  });

  it("derives the same keys and random bytes as the host", () => {
    const cipher = opensslCipher();
    const key = Uint8Array.from({ length: 32 }, (_, i) => i);
    const drbg = createDrbg({ cipher, seed: key, epoch: 7, noise: new Uint8Array(32), persist: () => undefined });
    const random = [toHex(drbg.bytes(40)), toHex(drbg.bytes(16))];
    drbg.mix(key);
    random.push(toHex(drbg.bytes(8)));
    expect(results[0]!.crypto).toMatchObject({ random, kdf: toHex(deriveKeys(cipher, key, "up", Uint8Array.of(1, 0, 0, 0), 64)) });
  });

  it("keeps the contract of hal/clock, whatever numbers the interpreter gives its timers", () => {
    expect(results[0]!.clock).toEqual(clockTells);
  });

  it("keeps state, grants and journal from one start of the process to the next", () => {
    results.forEach(({ store }, start) => {
      expect(store).toMatchObject({ epoch: start + 1, version: start * 6 + 6, count: (start * 6 + 6) * 20, wrong: 0, damaged: false });
      const raw = fromHex(store.records);
      const records = Array.from({ length: raw.length / 32 }, (_, i) => decodeRecord(raw, i * 32));
      const fresh = records.filter((record) => record.epoch === start + 1);
      expect(fresh.map((r) => [r.detail, r.sequence])).toEqual(Array.from({ length: 35 }, (_, i) => [i, start * 35 + i + 1]));
      expect(fresh[0]).toMatchObject({ type: 1, reason: 2, door: 3, technology: 1, flags: 1, time: 4000000000 });
    });
  });
});
