import { holdsKeys } from "./holds-keys";

/*
 * How the grants region is divided (docs/flash-format.md, section 5); all of it follows from its size.
 *   pages 0 to 2  the log of changes, by turns: see logPages
 *   pages 3 ..    the table: each page holds a run of buckets, and a few pages are always free to write the next ones into
 * A token's place in 0 .. 2^32 chooses its bucket; of the token a row keeps the second word and four bits of the first.
 */
export const headBytes = 32;
export const slotBytes = 32;
export const profileBytes = 16;
export const keyBytes = 16;
/** One for the changes, one whose changes are on their way into the table, and one that may turn out bad. */
export const logPages = 3;
/** Pages kept free: to write into, while a page is being divided, one that may turn out bad, and one for the next that overflows. */
export const sparePages = 4;
/** Most card keys on a page: their index has a byte for each bucket. Pages of 4 kB have room for fewer. */
export const keysMax = 255;
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

/** How long a list is: its lines, and how many of them have a card key. */
export interface ListSize {
  count: number;
  keys: number;
}

/** Bytes of rows that a table certainly holds while those on one page have at most four different sets of access levels, validity and flags. */
export function roomOf(shape: GrantShape): number {
  const run = runOf(shape);
  /* A page ends with a whole bucket: on average half a bucket of room is left. */
  return filledOf(shape) * rowBytes * Math.floor((pageRoom(shape) / rowBytes) * (1 - 0.5 / run) * evenFill);
}
const setsAssumed = 4;
const evenFill = 0.98;
const rowBytes = 5;

/** What of that a list takes. On each page with a key lies an index of the keys besides. */
export function bytesOf(shape: GrantShape, list: ListSize): number {
  const rows = list.count * rowBytes;
  return holdsKeys ? rows + list.keys * keyRoom(shape) + Math.min(list.keys, filledOf(shape)) * (runOf(shape) + 2) : rows;
}

/** Lines that certainly fit into a region of this size, as `roomOf` says it; `keys`: with a card key each. */
export function grantsCapacity(pageBytes: number, pages: number, keys: boolean): number {
  const shape = shapeOf({ pageBytes: pageBytes, pages: pages });
  return keys ? keysCapacity(shape, 1) : roomOf(shape) / rowBytes;
}

/** Cards with a key of their own that certainly fit: of each the line with its key, and the one with its rights. */
export function cardsCapacity(pageBytes: number, pages: number): number {
  return keysCapacity(shapeOf({ pageBytes: pageBytes, pages: pages }), 2);
}

function keysCapacity(shape: GrantShape, linesEach: number): number {
  const indexes = filledOf(shape) * (runOf(shape) + 2);
  return Math.max(0, Math.floor((roomOf(shape) - indexes) / (linesEach * rowBytes + keyRoom(shape))));
}

/** For one key: a page takes no more than `keysMax`, even if it is large. */
function keyRoom(shape: GrantShape): number {
  return Math.max(keyBytes, pageRoom(shape) / keysMax - rowBytes);
}

function filledOf(shape: GrantShape): number {
  return shape.tablePages - sparePages;
}

/** Buckets of a page when all are filled alike. */
function runOf(shape: GrantShape): number {
  return Math.ceil(shape.buckets / filledOf(shape));
}

function pageRoom(shape: GrantShape): number {
  return shape.pageBytes - headBytes - (runOf(shape) + 2) * 2 - setsAssumed * profileBytes;
}
