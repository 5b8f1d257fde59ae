import type { Bytes } from "../../firmware/src/base/bytes";
import { concat } from "../../firmware/src/base/bytes";
import { createCmac, type Cmac } from "../../firmware/src/crypto/cmac";
import { ev1Key } from "../../firmware/src/crypto/ev1-session";
import { sessionVector, truncated } from "../../firmware/src/crypto/ev2-session";
import type { Cipher } from "../../firmware/src/hal/cipher";
import { crc32 } from "../../firmware/src/base/crc";

/*
 * Secure messaging of whoever writes cards. The reader's own (firmware/src/crypto) only reads; here whole commands travel
 * enciphered too.
 */
export const plain = 0;
export const maced = 1;
export const full = 3;

/** One command of a session: `header` always travels plain, `data` as `comm` says. */
export interface Order {
  code: number;
  header: Bytes;
  data: Bytes;
  comm: number;
  /** Bytes behind `data`'s own check: the check of a new key where another is in use. */
  tail?: Bytes;
  /** How the answer travels, and its length, where it has any content. */
  answer?: { comm: number; length: number };
}

export interface CardWriteSession {
  keyNumber: number;
  /** The parameters to send. */
  wrap(order: Order): Bytes;
  /** The content of a good answer; undefined when it is not what this card said now. */
  open(order: Order, answer: Bytes): Bytes | undefined;
}

/** CRC-32 as these cards take it, without the last inversion, low byte first. */
export function cardCrc(bytes: Bytes): Bytes {
  const crc = ~crc32(bytes);
  return Uint8Array.of(crc, crc >>> 8, crc >>> 16, crc >>> 24);
}

const none = new Uint8Array(0);
const tagBytes = 8;
const same = (a: Bytes, b: Bytes): boolean => Buffer.compare(a, b) === 0;

function padded(data: Bytes, mark: number[]): Bytes {
  const marked = concat([data, Uint8Array.from(mark)]);
  return concat([marked, new Uint8Array((16 - (marked.length % 16)) % 16)]);
}

export interface Numbers {
  rndA: Bytes;
  rndB: Bytes;
}

/** After AuthenticateEV2First (NT4H2421Gx, 9.1; AN12196, AN12343). */
export function openEv2(cipher: Cipher, key: Bytes, keyNumber: number, numbers: Numbers & { ti: Bytes }): CardWriteSession {
  const vector = sessionVector(numbers.rndA, numbers.rndB);
  const cmac = createCmac(cipher, key);
  const enc = Uint8Array.from(cmac(vector));
  vector.set([0x5a, 0xa5]);
  return ev2WriteSession(cipher, { enc, mac: createCmac(cipher, Uint8Array.from(cmac(vector))) }, { keyNumber, ti: numbers.ti });
}

/** The same with both keys made. `counter`: commands in this session so far. */
export function ev2WriteSession(
  cipher: Cipher,
  keys: { enc: Bytes; mac: Cmac },
  { keyNumber, ti, counter = 0 }: { keyNumber: number; ti: Bytes; counter?: number },
): CardWriteSession {
  const place = (): Bytes => Uint8Array.of(counter, counter >> 8);
  const tag = (head: number, data: Bytes): Bytes => truncated(keys.mac(concat([Uint8Array.of(head), place(), ti, data])));
  const iv = (label: number[]): Bytes => cipher.encryptBlock(keys.enc, concat([Uint8Array.from(label), ti, place(), new Uint8Array(8)]));
  return {
    keyNumber,
    wrap({ code, header, data, comm, tail = none }) {
      const clear = concat([data, tail]);
      const hidden = comm === full && clear.length > 0 ? Uint8Array.from(cipher.encryptCbc(keys.enc, iv([0xa5, 0x5a]), padded(clear, [0x80]))) : clear;
      const body = concat([header, hidden]);
      const sent = comm === plain ? body : concat([body, tag(code, body)]);
      counter++;
      return sent;
    },
    open({ answer = { comm: maced, length: 0 } }, bytes) {
      if (answer.comm === plain) return bytes;
      const body = bytes.subarray(0, Math.max(0, bytes.length - tagBytes));
      if (!same(tag(0, body), bytes.subarray(body.length))) return undefined;
      if (answer.comm !== full || body.length === 0) return body.length === answer.length ? body : undefined;
      const clear = cipher.decryptCbc(keys.enc, iv([0x5a, 0xa5]), body);
      return clear[answer.length] === 0x80 ? clear.slice(0, answer.length) : undefined;
    },
  };
}

/** After AuthenticateAES of an EV1: one key, and one vector that every command and answer moves on. */
export function openEv1(cipher: Cipher, keyNumber: number, { rndA, rndB }: Numbers): CardWriteSession {
  const key = ev1Key(rndA, rndB);
  const cmac = createCmac(cipher, key);
  let iv: Bytes = new Uint8Array(16);
  const move = (message: Bytes): Bytes => (iv = Uint8Array.from(cmac(message, iv)));
  return {
    keyNumber,
    wrap({ code, header, data, comm, tail = none }) {
      const message = concat([Uint8Array.of(code), header, data]);
      if (comm !== full || data.length === 0) {
        const tag = move(message).subarray(0, tagBytes);
        return concat([header, data, comm === maced && data.length > 0 ? tag : none]);
      }
      const sent = Uint8Array.from(cipher.encryptCbc(key, iv, padded(concat([data, cardCrc(message), tail]), [])));
      iv = sent.slice(-16);
      return concat([header, sent]);
    },
    open({ answer = { comm: maced, length: 0 } }, bytes) {
      const { length } = answer;
      if (answer.comm === full && length > 0) {
        if (bytes.length !== ((length + 19) & ~15)) return undefined;
        const clear = cipher.decryptCbc(key, iv, bytes);
        iv = bytes.slice(-16);
        const data = clear.slice(0, length);
        return same(cardCrc(concat([data, Uint8Array.of(0)])), clear.subarray(length, length + 4)) ? data : undefined;
      }
      if (bytes.length !== length + tagBytes) return undefined;
      const data = bytes.slice(0, length);
      return same(move(concat([data, Uint8Array.of(0)])).subarray(0, tagBytes), bytes.subarray(length)) ? data : undefined;
    },
  };
}
