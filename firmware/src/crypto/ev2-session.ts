import type { Bytes } from "../base/bytes";
import type { Cipher } from "../hal/cipher";
import type { CardSession, SessionStart, Tools } from "./card-session";
import type { Cmac } from "./cmac";
import { joined } from "../base/bytes";
import { full, plain } from "./card-session";
import { createCmac } from "./cmac";

/*
 * Secure messaging after AuthenticateEV2First (0x71), the same for DESFire EV2, EV3, Light and NTAG 424 DNA
 * (NT4H2421Gx, 9.1; AN12196; AN12343).
 */
const tagBytes = 8;
const padding = 128;

/** The 32 bytes from which both keys are made (NT4H2421Gx, 9.1.7) as SV1; SV2 begins with 5AA5 instead. */
export function sessionVector(rndA: Bytes, rndB: Bytes): Bytes {
  const vector = new Uint8Array(32);
  const words = new Uint32Array(vector.buffer, 8, 1);
  vector.set([0xa5, 0x5a, 0, 1, 0, 128]);
  vector.set(rndA.subarray(0, 8), 6);
  words[0] = words[0]! ^ (rndB[0]! | (rndB[1]! << 8) | (rndB[2]! << 16) | (rndB[3]! << 24));
  vector[12] = vector[12]! ^ rndB[4]!;
  vector[13] = vector[13]! ^ rndB[5]!;
  vector.set(rndB.subarray(6), 14);
  vector.set(rndA.subarray(8), 24);
  return vector;
}

/** Every second byte of a CMAC (9.1.3), picked by a view of 16-bit words over the tag moved by one. */
export function truncated(tag: Bytes): Bytes {
  const moved = new Uint8Array(18);
  moved.set(tag, 1);
  return new Uint8Array(new Uint16Array(moved.buffer, 2, tagBytes));
}

/** A session with both keys made; `ti` is the card's transaction identifier. */
export function ev2Session(tools: Tools, keys: { enc: Bytes; mac: Cmac }, ti: Bytes): CardSession {
  const cipher: Cipher = tools.cipher;
  let counter = 0;
  /** MAC over code, counter, transaction and what follows (9.1.9). */
  function tagOf(code: number, data: Bytes): Bytes {
    const message = new Uint8Array(7 + data.length);
    message.set([code, counter, counter >> 8]);
    message.set(ti, 3);
    message.set(data, 7);
    return truncated(keys.mac(message));
  }
  /** The initial vector of an answer (9.1.4). */
  function answerIv(): Bytes {
    const block = new Uint8Array(16);
    block.set([0x5a, 0xa5]);
    block.set(ti, 2);
    block.set([counter, counter >> 8], 6);
    return cipher.encryptBlock(keys.enc, block);
  }
  return {
    command(code, header, comm) {
      const sent = comm === plain ? header : joined(header, tagOf(code, header));
      counter++;
      return sent;
    },
    answer(bytes, comm, length) {
      const size = bytes.length - (comm === plain ? 0 : tagBytes);
      if (size !== (comm === full ? (length + 16) & ~15 : length)) return undefined;
      const data = bytes.subarray(0, size);
      if (comm === plain) return data;
      if (!tools.native.same(tagOf(0, data), bytes.subarray(size))) return undefined;
      if (comm !== full) return data;
      const clear = cipher.decryptCbc(keys.enc, answerIv(), data);
      return clear[length] === padding ? clear.subarray(0, length) : undefined;
    },
  };
}

export const startEv2: SessionStart = {
  authenticate: 0x71,
  argument: new Uint8Array(1),
  read: 0xad,
  chained: false,
  proofBytes: 32,
  proofAt: 4,
  open(tools, keys, proof) {
    if (keys.comm === plain) return ev2Session(tools, { enc: proof, mac: keys.cmac }, proof);
    const vector = sessionVector(keys.rndA, keys.rndB);
    const enc = keys.cmac(vector);
    vector.set([0x5a, 0xa5]);
    return ev2Session(tools, { enc: new Uint8Array(enc), mac: createCmac(tools.cipher, new Uint8Array(keys.cmac(vector))) }, proof.subarray(0, 4));
  },
};
