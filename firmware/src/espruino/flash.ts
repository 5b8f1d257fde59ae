import type { Bytes } from "../base/bytes";
import { flashRange, raise } from "../base/fault";
import type { Region } from "../hal/flash";

const flash = require("Flash");

/** `pages` pages of flash from `address`, inside what the host tool set aside: never near a Storage header. */
export function chipRegion(address: number, pageBytes: number, pages: number): Region {
  const bytesInAll = pageBytes * pages;
  return {
    pageBytes: pageBytes,
    pages: pages,
    read: (offset: number, length: number) => (offset >= 0 && offset + length <= bytesInAll ? flash.read(length, address + offset) : raise(flashRange)),
    write: (offset: number, bytes: Bytes) => (offset >= 0 && offset + bytes.length <= bytesInAll ? flash.write(bytes, address + offset) : raise(flashRange)),
    /* The interpreter's Math functions and divisions give fractional numbers even when whole, and erasePage refuses those. */
    erase: (page: number) => (page >= 0 && page < pages ? flash.erasePage((address + page * pageBytes) | 0) : raise(flashRange)),
  };
}
