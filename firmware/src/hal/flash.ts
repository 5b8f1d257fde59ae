import type { Bytes } from "../base/bytes";

/**
 * A fixed run of flash pages with offsets from 0. Rules of NOR flash: a write turns bits from 1 to 0 only,
 * starts at and has a length of a multiple of 4, and stays inside one page; `erase` sets a page to all 1.
 * Power can go inside any `write` or `erase`, leaving it half done. Calls finish before they return;
 * a refused or failed one throws { fault: flashFailed | flashRange }.
 */
export interface Region {
  pageBytes: number;
  pages: number;
  /** A fresh copy, in a buffer of its own, of `length` bytes from `offset`, which may span pages. */
  read(offset: number, length: number): Bytes;
  write(offset: number, bytes: Bytes): void;
  erase(page: number): void;
}
