import type { Bytes } from "../base/bytes";

/** Work on bytes that a chip does natively, some hundred times faster than a loop of the interpreter. */
export interface Native {
  /** Sum of all bytes. */
  sum(bytes: Bytes): number;
  /** CRC-32 (IEEE 802.3). */
  crc32(bytes: Bytes): number;
  /** True when both hold the same bytes; the time taken says nothing useful about where they differ. */
  same(a: Bytes, b: Bytes): boolean;
  /** The bytes of a text of characters 0-255, in an array of their own. */
  bytes(text: string): Bytes;
  /** The reverse of `bytes`. */
  text(bytes: Bytes): string;
}
