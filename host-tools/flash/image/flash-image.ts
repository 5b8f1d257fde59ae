import type { Bytes } from "../../../firmware/src/base/bytes";

/** Where an area lies: on the chip's own flash, or on the serial NOR chip beside it. */
export type Medium = "own" | "spi";

/** A run of whole pages with what is to lie there. Bytes of 255 are as an erase leaves them. */
export interface FlashArea {
  medium: Medium;
  address: number;
  bytes: Bytes;
  /** The interpreter's Storage: the first header in it makes all of its files visible, so it is written last. */
  isStorage: boolean;
}

/** Everything that makes a bare board one certain reader. */
export interface FlashImage {
  areas: FlashArea[];
}

/** The interpreter's Storage of `image`: on Linux the whole file `espruino.flash`. */
export function storageOf(image: FlashImage): FlashArea {
  return image.areas.find((area) => area.isStorage)!;
}
