import type { Bytes } from "./bytes";

/** CRC-32 (IEEE 802.3, reflected, as `E.CRC32` computes it) for machines without a native one. */
export function crc32(bytes: Bytes): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) {
    crc ^= bytes[i]!;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
