import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { Grant } from "../wire/grant";
import { flagRemoved } from "../wire/grant";
import type { Grants } from "./grants";
import type { GrantLog, LogHead } from "./grant-log";
import type { GrantTable } from "./grant-table";
import { readHead } from "./grant-page";
import { logPages, slotBytes } from "./grant-shape";
import { isBlank, wordsOf } from "./pages";

export function isNewer(a: LogHead, b: LogHead): boolean {
  return a.life === b.life ? a.generation > b.generation : a.life > b.life;
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
  return { life: life + 1, generation: generation, version: 0, count: 0, first: true, transfer: 0, target: 0 };
}

/** How many grants the list has with these changes. */
export function countWith(list: Grants, changes: Grant[]): number {
  let count = list.count;
  for (let i = 0; i < changes.length; i++) {
    const has = list.find(changes[i]!.token) !== undefined;
    const will = !(changes[i]!.flags & flagRemoved);
    if (has !== will) count += will ? 1 : -1;
  }
  return count;
}

/** Grants of a table with the changes of `log` over it. */
export function countOf(table: GrantTable, log: GrantLog): number {
  let count = table.countRows();
  const slots = log.changed();
  for (let i = 0; i < slots.length; i++) {
    const grant = log.grant(slots[i]!);
    if (log.find(grant.token) !== slots[i]) continue;
    const words = wordsOf(grant.token);
    const has = table.find(grant.token, words[0]!, words[1]!) !== undefined;
    if (has === ((grant.flags & flagRemoved) !== 0)) count += has ? -1 : 1;
  }
  return count;
}
