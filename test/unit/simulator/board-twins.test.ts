import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { crc32 as zlibCrc32 } from "node:zlib";
import { nobleCipher } from "../../../host-tools/simulator/board/cipher";
import { jsNative } from "../../../host-tools/hal/native";
import { nodeClock } from "../../../host-tools/cli/node-clock";
import { VirtualClock } from "../../../host-tools/simulator/board/clock";
import { clockTells, tryClock } from "../../support/clock-contract";

describe("the simulated board's cipher against OpenSSL", () => {
  const cipher = nobleCipher();
  for (const bits of [128, 256]) {
    it(`agrees on AES-${bits} blocks and CBC`, () => {
      const [key, iv, data] = [randomBytes(bits / 8), randomBytes(16), randomBytes(96)];
      const openssl = createCipheriv(`aes-${bits}-cbc`, key, iv).setAutoPadding(false);
      const expected = Buffer.concat([openssl.update(data), openssl.final()]);
      expect(Buffer.from(cipher.encryptCbc(key, iv, data))).toEqual(expected);
      const back = createDecipheriv(`aes-${bits}-cbc`, key, iv).setAutoPadding(false);
      expect(Buffer.from(cipher.decryptCbc(key, iv, expected))).toEqual(Buffer.concat([back.update(expected), back.final()]));
      const block = createCipheriv(`aes-${bits}-ecb`, key, null).setAutoPadding(false);
      expect(Buffer.from(cipher.encryptBlock(key, data.subarray(0, 16)))).toEqual(block.update(data.subarray(0, 16)));
    });
  }

  it("agrees on SHA-256, and its native twin on sums and comparison", () => {
    const data = randomBytes(300);
    expect(Buffer.from(cipher.sha256(data))).toEqual(createHash("sha256").update(data).digest());
    const native = jsNative();
    expect(native.sum(Uint8Array.of(255, 255, 2))).toBe(512);
    expect(native.crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
    if (zlibCrc32) expect(native.crc32(data)).toBe(zlibCrc32(data));
    expect([native.same(data, Buffer.from(data)), native.same(data, randomBytes(300))]).toEqual([true, false]);
  });
});

describe("clocks", () => {
  it("runs what is due in order, also what is scheduled on the way, and nothing cancelled", () => {
    const clock = new VirtualClock(1000);
    const seen: string[] = [];
    clock.after(20, () => seen.push("b"));
    clock.after(10, () => (seen.push("a"), clock.after(5, () => seen.push("a+5"))));
    clock.cancel(clock.after(12, () => seen.push("never")));
    clock.advance(2000);
    expect(seen).toEqual(["a", "a+5", "b"]);
    expect([clock.uptimeMs(), clock.boardSeconds()]).toEqual([2000, 1002]);
  });

  it("keeps the contract on virtual time", () => {
    const clock = new VirtualClock(0);
    let told: string[] = [];
    tryClock(clock, (all) => (told = all));
    clock.advance(1000);
    expect(told).toEqual(clockTells);
  });

  it("keeps the contract on this machine's timers", (done) => {
    tryClock(nodeClock(), (told) => {
      expect(told).toEqual(clockTells);
      done();
    });
  });
});
