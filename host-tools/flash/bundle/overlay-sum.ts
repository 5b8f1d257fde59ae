import { crc32 } from "../../../firmware/src/base/crc";

/** Stand in the program for how many overlays there are and what their check values make together, until both are known. */
export const unknownCount = 2882400001;
export const unknownSum = 2882400002;

/** The program that runs beside these overlays and no others (firmware/src/espruino/own-overlays). */
export function boundTo(overlays: string[], code: string): string {
  return code.replaceAll(String(unknownCount), String(overlays.length)).replaceAll(String(unknownSum), `(${sumOf(overlays)})`);
}

/** Of the files as they lie on the chip: an overlay that is empty has none. */
function sumOf(overlays: string[]): number {
  let sum = 0;
  for (const overlay of overlays) {
    const bytes = Uint8Array.from(overlay, (character) => character.charCodeAt(0));
    sum = ((sum << 1) | (sum >>> 31)) ^ (bytes.length ? crc32(bytes) : 0);
  }
  return sum;
}
