import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { cmac as nobleCmac } from "@noble/ciphers/aes.js";
import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { createCmac } from "../../firmware/src/crypto/cmac";
import { deriveKeys, tokenKeyOf } from "../../firmware/src/crypto/kdf";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { opensslCipher } from "../support/openssl-cipher";
import { cmacVectors } from "./cmac-vectors";

const ciphers = { noble: nobleCipher(), openssl: opensslCipher() };

describe.each(Object.entries(ciphers))("AES-CMAC over %s", (_name, cipher) => {
  it.each(cmacVectors)("$source: $length bytes", ({ key, message, tag }) => {
    expect(toHex(createCmac(cipher, fromHex(key))(fromHex(message)))).toBe(tag);
  });

  it("agrees with an independent CMAC on every length up to 130 bytes, with both key sizes", () => {
    for (const keyBytes of [16, 32]) {
      const key = new Uint8Array(randomBytes(keyBytes));
      const ours = createCmac(cipher, key);
      for (let length = 0; length <= 130; length++) {
        const message = new Uint8Array(randomBytes(length));
        expect(toHex(ours(message))).toBe(toHex(nobleCmac(message, key)));
      }
    }
  });

  it("leaves the caller's message alone", () => {
    const message = new Uint8Array(40).fill(3);
    createCmac(cipher, new Uint8Array(16))(message);
    expect(message).toEqual(new Uint8Array(40).fill(3));
  });
});

describe("one native call per message", () => {
  it.each([0, 1, 15, 16, 17, 32, 1200])("%i bytes", (length) => {
    let calls = 0;
    const inner = nobleCipher();
    const counting = { ...inner, encryptCbc: (k: Uint8Array, iv: Uint8Array, d: Uint8Array) => (calls++, inner.encryptCbc(k, iv, d)) };
    const cmac = createCmac(counting, new Uint8Array(32));
    cmac(new Uint8Array(length));
    expect(calls).toBe(1);
  });
});

/** SP 800-38B written once more from the standard, over OpenSSL blocks only. */
function referenceCmac(key: Uint8Array, message: Buffer): Buffer {
  const block = (data: Buffer): Buffer => createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false).update(data);
  const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, i) => byte ^ b[i]!));
  const doubled = (from: Buffer): Buffer => {
    const wide = BigInt.asUintN(128, BigInt(`0x${from.toString("hex")}`) << 1n) ^ (from[0]! & 0x80 ? 0x87n : 0n);
    return Buffer.from(wide.toString(16).padStart(32, "0"), "hex");
  };
  const whole = doubled(block(Buffer.alloc(16)));
  const lastAt = Math.max(0, Math.ceil(message.length / 16) - 1) * 16;
  const last = message.subarray(lastAt);
  const padded = Buffer.concat([last, Buffer.of(0x80), Buffer.alloc(16)]).subarray(0, 16);
  let state: Buffer = Buffer.alloc(16);
  for (let at = 0; at < lastAt; at += 16) state = block(xor(state, message.subarray(at, at + 16)));
  return block(xor(state, last.length === 16 ? xor(last, whole) : xor(padded, doubled(whole))));
}

/** SP 800-108 counter mode written once more from the standard, over OpenSSL blocks only. */
function referenceKdf(key: Uint8Array, label: string, context: Uint8Array, length: number): string {
  const rounds: Buffer[] = [];
  for (let i = 1; rounds.length * 16 < length; i++) {
    const bits = Buffer.from([(length * 8) >> 8, (length * 8) & 255]);
    const input = Buffer.concat([Buffer.from([i]), Buffer.from(label, "latin1"), Buffer.from([0]), context, bits]);
    rounds.push(referenceCmac(key, input));
  }
  return Buffer.concat(rounds).subarray(0, length).toString("hex");
}

describe("key derivation", () => {
  const deviceKey = Uint8Array.from({ length: 32 }, (_, i) => i);

  it.each([
    ["up", Uint8Array.of(1, 0, 0, 0), 64],
    ["dn", Uint8Array.of(255, 255, 255, 255), 64],
    ["token", new Uint8Array(0), 16],
    ["x", new Uint8Array(40), 7],
    ["long", new Uint8Array(3), 300],
  ])("label %s matches the standard's construction", (label, context, length) => {
    expect(toHex(deriveKeys(ciphers.noble, deviceKey, label, context, length))).toBe(referenceKdf(deviceKey, label, context, length));
  });

  it("never gives two uses the same key", () => {
    const seen = new Set<string>();
    for (const label of ["up", "dn", "token"])
      for (const context of [new Uint8Array(0), Uint8Array.of(0), Uint8Array.of(1), Uint8Array.of(1, 0, 0, 0)])
        for (const length of [16, 32]) seen.add(toHex(deriveKeys(ciphers.noble, deviceKey, label, context, length)).slice(0, 32));
    expect(seen.size).toBe(24);
  });

  it("the token key is stable: readers in the field depend on it", () => {
    expect(toHex(tokenKeyOf(ciphers.noble, deviceKey))).toBe(referenceKdf(deviceKey, "token", new Uint8Array(0), 16));
  });
});

describe("the primitives below agree with OpenSSL", () => {
  it("AES and SHA-256", () => {
    const key = new Uint8Array(randomBytes(32));
    const data = new Uint8Array(randomBytes(64));
    const cbc = createCipheriv("aes-256-cbc", key, data.subarray(0, 16)).setAutoPadding(false);
    expect(toHex(ciphers.noble.encryptCbc(key, data.subarray(0, 16), data))).toBe(cbc.update(data, undefined, "hex") + cbc.final("hex"));
    expect(toHex(ciphers.noble.sha256(data))).toBe(createHash("sha256").update(data).digest("hex"));
  });
});
