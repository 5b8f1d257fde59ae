import { sql } from "kysely";
import type { Trx } from "../store/open";

/**
 * Events that only the replaced database has, in their order. Names are kept where the backup knows the same credential or door: a number that
 * was given since may go to somebody else. Tells how many there were.
 */
export async function carryEvents(trx: Trx): Promise<number> {
  const done = await sql`insert into event (reader, sequence, epoch, type, reason, door, door_id, technology, flags, at, received_at, token,
      credential_id, detail, reader_time)
    select reader.num, theirs.sequence, theirs.epoch, theirs.type, theirs.reason, theirs.door, mydoor.id, theirs.technology, theirs.flags, theirs.at,
      theirs.received_at, theirs.token, credential.id, theirs.detail, theirs.reader_time
    from replaced.event as theirs
    join replaced.reader as other on other.num = theirs.reader
    join main.reader on reader.reader_id = other.reader_id
    left join replaced.door as itsdoor on itsdoor.id = theirs.door_id
    left join main.door as mydoor on mydoor.id = itsdoor.id and mydoor.name = itsdoor.name collate nocase
    left join replaced.credential as its on its.id = theirs.credential_id
    left join main.credential on credential.id = its.id and credential.technology = its.technology and credential.identifier = its.identifier
    where theirs.id > ${await commonThrough(trx)} order by theirs.id
    on conflict (reader, sequence, epoch) do nothing`.execute(trx);
  return Number(done.numAffectedRows ?? 0);
}

/** Where the replaced database is the backup's own continuation, its events go on behind the backup's last; else all are looked at. */
async function commonThrough(trx: Trx): Promise<number> {
  const { rows } = await sql<{ id: number }>`select mine.id from main.event as mine
    join replaced.event as theirs on theirs.id = mine.id and theirs.sequence = mine.sequence and theirs.epoch = mine.epoch
      and theirs.received_at = mine.received_at
    where mine.id = (select max(id) from main.event)`.execute(trx);
  return rows[0]?.id ?? 0;
}
