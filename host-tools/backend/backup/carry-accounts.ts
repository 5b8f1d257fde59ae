import { sql } from "kysely";
import type { Trx } from "../store/open";

/**
 * Who was disabled or became less since the backup was so for a reason, and who was added looks after the site now: accounts stay as they are, by their names, which never change. All
 * sign in anew.
 */
export async function carryAccounts(trx: Trx): Promise<void> {
  await sql`update main.account set (role, enabled, signed_in_at) = (
      select theirs.role, theirs.enabled, theirs.signed_in_at from replaced.account as theirs where theirs.name = account.name collate nocase)
    where name collate nocase in (select name from replaced.account)`.execute(trx);
  await sql`insert into main.account (name, role, enabled, signed_in_at) select name, role, enabled, signed_in_at from replaced.account
    where name collate nocase not in (select name from main.account)`.execute(trx);
}
