import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { openPiccData, sunMac, verifySun } from "../../host-tools/keys/sun";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import { SunTag } from "../support/sun-tag";

/* AN12196, NTAG 424 DNA features and hints, its two worked examples of Secure Unique NFC; all keys are zeros there. */
const cipher = nodeCipher();
const zero = new Uint8Array(16);
const zeros = { meta: zero, mac: zero };
const ascii = (text: string) => Uint8Array.from(Buffer.from(text));
const examples = [
  { e: "ef963ff7828658a599f3041510671e88", c: "94eed9ee65337086", uid: "04de5f1eacc040", counter: 0x3d, covered: "" },
  { e: "fd91ec264309878be6345cbe53badf40", c: "ecc1e7f6c6c73bf6", uid: "04958caa5c5e80", counter: 8, covered: "CEE9A53E3E463EF1F459635736738962&cmac=" },
];

describe.each(examples)("AN12196: $e", ({ e, c, uid, counter, covered }) => {
  const sent = { encrypted: fromHex(e), mac: fromHex(c), covered: ascii(covered) };

  it("proves its UID and counter", () => {
    const tap = verifySun(cipher, zeros, sent)!;
    expect([toHex(tap.uid), tap.counter]).toEqual([uid, counter]);
    expect(toHex(sunMac(cipher, zero, tap, ascii(covered)))).toBe(c);
  });

  it("proves nothing under another key, over another text, cut short, longer, or with any bit changed", () => {
    const other = Uint8Array.of(1, ...zero.subarray(1));
    expect(verifySun(cipher, { meta: other, mac: zero }, sent)).toBeUndefined();
    expect(verifySun(cipher, { meta: zero, mac: other }, sent)).toBeUndefined();
    expect(verifySun(cipher, zeros, { ...sent, covered: ascii(covered + "x") })).toBeUndefined();
    for (const encrypted of [sent.encrypted.subarray(0, 15), Uint8Array.of(...sent.encrypted, 0), new Uint8Array(0)]) {
      expect(verifySun(cipher, zeros, { ...sent, encrypted })).toBeUndefined();
    }
    for (const mac of [sent.mac.subarray(0, 7), Uint8Array.of(...sent.mac, 0), new Uint8Array(0)]) {
      expect(verifySun(cipher, zeros, { ...sent, mac })).toBeUndefined();
    }
    const whole = fromHex(e + c);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = whole.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(verifySun(cipher, zeros, { ...sent, encrypted: bytes.subarray(0, 16), mac: bytes.subarray(16) })).toBeUndefined();
    }
  });
});

it("AN12196: opens the encrypted part, which proves nothing alone", () => {
  expect(openPiccData(cipher, zero, fromHex(examples[0]!.e))).toEqual({ uid: fromHex("04de5f1eacc040"), counter: 61 });
});

it("agrees with a tag that was written apart, up to the last counter", () => {
  const [meta, mac] = ["00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"];
  for (const counter of [0, 254, 255, 65_535, 0xfffffd]) {
    const { e, c } = new SunTag("04112233445566", meta, mac, counter).tap();
    const tap = verifySun(cipher, { meta: fromHex(meta), mac: fromHex(mac) }, { encrypted: fromHex(e), mac: fromHex(c) })!;
    expect([toHex(tap.uid), tap.counter]).toEqual(["04112233445566", counter + 1]);
  }
});
