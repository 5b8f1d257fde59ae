import { leaseLevels } from "../../../firmware/src/wire/lease";
import { levelsMax } from "../../../firmware/src/wire/settings";
import type { Trx } from "../store/open";

/*
 * A reader that was offline holds grants, settings and no word of taken back leases from before a bit was freed: an old grant must not meet a
 * new level at its bit. So each freed bit keeps the versions of list and settings by which the reader has heard all of it.
 */

/** What was freed in this edit is heard with the list and the settings as they are now. */
export async function settleFreed(trx: Trx, reader: number): Promise<void> {
  const now = await trx.selectFrom("reader").select(["list_version", "settings_version"]).where("num", "=", reader).executeTakeFirstOrThrow();
  await trx.updateTable("freed_bit").set(now).where("reader", "=", reader).where("list_version", "is", null).execute();
}

/**
 * All bits, in the order in which they are to be given: first those that the reader holds nothing of, and of these the ones that leases
 * can name; then those that have been free for the longest.
 */
export async function bitsInOrder(trx: Trx, reader: number): Promise<number[]> {
  const held = await trx
    .selectFrom("reader")
    .select(["held_list_version as list", "held_settings_version as settings"])
    .where("num", "=", reader)
    .executeTakeFirstOrThrow();
  const freed = new Map((await trx.selectFrom("freed_bit").selectAll().where("reader", "=", reader).execute()).map((row) => [row.bit, row]));
  const rank = (bit: number): number => {
    const row = freed.get(bit);
    const list = row?.list_version ?? Infinity;
    const heard = !row || (held.list >= list && held.settings >= row.settings_version!);
    if (heard) return (leaseLevels >>> bit) & 1 ? -2 : -1;
    return list;
  };
  const ranks = Array.from({ length: levelsMax }, (_, bit) => ({ bit, rank: rank(bit) }));
  return ranks.sort((a, b) => (a.rank === b.rank ? a.bit - b.bit : a.rank < b.rank ? -1 : 1)).map(({ bit }) => bit);
}
