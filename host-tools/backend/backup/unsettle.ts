import { sql } from "kysely";
import { enrolled } from "../store/enrolled";
import type { Trx } from "../store/open";

/** Nobody knows any more which list, settings and commands the readers have: each is asked when it is next heard (first-contact). */
export async function unsettleAll(trx: Trx): Promise<void> {
  await trx.updateTable("reader").set({ held_list_version: 0, held_settings_version: 0 }).execute();
  await sql`insert or ignore into restored_reader (reader, settings_version) select num, settings_version from reader where ${enrolled()}`.execute(trx);
}
