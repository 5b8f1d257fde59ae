import { sql } from "kysely";
import { leaseLevels } from "../../../firmware/src/wire/lease";
import { phone } from "../../../firmware/src/wire/technology";
import type { Trx } from "../store/open";
import type { Validity } from "./validity";

export interface Entitlement extends Validity {
  credential: number;
  reader: number;
  /** Bits of the levels as the reader numbers them. */
  levels: number;
  enabled: number;
  extended: number;
}

/** Which readers a phone may pass now, by its owner's access levels: of one phone, of some people, or all at one reader. */
export type Asked = { credential: number } | { people: number[] } | { reader: number };

export function entitlements(trx: Trx, asked: Asked): Promise<Entitlement[]> {
  let query = trx
    .selectFrom("credential")
    .innerJoin("person", "person.id", "credential.person_id")
    .innerJoin("person_level", "person_level.person_id", "person.id")
    .innerJoin("reader_level", "reader_level.level_id", "person_level.level_id")
    .where("credential.technology", "=", phone)
    .where("credential.removed_at", "is", null);
  if ("credential" in asked) query = query.where("credential.id", "=", asked.credential);
  else if ("people" in asked) query = query.where("person.id", "in", asked.people);
  else query = query.where("reader_level.reader", "=", asked.reader);
  return query
    .select(["credential.id as credential", "reader_level.reader as reader", "person.extended as extended", "credential.valid_from", "credential.valid_until"])
    .select(sql<number>`credential.enabled & person.enabled`.as("enabled"))
    .select(sql<number>`sum(1 << reader_level.bit)`.as("levels"))
    .groupBy(["credential.id", "reader_level.reader"])
    .execute();
}

/** Names of the owner's levels at the reader that no lease can name. */
export async function levelsBeyond(trx: Trx, { credential, reader }: Entitlement): Promise<string[]> {
  const rows = await trx
    .selectFrom("credential")
    .innerJoin("person_level", "person_level.person_id", "credential.person_id")
    .innerJoin("reader_level", "reader_level.level_id", "person_level.level_id")
    .innerJoin("level", "level.id", "person_level.level_id")
    .select("level.name")
    .where("credential.id", "=", credential)
    .where("reader_level.reader", "=", reader)
    .where(sql<number>`(1 << reader_level.bit) & ${leaseLevels}`, "=", 0)
    .orderBy("level.name")
    .execute();
  return rows.map(({ name }) => name);
}
