import { sql } from "kysely";
import type { Trx } from "../store/open";

/**
 * What must not come back to life with a restored database: commands of back then, which would move a door late, and everybody's signing in.
 * And what nobody knows any more: which list, settings and commands the readers have. Tells how many commands were dropped.
 */
export async function forgetThePresent(trx: Trx): Promise<number> {
  const commands = await trx.deleteFrom("reader_command").executeTakeFirst();
  await trx.deleteFrom("session").execute();
  await trx.deleteFrom("sign_in_link").execute();
  await trx.deleteFrom("person_pass").where("is_link", "=", 1).execute();
  await trx.updateTable("reader").set({ held_list_version: 0, held_settings_version: 0 }).execute();
  await trx.deleteFrom("restored_reader").execute();
  await sql`insert into restored_reader (reader, settings_version, last_sequence)
    select num, settings_version, coalesce(last.sequence, 0) from reader
    left join (select event.reader, event.sequence from event where id in (select max(id) from event group by reader)) as last on last.reader = num
    where length(key_sealed) > 0`.execute(trx);
  return Number(commands.numDeletedRows);
}
