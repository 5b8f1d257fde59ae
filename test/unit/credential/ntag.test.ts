import fc from "fast-check";
import { ndefMessage } from "../../../firmware/src/credential/ntag";
import { createTokens } from "../../../firmware/src/credential/token";
import { nobleCipher } from "../../../host-tools/simulator/board/cipher";
import { cmac } from "@noble/ciphers/aes.js";

const memory = (text: string) => {
  const bytes = new Uint8Array(48);
  bytes.set(Buffer.from(text, "hex"));
  return bytes;
};

describe("the NDEF message of a tag", () => {
  it("is found behind lock-control and null TLVs", () => {
    expect(Buffer.from(ndefMessage(memory("0103a00c340003 03d10000fe".replace(/ /g, "")))!).toString("hex")).toBe("d10000");
  });

  it("is nothing when empty, absent, proprietary, or longer than what was read", () => {
    for (const text of ["0300fe", "fe", "0000", "03ff0100d1", "0330d1", "fd02aaaa0301d1"]) expect(ndefMessage(memory(text))).toBeUndefined();
  });

  it("never reads outside its bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 48 }), (bytes) => (ndefMessage(bytes)?.length ?? 0) <= 46));
  });
});

describe("tokens", () => {
  const key = Uint8Array.from(Buffer.from("2b7e151628aed2a6abf7158809cf4f3c", "hex"));

  it("are the first eight bytes of AES-CMAC over technology and identifier, as another implementation computes it", () => {
    const token = createTokens(nobleCipher(), key)(1, Uint8Array.of(4, 1, 2, 3, 4, 5, 6));
    expect(Buffer.from(token)).toEqual(Buffer.from(cmac(Uint8Array.of(1, 4, 1, 2, 3, 4, 5, 6), key).subarray(0, 8)));
  });

  it("keep technologies apart", () => {
    const tokenOf = createTokens(nobleCipher(), key);
    expect(tokenOf(1, Uint8Array.of(4))).not.toEqual(tokenOf(2, Uint8Array.of(4)));
  });
});
