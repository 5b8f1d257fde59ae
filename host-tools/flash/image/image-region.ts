import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Region } from "../../../firmware/src/hal/flash";

/** Pages of a flash image that is being made, for the firmware's own stores to write into: bits only fall. */
export function imageRegion(image: Bytes, offset: number, size: { pageBytes: number; pages: number }): Region {
  const bytes = image.subarray(offset, offset + size.pageBytes * size.pages);
  if (bytes.length !== size.pageBytes * size.pages) throw new RangeError(`no ${size.pages} pages at ${offset} of the image`);
  return {
    ...size,
    read: (at, length) => bytes.slice(at, at + length),
    write(at, data) {
      for (let i = 0; i < data.length; i++) bytes[at + i]! &= data[i]!;
    },
    erase: (page) => void bytes.fill(255, page * size.pageBytes, (page + 1) * size.pageBytes),
  };
}
