import type { Grant } from "../../../firmware/src/wire/grant";
import { concat, fromHex, toHex } from "../../../firmware/src/base/bytes";
import { createCmac } from "../../../firmware/src/crypto/cmac";
import { createDrbg } from "../../../firmware/src/crypto/drbg";
import { deriveKeys } from "../../../firmware/src/crypto/kdf";
import { chipCipher } from "../../../firmware/src/espruino/cipher";
import { chipClock } from "../../../firmware/src/espruino/clock";
import { chipRegion } from "../../../firmware/src/espruino/flash";
import { chipNative } from "../../../firmware/src/espruino/native";
import { Grants } from "../../../firmware/src/store/grants";
import { Journal } from "../../../firmware/src/store/journal";
import { openState } from "../../../firmware/src/store/state";
import { tryClock } from "../../support/clock-contract";
import { cmacVectors } from "../../vectors/cmac-vectors";
import { cardNumbers } from "../../vectors/card-numbers";
import { wycheproofTags, wycheproofTexts } from "../../vectors/wycheproof";

/* Runs inside the interpreter and prints one line of JSON; rooms-on-chip.test.ts compares. */

/* Put in by the build: the rows of vectors/wycheproof. */
declare const wycheproofCmac: string[][];
declare const wycheproofCbc: string[][];

function crypto() {
  const key = new Uint8Array(32);
  for (let i = 0; i < 32; i++) key[i] = i;
  const drbg = createDrbg({ cipher: chipCipher, seed: key, epoch: 7, noise: new Uint8Array(32), persist: () => undefined });
  const random = [toHex(drbg.bytes(40)), toHex(drbg.bytes(16))];
  drbg.mix(key);
  random.push(toHex(drbg.bytes(8)));
  return {
    cmac: cmacVectors.map((v) => toHex(createCmac(chipCipher, fromHex(v.key))(fromHex(v.message)))),
    kdf: toHex(deriveKeys(chipCipher, key, "up", new Uint8Array([1, 0, 0, 0]), 64)),
    random: random,
    cards: cardNumbers(chipCipher, chipNative),
    tags: wycheproofTags(chipCipher, wycheproofCmac),
    texts: wycheproofTexts(chipCipher, wycheproofCbc),
  };
}

/** Grant number `i` of a list that both sides can make. */
function grantOf(i: number): Grant {
  const hash = chipCipher.sha256(new Uint8Array([i & 255, i >> 8]));
  return { token: new Uint8Array(hash.subarray(0, 8)), levels: i, validFrom: 0, validUntil: 4000000000 + i, flags: 4 };
}

/** Appends 35 records and hands out all there are, as hexadecimal text. */
function recordsOf(journal: Journal): string {
  for (let i = 0; i < 35; i++)
    journal.append({
      type: 1,
      reason: 2,
      door: 3,
      technology: 1,
      flags: 1,
      time: 4000000000,
      token: grantOf(i).token,
      detail: i,
    });
  const parts = [];
  for (let raw = journal.batch(32); raw.length; raw = journal.batch(32)) {
    parts.push(raw);
    journal.acknowledge(raw[raw.length - 28]! + raw[raw.length - 27]! * 256);
  }
  return toHex(concat(parts));
}

function store() {
  /* One file over most of Storage, its pages used raw, as on a reader. */
  if (!require("Storage").read("LKDATA")) require("Storage").write("LKDATA", "\xff", 0, 200 * 1024);
  const state = openState(chipRegion(0x10010000, 1024, 2), chipNative, { drbgSeed: new Uint8Array(32) } as never, () => 0);
  const grants = new Grants(chipRegion(0x10011000, 1024, 40), chipNative);
  const journal = new Journal(chipRegion(0x1001c000, 1024, 6), chipNative, state.epoch, false);
  if (grants.version === 0) grants.startOver();
  for (let i = 0; i < 6; i++) {
    const delta: Grant[] = [];
    for (let n = 0; n < 20; n++) delta.push(grantOf(grants.version * 20 + n));
    grants.apply(delta, grants.version + 1);
  }
  let wrong = 0;
  for (let i = 0; i < grants.version * 20 + 50; i++) {
    const found = grants.find(grantOf(i).token);
    if (i < grants.version * 20 ? !found || found.levels !== i || found.validUntil !== 4000000000 + i : !!found) wrong++;
  }
  return {
    epoch: state.epoch,
    version: grants.version,
    count: grants.count,
    wrong: wrong,
    damaged: grants.damaged,
    records: recordsOf(journal),
  };
}

tryClock(chipClock, (clock) => {
  print("RESULT " + JSON.stringify({ crypto: crypto(), store: store(), clock: clock }));
  quit();
});
