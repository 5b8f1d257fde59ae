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

/** In a database of before doors could be removed, names differ among all there are. */
export const beforeDoorsWereRemoved = [
  "delete from door where removed_at is not null",
  "drop index door_name",
  "alter table door drop column removed_at",
  "create unique index door_name on door (name collate nocase)",
] as const;
