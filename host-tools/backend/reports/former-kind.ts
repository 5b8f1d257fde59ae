import { sql } from "kysely";
import { grantedByOldKind } from "../../../firmware/src/access/reason";
import { tap } from "../../../firmware/src/wire/record";
import type { FormerUser } from "../../api/directory";
import { technologyName } from "../../api/names";
import { standingDoor } from "../directory/standing-door";
import { isoOf } from "../directory/time";
import type { Db } from "../store/open";

/** Who passed this door by a kind of credential that it is about to refuse, the latest first. */
export async function formerUsers(read: Db, door: number): Promise<FormerUser[]> {
  await standingDoor(read, door);
  const rows = await read
    .selectFrom("event")
    .leftJoin("credential", "credential.id", "event.credential_id")
    .leftJoin("person", "person.id", "credential.person_id")
    .select(["person.id as personId", "person.name as personName", "event.technology as technology"])
    .select(sql<number>`count(*)`.as("taps"))
    .select(sql<number>`max(event.at)`.as("last"))
    .where("event.door_id", "=", door)
    .where("event.type", "=", tap)
    .where("event.reason", "=", grantedByOldKind)
    .groupBy(["person.id", "event.technology"])
    .orderBy("last", "desc")
    .execute();
  return rows.map(({ last, technology, ...row }) => ({ ...row, technology: technologyName(technology), lastAt: isoOf(last) }));
}
