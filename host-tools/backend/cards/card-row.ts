import { toHex } from "../../../firmware/src/base/bytes";
import type { CardRow, CardTechnology } from "../../api/cards";
import { technologyName } from "../../api/names";
import { notFound } from "../refusal";
import type { Db, Trx } from "../store/open";
import type { Card } from "../store/tables";
import { pinTold } from "./pin-told";

/** A card of the bench as it is told, with whose it is now. */
export async function cardRow(read: Db | Trx, id: number): Promise<CardRow> {
  const row = await read
    .selectFrom("card")
    .leftJoin("credential", (join) => join.onRef("credential.id", "=", "card.credential_id").on("credential.removed_at", "is", null))
    .leftJoin("person", "person.id", "credential.person_id")
    .selectAll("card")
    .select(["credential.id as live", "person.id as personId", "person.name as personName"])
    .where("card.id", "=", id)
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    technology: technologyName(row.technology) as CardTechnology,
    uid: toHex(row.uid),
    credentialId: row.live,
    personId: row.personId,
    personName: row.personName,
    keyVersion: row.key_version,
    ...pinTold(row),
    locked: row.locked_at !== null,
  };
}

export async function cardById(trx: Trx, id: number): Promise<Card> {
  const card = await trx.selectFrom("card").selectAll().where("id", "=", id).executeTakeFirst();
  if (!card) throw notFound("card", id);
  return card;
}
