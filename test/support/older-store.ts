import { sql } from "kysely";
import { openStore } from "../../host-tools/backend/store/open";

/** Takes steps of the schema back in a data directory that nobody is at work on: the database is as a program left it that had come to `version`. */
export async function stepBack(dataDir: string, version: number, steps: readonly string[]): Promise<void> {
  const store = openStore(dataDir);
  await store.change(async (trx) => {
    for (const step of [...steps, `pragma user_version = ${version}`]) await sql.raw(step).execute(trx);
  });
  await store.close();
}

/** Before the phones' group key could be renewed. */
const beforeGroupKeys = [
  "create table site_secret (name text primary key, sealed blob not null)",
  "insert into site_secret select 'phone group key', sealed from group_key limit 1",
  "drop table group_key",
  "alter table phone drop column group_id",
] as const;

/** Before bits were given again by what a reader has heard. */
const beforeFreedBits = [...beforeGroupKeys, "drop table freed_bit", "alter table reader add column next_bit integer not null default 0"] as const;

/** Before a lease said for how long it was wished. */
const beforeWishes = ["alter table lease drop column extended", "alter table lease drop column seconds"] as const;

/** Before there were reports. */
const beforeReports = [
  ...beforeFreedBits,
  ...beforeWishes,
  "drop index event_refused",
  "drop index event_credential",
  "create index event_credential on event (credential_id, at) where credential_id is not null",
  "alter table person_level drop column since",
] as const;

/** In a database of before doors could be removed, names differ among all there are. */
export const beforeDoorsWereRemoved = [
  ...beforeReports,
  "delete from door where removed_at is not null",
  "drop index door_name",
  "alter table door drop column removed_at",
  "create unique index door_name on door (name collate nocase)",
] as const;
