import { createHash } from "node:crypto";
import { toHex } from "../../../firmware/src/base/bytes";
import { createDrbg } from "../../../firmware/src/crypto/drbg";
import { opensslCipher } from "../../support/openssl-cipher";

const cipher = opensslCipher();
const seed = Uint8Array.from({ length: 32 }, (_, i) => i * 7);
const noise = new Uint8Array(32).fill(42);

function boot(epoch: number, from: Uint8Array) {
  const kept: Uint8Array[] = [];
  const drbg = createDrbg({ cipher, seed: from, epoch, noise, persist: (s) => void kept.push(s) });
  return { drbg, kept };
}

const sha = (...parts: (number | Uint8Array)[]) =>
  new Uint8Array(
    createHash("sha256")
      .update(Buffer.concat(parts.map((p) => (typeof p === "number" ? Buffer.from([p]) : Buffer.from(p)))))
      .digest(),
  );

describe("drbg", () => {
  it("follows its construction to the byte", () => {
    const { drbg, kept } = boot(5, seed);
    const first = sha(1, seed, Uint8Array.of(5, 0, 0, 0), noise);
    expect(kept).toEqual([first]);
    const expected = Buffer.concat([sha(2, first, new Uint8Array(4)), sha(2, first, Uint8Array.of(1, 0, 0, 0))]).subarray(0, 40);
    expect(toHex(drbg.bytes(40))).toBe(expected.toString("hex"));
    const second = sha(3, first);
    expect(drbg.bytes(32)).toEqual(sha(2, second, Uint8Array.of(2, 0, 0, 0)));
  });

  it("hands out nothing if the seed cannot be kept", () => {
    const persist = () => {
      throw { fault: 20 };
    };
    expect(() => createDrbg({ cipher, seed, epoch: 1, noise, persist })).toThrow();
  });

  it("gives different bytes in every boot though the board's noise repeats, whether the seed was kept or not", () => {
    const seen = new Set<string>();
    let kept: Uint8Array = seed;
    for (let epoch = 1; epoch <= 2000; epoch++) {
      const { drbg, kept: saved } = boot(epoch, kept);
      for (let n = 0; n < 3; n++) seen.add(toHex(drbg.bytes(16)));
      if (epoch % 3 !== 0) kept = saved[0]!;
    }
    expect(seen.size).toBe(6000);
  });

  it("keeps the first seed mixed in, and changes what follows", () => {
    const { drbg, kept } = boot(1, seed);
    const plain = boot(1, seed).drbg.bytes(16);
    drbg.mix(new Uint8Array(32).fill(1));
    drbg.mix(new Uint8Array(32).fill(2));
    expect(kept).toHaveLength(2);
    expect(drbg.bytes(16)).not.toEqual(plain);
  });
});
