import { createCipheriv } from "node:crypto";
import { cmac } from "@noble/ciphers/aes.js";

/*
 * The seal written a second time from security design and docs/protocol.md alone, on OpenSSL and noble's CMAC:
 * nothing of firmware/ is used, so that a slip in the shipped code cannot hide in its own test.
 */
export interface Fields {
  version?: number;
  type: number;
  keyVersion?: number;
  readerId: Uint8Array;
  epoch: number;
  counter: number;
  length?: number;
  flags?: number;
  down: boolean;
}

export function foreignKeys(deviceKey: Uint8Array, epoch: number, down: boolean): Buffer {
  const input = Buffer.alloc(1 + 2 + 1 + 4 + 2);
  input.write(down ? "dn" : "up", 1, "latin1");
  input.writeUInt32LE(epoch, 4);
  input.writeUInt16BE(512, 8);
  const rounds = [1, 2, 3, 4].map((i) => {
    input[0] = i;
    return Buffer.from(cmac(Uint8Array.from(input), deviceKey));
  });
  return Buffer.concat(rounds);
}

/** Seals `plain`, which must already be padded to whole steps of 64 bytes. */
export function foreignSealRaw(deviceKey: Uint8Array, f: Fields, plain: Uint8Array): Buffer {
  const keys = foreignKeys(deviceKey, f.epoch, f.down);
  const header = Buffer.alloc(24);
  header[0] = f.version ?? 1;
  header[1] = f.type;
  header.writeUInt16LE(f.keyVersion ?? 1, 2);
  Buffer.from(f.readerId).copy(header, 4);
  header.writeUInt32LE(f.epoch, 12);
  header.writeUInt32LE(f.counter, 16);
  header.writeUInt16LE(f.length ?? plain.length, 20);
  header.writeUInt16LE(f.flags ?? 0, 22);
  const block = Buffer.alloc(16);
  block[0] = f.type;
  block[1] = f.down ? 1 : 0;
  block.writeUInt16LE(f.keyVersion ?? 1, 2);
  Buffer.from(f.readerId).copy(block, 4, 0, 4);
  block.writeUInt32LE(f.epoch, 8);
  block.writeUInt32LE(f.counter, 12);
  const iv = createCipheriv("aes-128-ecb", keys.subarray(48, 64), null).setAutoPadding(false).update(block);
  const body = createCipheriv("aes-256-cbc", keys.subarray(0, 32), iv).setAutoPadding(false).update(plain);
  const tag = cmac(Uint8Array.from(Buffer.concat([header, body])), Uint8Array.from(keys.subarray(32, 48)));
  return Buffer.concat([header, body, tag]);
}

export function foreignSeal(deviceKey: Uint8Array, f: Fields, payload: Uint8Array): Buffer {
  const plain = Buffer.alloc((Math.floor(payload.length / 64) + 1) * 64);
  Buffer.from(payload).copy(plain);
  plain[payload.length] = 0x80;
  return foreignSealRaw(deviceKey, { ...f, length: f.length ?? payload.length }, plain);
}
