import type { Bytes } from "../base/bytes";
import type { Grant } from "../wire/grant";
import { profileBytes } from "./grant-shape";
import { markWide } from "./page-directory";

/** Four bits of a token over the number of its profile, 12 bits. */
export function leadOf(block: Bytes, rows: number, row: number, mark: number): number {
  if (mark & markWide) return block[rows * 4 + row * 2]! | (block[rows * 4 + row * 2 + 1]! << 8);
  const lead = block[rows * 4 + row]!;
  return ((lead & 240) << 8) | (lead & 15);
}

/** `profiles`: as they lie on flash. */
export function grantOf(token: Bytes, profiles: Bytes, number: number, key: Bytes | undefined): Grant {
  const words = new Uint32Array(profiles.buffer, number * profileBytes, 4);
  return { token: token, levels: words[0]!, validFrom: words[1]!, validUntil: words[2]!, flags: words[3]!, key: key };
}
