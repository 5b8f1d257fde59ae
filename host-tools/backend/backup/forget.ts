import type { Trx } from "../store/open";
import { unsettleAll } from "./unsettle";

/**
 * What must not come back to life with a restored database: commands of back then, which would move a door late, and everybody's signing in.
 * And what nobody knows any more, of all readers. Tells how many commands were dropped.
 */
export async function forgetThePresent(trx: Trx): Promise<number> {
  const commands = await trx.deleteFrom("reader_command").executeTakeFirst();
  await trx.deleteFrom("session").execute();
  await trx.deleteFrom("sign_in_link").execute();
  await trx.deleteFrom("person_pass").where("is_link", "=", 1).execute();
  await trx.deleteFrom("restored_reader").execute();
  await unsettleAll(trx);
  return Number(commands.numDeletedRows);
}
