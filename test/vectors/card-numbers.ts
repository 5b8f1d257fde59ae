import { concat, fromHex, toHex } from "../../firmware/src/base/bytes";
import type { Bytes } from "../../firmware/src/base/bytes";
import { createCmac } from "../../firmware/src/crypto/cmac";
import { ev1Key } from "../../firmware/src/crypto/ev1-session";
import { ev2Session, sessionVector, truncated } from "../../firmware/src/crypto/ev2-session";
import type { Cipher } from "../../firmware/src/hal/cipher";
import type { Native } from "../../firmware/src/hal/native";
import { ev2Vectors, hashVectors, lightVector, messageVectors, modeVectors } from "./card-vectors";

/* The same reckoning for the chip and for the host, in the chip's dialect: every number of card-vectors that it can make. */
export function cardNumbers(cipher: Cipher, native: Native): string[] {
  const out: string[] = [];
  const put = (bytes: Bytes | undefined) => out.push(bytes ? toHex(bytes) : "none");
  const text = fromHex(modeVectors.text);
  const iv = fromHex(modeVectors.iv);
  const zero = new Uint8Array(16);
  modeVectors.ecb.forEach((v) => put(concat([0, 16, 32, 48].map((at) => cipher.encryptBlock(fromHex(v.key), text.subarray(at, at + 16))))));
  modeVectors.cbc.forEach((v) => put(cipher.encryptCbc(fromHex(v.key), iv, text)));
  modeVectors.cbc.forEach((v) => put(cipher.decryptCbc(fromHex(v.key), iv, fromHex(v.out))));
  hashVectors.forEach((v) => put(cipher.sha256(fromHex(v.message))));
  ev2Vectors.forEach((v) => {
    const key = fromHex(v.key);
    const rndA = fromHex(v.rndA);
    const rndB = cipher.decryptCbc(key, zero, fromHex(v.challenge));
    put(rndB);
    put(cipher.encryptCbc(key, zero, concat([rndA, rndB.subarray(1), rndB.subarray(0, 1)])));
    const vector = sessionVector(rndA, rndB);
    const cmac = createCmac(cipher, key);
    put(cmac(vector));
    vector.set([0x5a, 0xa5]);
    put(cmac(vector));
    put(ev1Key(rndA, rndB));
  });
  messageVectors.forEach((v) => {
    const keys = { enc: fromHex(v.enc), mac: createCmac(cipher, fromHex(v.mac)) };
    const session = ev2Session({ cipher: cipher, native: native }, keys, fromHex(v.ti));
    put(session.command(v.code, fromHex(v.header), v.comm));
    put(session.answer(fromHex(v.answer), v.comm, v.content.length >> 1));
  });
  put(truncated(createCmac(cipher, fromHex(lightVector.mac))(fromHex(lightVector.message))));
  return out;
}

