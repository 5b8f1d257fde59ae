import type { Bytes } from "../base/bytes";
import type { Native } from "../hal/native";

/* The interpreter's own functions as they are, where they fit: a function round one costs more than the work inside. */
export const chipNative: Native = {
  sum: E.sum,
  crc32: (bytes: Bytes) => E.CRC32(bytes) >>> 0,
  /* Two strings compared natively: 36 k instructions for 32 bytes, a loop would take 800 k. */
  same: (a: Bytes, b: Bytes) => E.toString(a) === E.toString(b),
  bytes: E.toUint8Array,
  text: E.toString,
};
