import { sql } from "kysely";
import type { TechnologyName } from "../../api/names";
import { technologyName } from "../../api/names";
import type { Trx } from "../store/open";
import { carryAccounts } from "./carry-accounts";
import { carryEvents } from "./carry-events";
import { carryHardware } from "./carry-hardware";
import { carryLeases } from "./carry-leases";
import { carryReaders } from "./carry-readers";
import type { SiteKeys } from "../auth/site-keys";

/** What a restore took along of the database that it replaced. */
export interface Carried {
  events: number;
  /** Enrolled since the backup; and taken out of use since, which are back, disabled. */
  readers: number;
  readersOff: number;
  cards: number;
  tags: number;
  /** Of phones, taken back. */
  leases: number;
}

/** Whose card or phone was taken back since the backup and opens again. */
export interface ValidAgain {
  person: string;
  technology: TechnologyName;
  label: string;
}

/**
 * Takes over what must not go back with the people and the rules: what has happened, who looks after the site, and what readers, cards, tags and phones hold meanwhile.
 * `trx` sees the replaced database, brought up to date, as `replaced`; both lie under the same site key.
 */
export async function carryOver(trx: Trx, keys: SiteKeys, nowS: number): Promise<Carried> {
  await keepNumbers(trx);
  await carryAccounts(trx);
  const readers = await carryReaders(trx, keys, nowS);
  const events = await carryEvents(trx);
  const hardware = await carryHardware(trx, keys, nowS);
  const leases = await carryLeases(trx, nowS);
  await sql`delete from person_pass where hash not in (select hash from replaced.person_pass)`.execute(trx);
  return { events, ...readers, ...hardware, leases };
}

/** Numbers that were given since are never given to somebody else. */
async function keepNumbers(trx: Trx): Promise<void> {
  await sql`update sqlite_sequence set seq = max(seq, coalesce(
    (select theirs.seq from replaced.sqlite_sequence as theirs where theirs.name = sqlite_sequence.name), 0))`.execute(trx);
  await sql`insert into sqlite_sequence (name, seq) select name, seq from replaced.sqlite_sequence
    where name not in (select name from main.sqlite_sequence)`.execute(trx);
}

/** To be asked before anything is carried over. */
export async function validAgain(trx: Trx): Promise<ValidAgain[]> {
  const { rows } = await sql<{ person: string; technology: number; label: string }>`select person.name as person, credential.technology, credential.label
    from main.credential join main.person on person.id = credential.person_id
    where credential.removed_at is null and credential.enabled = 1 and person.enabled = 1 and not exists (
      select 1 from replaced.credential as theirs join replaced.person as owner on owner.id = theirs.person_id
      where theirs.id = credential.id and theirs.technology = credential.technology and theirs.identifier = credential.identifier
        and theirs.removed_at is null and theirs.enabled = 1 and owner.enabled = 1)
    order by person.name, credential.id`.execute(trx);
  return rows.map(({ technology, ...row }) => ({ ...row, technology: technologyName(technology) }));
}

/** The last line of the replaced audit: who keeps the folder can show that it is the one. */
export async function endOfReplacedAudit(trx: Trx): Promise<{ number: number; hash: string } | null> {
  const { rows } = await sql<{ number: number; hash: string }>`select number, hash from replaced.audit order by number desc limit 1`.execute(trx);
  return rows[0] ?? null;
}
