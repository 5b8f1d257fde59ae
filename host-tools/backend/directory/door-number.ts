import { Refusal } from "../refusal";
import type { Trx } from "../store/open";

/** As wide as a record's field for it; 0 is a reader without a door. */
const numberMax = 255;

/**
 * A record names its door by this number alone, and a reader that was away may bring records of a door that was removed meanwhile. So a removed
 * door's number is given again only when there is no other, the longest removed first: what comes so late is then put down to the new door.
 * Throws DOORS_TOO_MANY.
 */
export async function freeDoorNumber(trx: Trx): Promise<number> {
  const taken = new Set((await trx.selectFrom("door").select("number").execute()).map((row) => row.number));
  let number = 1;
  while (taken.has(number)) number++;
  return number <= numberMax ? number : numberOfRemoved(trx);
}

/** Numbers are unique in the table: the removed door goes on under one that no record can have. */
async function numberOfRemoved(trx: Trx): Promise<number> {
  const removed = trx.selectFrom("door").select(["id", "number"]).where("removed_at", "is not", null).where("number", ">", 0);
  const oldest = await removed.orderBy("removed_at").orderBy("id").limit(1).executeTakeFirst();
  if (!oldest) throw new Refusal(409, "DOORS_TOO_MANY", `a site has at most ${numberMax} doors`, "Remove one that is not needed, or use a second site.");
  await trx.updateTable("door").set({ number: -oldest.id }).where("id", "=", oldest.id).execute();
  return oldest.number;
}
