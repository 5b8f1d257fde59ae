import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import { pack, unpack } from "../base/pack";

/**
 * Who this reader is: written once by the host tool into the identity region, never by the firmware.
 * docs/flash-format.md, section 1. The last 4 bytes are the CRC-32 of those before.
 */
export interface Identity {
  /** 8 bytes, the device id in every sealed frame. */
  readerId: Bytes;
  /** 32 bytes, shared with the backend alone; every other key comes from it (crypto/kdf). */
  deviceKey: Bytes;
  /** 32 bytes from the host's random source, the first seed of crypto/drbg. */
  drbgSeed: Bytes;
  /** Unix seconds of provisioning: no true date of this reader lies before it. */
  provisionedAt: number;
  /** IPv4 address and UDP port of the backend; all zero: this reader works alone. */
  backendHost: Bytes;
  backendPort: number;
  /** Network name and key for boards on Wi-Fi, at most 32 and 63 bytes of UTF-8; else empty. */
  wifiName: string;
  wifiKey: string;
}

export const identityMagic = 0x594b4c31; /* "1LKY" */
export const identityBytes = 188;
const format = "u32 b8 b32 b32 u32 b4 u16*2 b32 b64";
const checkedBytes = 184;

/** `crc32` is passed in because base knows no native one. */
export function encodeIdentity(id: Identity, crc32: (bytes: Bytes) => number): Bytes {
  const bytes = new Uint8Array(identityBytes);
  bytes.set(
    pack(format, [
      identityMagic, id.readerId, id.deviceKey, id.drbgSeed, id.provisionedAt, id.backendHost, id.backendPort, 0,
      bytesOfText(id.wifiName), bytesOfText(id.wifiKey),
    ]),
  );
  bytes.set(pack("u32", [crc32(bytes.subarray(0, checkedBytes))]), checkedBytes);
  return bytes;
}

/** Undefined when the bytes are not an identity or damaged. */
export function decodeIdentity(bytes: Bytes, crc32: (bytes: Bytes) => number): Identity | undefined {
  const crc = unpack("u32", bytes, checkedBytes)[0];
  const f = unpack(format, bytes, 0);
  if (f[0] !== identityMagic || crc32(bytes.subarray(0, checkedBytes)) !== crc) return undefined;
  return {
    readerId: copy(bytes, 4, 12),
    deviceKey: copy(bytes, 12, 44),
    drbgSeed: copy(bytes, 44, 76),
    provisionedAt: f[4] as number,
    backendHost: copy(bytes, 80, 84),
    backendPort: f[6] as number,
    wifiName: textOf(f[8] as Bytes),
    wifiKey: textOf(f[9] as Bytes),
  };
}

/* Texts here are bytes kept in the low half of characters, so that UTF-8 passes through boards without Unicode. */
function bytesOfText(text: string): Bytes {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function textOf(bytes: Bytes): string {
  let text = "";
  for (let i = 0; i < bytes.length && bytes[i]; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}
