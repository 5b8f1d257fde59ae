import type { Bytes } from "../base/bytes";
import type { Cipher } from "../hal/cipher";
import type { Native } from "../hal/native";
import type { CardSession, SessionStart } from "./card-session";
import { concat, joined } from "../base/bytes";
import { createCmac } from "./cmac";
import { full } from "./card-session";

/*
 * Secure messaging of DESFire EV1 after AuthenticateAES (0xAA): one key, and one chaining block that every command and
 * answer moves on. Facts from the data sheet's public summaries and from libfreefare, which the emulated card is tried with.
 */
const status = new Uint8Array(1);

/** The key of the session: the first and the last four bytes of both random numbers. */
export function ev1Key(rndA: Bytes, rndB: Bytes): Bytes {
  return concat([rndA.subarray(0, 4), rndB.subarray(0, 4), rndA.subarray(12), rndB.subarray(12)]);
}

function opened(cipher: Cipher, native: Native, key: Bytes): CardSession {
  const cmac = createCmac(cipher, key);
  let iv: Bytes | undefined = new Uint8Array(16);
  return {
    command(code, header) {
      iv = cmac(joined(new Uint8Array([code]), header), iv);
      return header;
    },
    answer(bytes, comm, length) {
      if (comm === full) {
        if (bytes.length !== ((length + 19) & ~15)) return undefined;
        const plain = cipher.decryptCbc(key, iv!, bytes);
        const data = plain.subarray(0, length);
        /* Their CRC-32 leaves out the last inversion and covers the status byte after the data. */
        const crc = ~native.crc32(joined(data, status));
        const sent = plain[length]! | (plain[length + 1]! << 8) | (plain[length + 2]! << 16) | (plain[length + 3]! << 24);
        return crc === sent ? data : undefined;
      }
      if (bytes.length !== length + 8) return undefined;
      const data = bytes.subarray(0, length);
      iv = cmac(joined(data, status), iv);
      return native.same(iv.subarray(0, 8), bytes.subarray(length)) ? data : undefined;
    },
  };
}

export const startEv1: SessionStart = {
  authenticate: 0xaa,
  argument: new Uint8Array(0),
  read: 0xbd,
  chained: true,
  proofBytes: 16,
  proofAt: 0,
  open: (tools, keys) => opened(tools.cipher, tools.native, ev1Key(keys.rndA, keys.rndB)),
};
