import type { Bytes } from "../base/bytes";
import { flashRange, raise } from "../base/fault";
import type { Region } from "../hal/flash";

const flash = require("Flash");

/** `pages` pages of flash from `address`, inside what the host tool set aside: never near a Storage header. */
export function chipRegion(address: number, pageBytes: number, pages: number): Region {
  function within(offset: number, length: number): number {
    if (offset < 0 || offset + length > pageBytes * pages) raise(flashRange);
    return address + offset;
  }
  return {
    pageBytes: pageBytes,
    pages: pages,
    read: (offset: number, length: number) => flash.read(length, within(offset, length)),
    write(offset: number, bytes: Bytes): void {
      flash.write(bytes, within(offset, bytes.length));
    },
    erase(page: number): void {
      /* The interpreter's Math functions and divisions give fractional numbers even when whole, and erasePage refuses those. */
      flash.erasePage(within(page * pageBytes, pageBytes) | 0);
    },
  };
}
