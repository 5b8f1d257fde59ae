import { notFound } from "../refusal";
import type { Db, Trx } from "../store/open";
import type { Door } from "../store/tables";

/** The door that something is asked of or led to: one that was removed is there for the names in its history alone. Throws NOT_FOUND. */
export async function standingDoor(read: Db | Trx, id: number): Promise<Door> {
  const door = await read.selectFrom("door").selectAll().where("id", "=", id).where("removed_at", "is", null).executeTakeFirst();
  if (!door) throw notFound("door", id);
  return door;
}
