import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { Grant } from "../wire/grant";
import { flagRemoved } from "../wire/grant";
import type { Grants } from "./grants";
import type { GrantLog, LogHead } from "./grant-log";
import type { GrantTable } from "./grant-table";
import { readHead } from "./grant-page";
import type { ListSize } from "./grant-shape";
import { logPages, slotBytes } from "./grant-shape";
import { holdsKeys } from "./holds-keys";
import { isBlank, wordsOf } from "./pages";

/** The place of the newest head; 0 also when there is none. */
export function newestOf(heads: (LogHead | undefined)[]): number {
  let newest = 0;
  for (let i = 1; i < heads.length; i++) if (heads[i] && (!heads[newest] || isNewer(heads[i]!, heads[newest]!))) newest = i;
  return newest;
}

function isNewer(a: LogHead, b: LogHead): boolean {
  return a.life === b.life ? a.generation > b.generation : a.life > b.life;
}

/** True when what `older` changed is still to be merged where `newer` is the log: a page between them that could not be taken out of the way is none. */
export function isBefore(older: LogHead, newer: LogHead): boolean {
  return older.life === newer.life && older.generation + 1 === newer.generation;
}

/** Changes from before the transfer under way say nothing of what it has brought. */
export function isOutdated(older: GrantLog, log: GrantLog): boolean {
  return log.transfer !== 0 && older.head.transfer !== log.transfer;
}

/** True when no table was written in this life before `log` and none by a transfer that ended in it. */
export function isFirst(log: GrantLog): boolean {
  return log.head.first && log.head.transfer === log.transfer;
}

/** True when no log was ever written here. */
export function isFresh(region: Region, native: Native): boolean {
  for (let page = 0; page < logPages; page++) if (!isBlank(region, native, page * region.pageBytes, slotBytes)) return false;
  return true;
}

/** The head of a new life: of all that lies in the region nothing belongs to it. `old`: the log so far, if it can be read. */
export function firstOf(region: Region, native: Native, old: GrantLog | undefined): LogHead {
  let life = old ? old.head.life : 0;
  for (let place = logPages; !old && place < region.pages; place++) {
    const head = readHead(region, native, place);
    if (head) life = Math.max(life, head.life);
  }
  const generation = old ? old.head.generation + 1 : 1;
  return { life: life + 1, generation: generation, version: 0, count: 0, first: true, badPage: old ? old.head.badPage : 0, transfer: 0, target: 0 };
}

/**
 * The head of the log page after `full`. `target`: with it a transfer begins that ends with this version; -1: none does, but one under way goes on.
 * Where nothing is to be merged and no list has come no table comes of it.
 */
export function headAfter(full: GrantLog, list: Grants, target: number, badPage: number): LogHead {
  const generation = full.head.generation + 1;
  const begins = target >= 0;
  return {
    life: full.head.life, generation: generation, version: list.version, count: list.count, badPage: badPage,
    first: isFirst(full) && !full.changed().length,
    transfer: begins ? generation & 0xffffff : full.transfer, target: begins ? target : full.head.target,
  };
}

/** How long the list is with these changes. */
export function sizeWith(list: Grants, changes: Grant[]): ListSize {
  const size = { count: list.count, keys: list.keys };
  for (let i = 0; i < changes.length; i++) recount(size, list.find(changes[i]!.token), changes[i]!);
  return size;
}

/** How long a table is with the changes of `log` over it. */
export function sizeOf(table: GrantTable, log: GrantLog): ListSize {
  const size = table.measure();
  const slots = log.changed();
  for (let i = 0; i < slots.length; i++) {
    const grant = log.grant(slots[i]!);
    if (log.find(grant.token) !== slots[i]) continue;
    const words = wordsOf(grant.token);
    recount(size, table.find(grant.token, words[0]!, words[1]!), grant);
  }
  return size;
}

/** `to` comes in the place of `from`. */
function recount(size: ListSize, from: Grant | undefined, to: Grant): void {
  const stays = !(to.flags & flagRemoved);
  size.count += (stays ? 1 : 0) - (from ? 1 : 0);
  if (holdsKeys) size.keys += (stays && to.key ? 1 : 0) - (from && from.key ? 1 : 0);
}
