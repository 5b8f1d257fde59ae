/*
 * How the grants region is divided (docs/flash-format.md, section 5); all of it follows from its size.
 *   pages 0, 1   the log of changes, one page in use and one being merged, by turns
 *   pages 2 ..   the table: each page holds a run of buckets, and a few pages are always free to write the next ones into
 * A token's place in 0 .. 2^32 chooses its bucket; of the token a row keeps the second word and four bits of the first.
 */
export const headBytes = 32;
export const slotBytes = 32;
export const profileBytes = 16;
export const keyBytes = 16;
/** The two pages of the log. */
export const logPages = 2;
/** Pages kept free: to write into, while a page is being divided, one that may turn out bad, and one for the next that overflows. */
export const sparePages = 4;
/** Rows per bucket when the region is full: some ten, so that a foreign token meets one of them once in 2^32 tries. */
const bucketsPerKb = 16;
const bucketsMax = 65535;

export interface GrantShape {
  pageBytes: number;
  /** Slots of a log page, the header's included. */
  slots: number;
  /** Pages of the table, the free ones included. */
  tablePages: number;
  buckets: number;
  /** Most buckets of one page: with few grants the index must not fill it. */
  runMax: number;
}

export function shapeOf(region: { pageBytes: number; pages: number }): GrantShape {
  const tablePages = region.pages - logPages;
  return {
    pageBytes: region.pageBytes,
    slots: Math.min(127, region.pageBytes / slotBytes),
    tablePages: tablePages,
    buckets: Math.min(bucketsMax, ((tablePages - sparePages) * region.pageBytes * bucketsPerKb) >> 10),
    runMax: region.pageBytes >> 2,
  };
}

/**
 * Grants that a region of this size certainly holds while those on one page have at most four different sets of access
 * levels, validity and flags; `keys`: with a card key each. A set more takes 16 bytes of each page that uses it.
 */
export function grantsCapacity(pageBytes: number, pages: number, keys: boolean): number {
  const shape = shapeOf({ pageBytes: pageBytes, pages: pages });
  const filled = shape.tablePages - sparePages;
  const run = Math.ceil(shape.buckets / filled);
  const rows = (pageBytes - headBytes - (run + 2) * 2 - setsAssumed * profileBytes) / (keys ? 5 + keyBytes : 5);
  /* A page ends with a whole bucket: on average half a bucket of room is left. */
  return Math.floor(filled * Math.floor(rows * (1 - 0.5 / run) * evenFill));
}
const setsAssumed = 4;
const evenFill = 0.98;
