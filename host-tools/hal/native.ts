import type { Bytes } from "../../firmware/src/base/bytes";
import { crc32 } from "../../firmware/src/base/crc";
import { textOf } from "./parts";
import type { Native } from "../../firmware/src/hal/native";

/** What the chip does natively, as plain loops: fast enough everywhere else. */
export function jsNative(): Native {
  return {
    sum(bytes: Bytes): number {
      let total = 0;
      for (const byte of bytes) total += byte;
      return total;
    },
    crc32,
    text: textOf,
    bytes(text: string): Bytes {
      const all = new Uint8Array(text.length);
      for (let i = 0; i < all.length; i++) all[i] = text.charCodeAt(i);
      return all;
    },
    same(a: Bytes, b: Bytes): boolean {
      if (a.length !== b.length) return false;
      let difference = 0;
      for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
      return difference === 0;
    },
  };
}
