import { sql } from "kysely";
import { assignBits } from "../delta/level-bits";
import { refreshSettings } from "../delta/reader-settings";
import { regrant } from "../delta/regrant";
import { enrolled } from "../store/enrolled";
import type { Trx } from "../store/open";
import type { SiteKeys } from "../auth/site-keys";

/** The door that `theirs` stood at, where the backup has the same one: numbers are used again, names seldom. */
export const sameDoor = sql`(select mine.id from door as mine join replaced.door as other on other.id = mine.id and other.name = mine.name collate nocase
  where other.id = theirs.door_id and mine.removed_at is null)`;

/**
 * Readers are hardware: those enrolled since keep their keys, without a door where the backup does not know it; those taken out of use since come
 * back disabled, since one may have been stolen and one removed by mistake.
 */
export async function carryReaders(trx: Trx, keys: SiteKeys, nowS: number): Promise<{ readers: number; readersOff: number }> {
  const added = await sql<{ num: number }>`insert into reader (reader_id, name, door_id, enabled, key_sealed, epoch, list_version, settings_version, settings,
      command_number, last_seen, held_list_version, held_settings_version)
    select reader_id, name, ${sameDoor}, enabled, key_sealed, epoch, list_version, settings_version, settings, command_number, last_seen, 0, 0
    from replaced.reader as theirs where ${enrolled("theirs")} and reader_id not in (select reader_id from main.reader) order by num
    returning num`.execute(trx);
  for (const { num } of added.rows) {
    await assignBits(trx, num);
    await regrant(trx, keys, { reader: num });
    await refreshSettings(trx, [num], { ...keys, nowS });
  }
  const off = await sql`update reader set enabled = 0 where enabled = 1 and ${enrolled()} and reader_id in
    (select reader_id from replaced.reader as theirs where enabled = 0 or not ${enrolled("theirs")})`.execute(trx);
  await carryDoubts(trx);
  return { readers: added.rows.length, readersOff: Number(off.numAffectedRows ?? 0) };
}

/** What a journal was caught at since does not go away by a restore; nor is a boot believed again that was over, nor come back what was forgotten. */
async function carryDoubts(trx: Trx): Promise<void> {
  await sql`update reader set break_reason = theirs.break_reason, break_sequence = theirs.break_sequence, break_at = theirs.break_at
    from replaced.reader as theirs where theirs.reader_id = reader.reader_id and theirs.break_at > coalesce(reader.break_at, 0)`.execute(trx);
  await sql`update reader set epoch = theirs.epoch from replaced.reader as theirs
    where theirs.reader_id = reader.reader_id and theirs.epoch > reader.epoch`.execute(trx);
  await sql`update reader set forgotten_sequence = theirs.forgotten_sequence, forgotten_epoch = theirs.forgotten_epoch from replaced.reader as theirs
    where theirs.reader_id = reader.reader_id and theirs.forgotten_sequence is not null`.execute(trx);
}
