import type { Bytes } from "../../firmware/src/base/bytes";
import type { Parts } from "../../firmware/src/hal/bus";

/** `bytes` as a bus hands them on. */
export function textOf(bytes: Bytes): string {
  return String.fromCharCode(...bytes);
}

/** What goes over the wire for `parts`, in a new array. */
export function flatten(parts: Parts): Bytes {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part & 0xff] : [...part])));
}
