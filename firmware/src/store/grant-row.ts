import type { Bytes } from "../base/bytes";
import { copy } from "../base/bytes";
import type { Region } from "../hal/flash";
import type { Grant } from "../wire/grant";
import type { PageDirectory } from "./page-directory";
import { headBytes, keyBytes, profileBytes } from "./grant-shape";
import { holdsKeys } from "./holds-keys";
import { markKeys, markWide } from "./page-directory";

/** The rows of one bucket, of a page where they are wide or some have keys. `head`: the page from its profiles to behind the bucket's place in the index. */
export function blockOf(region: Region, directory: PageDirectory, entry: number, head: Bytes): Bytes {
  const mark = directory.marks[entry]!;
  const data = directory.datas[entry]!;
  const index = directory.indexes[entry]!;
  const slot = head.length - 4;
  const bounds = new Uint16Array(head.buffer, slot, 2);
  const rowBytes = mark & markWide ? 6 : 5;
  let from = bounds[0]! * rowBytes;
  let to = bounds[1]! * rowBytes;
  if (holdsKeys && mark & markKeys) {
    const start = index - headBytes;
    const at = start + ((slot - start - (data - index)) >> 1);
    from += head[at]! * keyBytes;
    to += head[at + 1]! * keyBytes;
  }
  return region.read(directory.places[entry]! * region.pageBytes + data + from, to - from);
}

/** Four bits of a token over the number of its profile, 12 bits. */
export function leadOf(block: Bytes, rows: number, row: number, mark: number): number {
  if (mark & markWide) return block[rows * 4 + row * 2]! | (block[rows * 4 + row * 2 + 1]! << 8);
  const lead = block[rows * 4 + row]!;
  return ((lead & 240) << 8) | (lead & 15);
}

/** The card key of row `row` of a block: those that have one come first in it, and their keys behind all leads; undefined: none. */
export function keyOf(block: Bytes, rows: number, row: number, wide: number): Bytes | undefined {
  const at = rows * (wide ? 6 : 5) + row * keyBytes;
  return at < block.length ? copy(block, at, at + keyBytes) : undefined;
}

/** `profiles`: as they lie on flash. */
export function grantOf(token: Bytes, profiles: Bytes, number: number, key: Bytes | undefined): Grant {
  const words = new Uint32Array(profiles.buffer, number * profileBytes, 4);
  return { token: token, levels: words[0]!, validFrom: words[1]!, validUntil: words[2]!, flags: words[3]!, key: key };
}
