import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import * as fault from "../base/fault";
import { u32At, pack } from "../base/pack";
import { createCmac } from "../crypto/cmac";
import { deriveKeys } from "../crypto/kdf";
import type { Cipher } from "../hal/cipher";
import type { Native } from "../hal/native";
import { downFrameBytesMax, upFrameBytesMax } from "../wire/message";

/*
 * Seal, version 1 (docs/protocol.md section 2): encrypt, then authenticate; four native calls for any length.
 *   header 24  version u8 | type u8 | key version u16 | reader id b8 | epoch u32 | counter u32 | payload length u16 | flags u16
 *   IV         AES-128-ECB(K_iv, type u8 | direction u8 | key version u16 | reader id b4 | epoch u32 | counter u32)
 *   body       AES-256-CBC(K_enc, IV, payload | 80 00 ..) to whole steps of 64 bytes, which hides the length
 *   tag 16     AES-128-CMAC(K_mac, header | body)
 * No (type, counter) may be sealed twice with different payloads in one epoch and direction: the caller's duty.
 */
export const headerBytes = 24;
export const tagBytes = 16;
const step = 64;
const version = 1;
const keyVersion = 1;
/** Types from here on go down, from the backend to the reader. */
const firstDownType = 128;

export interface Header {
  readerId: Bytes;
  epoch: number;
  counter: number;
  type: number;
}

export interface Opened {
  type: number;
  counter: number;
  /** A view of a fresh buffer. */
  payload: Bytes;
}

export interface Seal {
  /** The frame for `payload`; throws { fault: frameOversized } when it would not fit. */
  seal(type: number, counter: number, payload: Bytes): Bytes;
  /** What the other side sealed for this reader and epoch; throws { fault: frame... } for anything else. */
  open(frame: Bytes): Opened;
}

export interface SealOptions {
  deviceKey: Bytes;
  readerId: Bytes;
  epoch: number;
  /** True on the reader: seals up frames and opens down frames. False on the backend. */
  up: boolean;
}

/** Who sent this, as the header claims: for finding the keys. Nothing of it is true until `open` says so. */
export function parseHeader(frame: Bytes): Header {
  if (frame.length < headerBytes + step + tagBytes) fault.raise(fault.frameMalformed);
  if (frame[0] !== version) fault.raise(fault.frameVersion);
  return { readerId: copy(frame, 4, 12), epoch: u32At(frame, 12), counter: u32At(frame, 16), type: frame[1]! };
}

export function createSeal(cipher: Cipher, native: Native, options: SealOptions): Seal {
  const mine = direction(cipher, options, options.up);
  const theirs = direction(cipher, options, !options.up);
  const padding = new Uint8Array(step);
  padding[0] = 128;

  function seal(type: number, counter: number, payload: Bytes): Bytes {
    const whole = paddedBytes(payload.length);
    if (headerBytes + whole + tagBytes > mine.frameBytesMax) fault.raise(fault.frameOversized);
    const plain = new Uint8Array(whole);
    plain.set(payload);
    plain[payload.length] = 128;
    const frame = new Uint8Array(headerBytes + whole + tagBytes);
    frame.set(mine.header(type, counter, payload.length));
    frame.set(cipher.encryptCbc(mine.encryptKey, mine.iv(type, counter), plain), headerBytes);
    frame.set(mine.mac(frame.subarray(0, headerBytes + whole)), headerBytes + whole);
    return frame;
  }

  function open(frame: Bytes): Opened {
    const body = frame.length - headerBytes - tagBytes;
    if (frame.length > theirs.frameBytesMax) fault.raise(fault.frameOversized);
    if (body < step || body & (step - 1)) fault.raise(fault.frameMalformed);
    if (frame[0] !== version) fault.raise(fault.frameVersion);
    const type = frame[1]!;
    const counter = u32At(frame, 16);
    const length = frame[20]! | (frame[21]! << 8);
    if (paddedBytes(length) !== body) fault.raise(fault.frameMalformed);
    if (type < firstDownType === theirs.down || !native.same(frame.subarray(0, headerBytes), theirs.header(type, counter, length))) {
      fault.raise(fault.frameSeal);
    }
    const end = headerBytes + body;
    if (!native.same(theirs.mac(frame.subarray(0, end)), frame.subarray(end))) fault.raise(fault.frameSeal);
    const plain = cipher.decryptCbc(theirs.encryptKey, theirs.iv(type, counter), frame.subarray(headerBytes, end));
    if (!native.same(plain.subarray(length), padding.subarray(0, body - length))) fault.raise(fault.frameMalformed);
    return { type, counter, payload: plain.subarray(0, length) };
  }

  return { seal, open };
}

/** The payload, one byte 80 at least, up to whole steps. */
function paddedBytes(length: number): number {
  return (length & ~(step - 1)) + step;
}

interface Direction {
  down: boolean;
  frameBytesMax: number;
  encryptKey: Bytes;
  mac(message: Bytes): Bytes;
  /** The header that these fields must have; valid until the next call. */
  header(type: number, counter: number, length: number): Bytes;
  iv(type: number, counter: number): Bytes;
}

/** Keys and prepared headers of one direction, each with a view of words over it, so that no loop writes a number. */
function direction(cipher: Cipher, options: SealOptions, up: boolean): Direction {
  const id = options.readerId;
  const keys = deriveKeys(cipher, options.deviceKey, up ? "up" : "dn", pack("u32", [options.epoch]), 64);
  const ivKey = copy(keys, 48, 64);
  const header = pack("u8*2 u16 b8 u32*2 u16*2", [version, 0, keyVersion, id, options.epoch, 0, 0, 0]);
  const headerWords = new Uint32Array(header.buffer, 0, 6);
  const block = pack("u8*2 u16 b4 u32*2", [0, up ? 0 : 1, keyVersion, id, options.epoch, 0]);
  const blockWords = new Uint32Array(block.buffer, 0, 4);
  return {
    down: !up,
    frameBytesMax: up ? upFrameBytesMax : downFrameBytesMax,
    encryptKey: copy(keys, 0, 32),
    mac: createCmac(cipher, copy(keys, 32, 48)),
    header(type: number, counter: number, length: number): Bytes {
      header[1] = type;
      headerWords[4] = counter;
      headerWords[5] = length;
      return header;
    },
    iv(type: number, counter: number): Bytes {
      block[0] = type;
      blockWords[3] = counter;
      return cipher.encryptBlock(ivKey, block);
    },
  };
}
