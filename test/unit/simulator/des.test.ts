import { createCipheriv, randomBytes } from "node:crypto";
import { desDecrypt, desEncrypt, twoKeyEncrypt } from "../../../host-tools/simulator/cards/des";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("DES of the emulated cards", () => {
  it("gives the number of FIPS 81's example", () => {
    expect(hex(desEncrypt(Buffer.from("0123456789abcdef", "hex"), Buffer.from("Now is t")))).toBe("3fa40e8a984d4815");
  });

  it("agrees with OpenSSL on random keys and blocks", () => {
    for (let i = 0; i < 100; i++) {
      const [a, b, data] = [randomBytes(8), randomBytes(8), randomBytes(8)];
      const cipher = createCipheriv("des-ede3", Buffer.concat([a, b, a]), null).setAutoPadding(false);
      expect(hex(twoKeyEncrypt(Buffer.concat([a, b]), data))).toBe(cipher.update(data, undefined, "hex"));
      expect(hex(desDecrypt(a, desEncrypt(a, data)))).toBe(hex(data));
    }
  });
});
