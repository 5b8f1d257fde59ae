import { cbc, cmac, ecb } from "@noble/ciphers/aes.js";
import { desEncrypt, twoKeyEncrypt } from "./des";

/*
 * The card's side of secure messaging, written from the data sheets and on purpose not shared with the reader's, so that
 * each checks the other.
 */
export const comms = { plain: 0, mac: 1, full: 3 } as const;
type Bytes = Uint8Array;

export interface Messaging {
  keyNumber: number;
  /** How commands without a file travel: an EV2 session gives each its MAC. */
  usual: number;
  /**
   * The data that a command really carries; undefined: its protection is wrong. `header` is what always travels plain; `length`: of
   * the data, or how the data says it; `tail`: bytes that follow the data behind its own check, as the check of a new key does.
   */
  take(command: { code: number; header: Bytes; rest: Bytes; length?: Length; tail?: number }, comm: number): Bytes | undefined;
  /** By which a new key proves that it came whole when another key is in use: CRC-32, or CRC_A in the first generation. */
  check(key: Bytes): Bytes;
  /** What is sent with `status`. */
  give(status: number, data: Bytes, comm: number): Bytes;
}

type Length = number | ((clear: Bytes) => number);
const lengthIn = (clear: Bytes, length: Length | undefined): number => (typeof length === "function" ? length(clear) : (length ?? clear.length));

const raw = { disablePadding: true };
export const zero = new Uint8Array(16);
export const join = (...parts: (Bytes | number[])[]): Bytes => Uint8Array.from(parts.flatMap((part) => [...part]));
export const same = (a: Bytes, b: Bytes): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
export const aesEncrypt = (key: Bytes, iv: Bytes, data: Bytes): Bytes => cbc(key, iv, raw).encrypt(data);
export const aesDecrypt = (key: Bytes, iv: Bytes, data: Bytes): Bytes => cbc(key, iv, raw).decrypt(data);
export const turned = (bytes: Bytes): Bytes => join(bytes.subarray(1), bytes.subarray(0, 1));

/** CRC-32 as DESFire takes it: without the last inversion, low byte first. */
export function crc32(bytes: Bytes): Bytes {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return Uint8Array.of(crc, crc >>> 8, crc >>> 16, crc >>> 24);
}

const padded = (data: Bytes, size: number): Bytes => join(data, new Uint8Array((size - (data.length % size)) % size));

/** EV2: AN12196 and NT4H2421Gx 9.1; keys from the random numbers of the authentication. */
export function ev2Messaging(key: Bytes, keyNumber: number, numbers: { a: Bytes; b: Bytes; ti: Bytes }): Messaging {
  const { a, b, ti } = numbers;
  const middle = a.subarray(2, 8).map((byte, i) => byte ^ b[i]!);
  const context = join([0, 1, 0, 0x80], a.subarray(0, 2), middle, b.subarray(6), a.subarray(8));
  return ev2Session({ enc: cmac(join([0xa5, 0x5a], context), key), mac: cmac(join([0x5a, 0xa5], context), key) }, keyNumber, ti);
}

/** The same once both keys are made. */
export function ev2Session({ enc, mac }: { enc: Bytes; mac: Bytes }, keyNumber: number, ti: Bytes): Messaging {
  let counter = 0;
  const place = (): number[] => [counter & 255, counter >> 8];
  const tag = (head: number, data: Bytes): Bytes => cmac(join([head], place(), ti, data), mac).filter((_, i) => i % 2 === 1);
  const iv = (label: number[]): Bytes => ecb(enc, raw).encrypt(join(label, ti, place(), new Uint8Array(8)));
  return {
    keyNumber,
    usual: comms.mac,
    check: crc32,
    take({ code, header, rest }, comm) {
      const body = comm === comms.plain ? rest : rest.subarray(0, -8);
      const good = comm === comms.plain || (rest.length >= 8 && same(tag(code, join(header, body)), rest.subarray(-8)));
      const ciphered = comm === comms.full && body.length > 0;
      const data = good && ciphered ? unpadded(aesDecrypt(enc, iv([0xa5, 0x5a]), body)) : body;
      counter++;
      return good ? data : undefined;
    },
    give(status, data, comm) {
      if (comm === comms.plain) return data;
      const ciphered = comm === comms.full && data.length > 0;
      const body = ciphered ? aesEncrypt(enc, iv([0x5a, 0xa5]), padded(join(data, [0x80]), 16)) : data;
      return join(body, tag(status, body));
    },
  };
}

function unpadded(data: Bytes): Bytes | undefined {
  const end = data.lastIndexOf(0x80);
  return end >= 0 && data.subarray(end + 1).every((byte) => byte === 0) ? data.subarray(0, end) : undefined;
}

/** EV1 after AuthenticateAES: one key, one vector that every message moves on. */
export function ev1Messaging(keyNumber: number, numbers: { a: Bytes; b: Bytes }): Messaging {
  const { a, b } = numbers;
  const key = join(a.subarray(0, 4), b.subarray(0, 4), a.subarray(12), b.subarray(12));
  let iv: Bytes = zero;
  const chained = (message: Bytes): Bytes => {
    const subkeys = cmacSubkeys(key);
    const whole = message.length > 0 && message.length % 16 === 0;
    const data = whole ? Uint8Array.from(message) : padded(join(message, [0x80]), 16);
    const last = data.length - 16;
    (whole ? subkeys.whole : subkeys.padded).forEach((byte, i) => (data[last + i]! ^= byte));
    return (iv = aesEncrypt(key, iv, data).slice(-16));
  };
  return {
    keyNumber,
    usual: comms.plain,
    check: crc32,
    take({ code, header, rest, length, tail = 0 }, comm) {
      if (comm === comms.full && rest.length > 0) {
        const clear = aesDecrypt(key, iv, rest);
        iv = rest.slice(-16);
        const size = lengthIn(clear, length);
        const data = clear.subarray(0, size);
        const good = same(crc32(join([code], header, data)), clear.subarray(size, size + 4));
        return good ? join(data, clear.subarray(size + 4, size + 4 + tail)) : undefined;
      }
      const maced = comm === comms.mac && rest.length > 0;
      const data = maced ? rest.subarray(0, -8) : rest;
      const expected = chained(join([code], header, data)).slice(0, 8);
      return !maced || same(expected, rest.subarray(-8)) ? data : undefined;
    },
    give(status, data, comm) {
      if (comm !== comms.full || data.length === 0) return join(data, chained(join(data, [status])).subarray(0, 8));
      const body = aesEncrypt(key, iv, padded(join(data, crc32(join(data, [status]))), 16));
      iv = body.slice(-16);
      return body;
    },
  };
}

function cmacSubkeys(key: Bytes): { whole: Bytes; padded: Bytes } {
  const doubled = (bytes: Bytes): Bytes => {
    const out = bytes.map((byte, i) => (byte << 1) | ((bytes[i + 1] ?? 0) >> 7));
    if (bytes[0]! & 0x80) out[15]! ^= 0x87;
    return out;
  };
  const whole = doubled(ecb(key, raw).encrypt(zero));
  return { whole, padded: doubled(whole) };
}

/** The first generation: plain travels bare; what is ciphered was "deciphered" by the reader, so the card always enciphers. */
export function d40Messaging(keyNumber: number, numbers: { a: Bytes; b: Bytes }, single: boolean): Messaging {
  const half = join(numbers.a.subarray(0, 4), numbers.b.subarray(0, 4));
  const key = single ? join(half, half) : join(half, numbers.a.subarray(4, 8), numbers.b.subarray(4, 8));
  return {
    keyNumber,
    usual: comms.plain,
    check: crcA,
    take: ({ rest, length, tail = 0 }, comm) => (comm === comms.full && rest.length > 0 ? d40Clear(key, rest, { length, tail }) : rest),
    give: (_status, data, comm) => (comm === comms.full && data.length > 0 ? d40Send(key, padded(join(data, crcA(data)), 8)) : data),
  };
}

function d40Clear(key: Bytes, rest: Bytes, { length, tail }: { length: Length | undefined; tail: number }): Bytes | undefined {
  const clear = rest.length % 8 === 0 ? d40Receive(key, rest) : new Uint8Array(0);
  const data = clear.subarray(0, lengthIn(clear, length));
  const end = data.length + 2;
  return same(crcA(data), clear.subarray(data.length, end)) ? join(data, clear.subarray(end, end + tail)) : undefined;
}

/** Undoes the reader's sending mode: each block deciphered after the block before was added. */
export function d40Receive(key: Bytes, data: Bytes): Bytes {
  const out: number[] = [];
  for (let at = 0; at < data.length; at += 8) {
    const before = at ? data.subarray(at - 8, at) : new Uint8Array(8);
    out.push(...oneBlock(key, data.subarray(at, at + 8)).map((byte, i) => byte ^ before[i]!));
  }
  return Uint8Array.from(out);
}

/** What the card itself says, in the ordinary chain: each block enciphered with the one before it added. */
function d40Send(key: Bytes, data: Bytes): Bytes {
  let last: Bytes = new Uint8Array(8);
  const out: number[] = [];
  for (let at = 0; at < data.length; at += 8) {
    last = oneBlock(key, data.subarray(at, at + 8).map((byte, i) => byte ^ last[i]!));
    out.push(...last);
  }
  return Uint8Array.from(out);
}

export const oneBlock = (key: Bytes, data: Bytes): Bytes =>
  same(key.subarray(0, 8), key.subarray(8, 16)) ? desEncrypt(key.subarray(0, 8), data) : twoKeyEncrypt(key, data);

/** CRC_A (ISO/IEC 14443-3, annex B). */
function crcA(bytes: Bytes): Bytes {
  let crc = 0x6363;
  for (const byte of bytes) {
    let mixed = byte ^ (crc & 0xff);
    mixed = (mixed ^ (mixed << 4)) & 0xff;
    crc = ((crc >> 8) ^ (mixed << 8) ^ (mixed << 3) ^ (mixed >> 4)) & 0xffff;
  }
  return Uint8Array.of(crc & 0xff, crc >> 8);
}
