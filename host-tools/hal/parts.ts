import type { Bytes } from "../../firmware/src/base/bytes";
import type { Parts } from "../../firmware/src/hal/bus";

/** `bytes` as a bus hands them on. */
export function textOf(bytes: Bytes): string {
  return String.fromCharCode(...bytes);
}

/** What goes over the wire for `parts`, in a new array. */
export function flatten(parts: Parts): Bytes {
  const all = new Uint8Array(parts.reduce<number>((sum, part) => sum + (typeof part === "number" ? 1 : part.length), 0));
  let at = 0;
  for (const part of parts) {
    if (typeof part === "number") all[at++] = part;
    else {
      all.set(part, at);
      at += part.length;
    }
  }
  return all;
}
