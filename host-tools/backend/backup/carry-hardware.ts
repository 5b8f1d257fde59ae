import { sql } from "kysely";
import { refreshSettings } from "../delta/reader-settings";
import { regrant } from "../delta/regrant";
import { enrolled } from "../store/enrolled";
import type { Trx } from "../store/open";
import { sameDoor } from "./carry-readers";
import type { SiteKeys } from "../auth/site-keys";

/**
 * What lies on cards and tags does not go back with a database: keys that were made since, which of them a card has, whether it has a PIN, and
 * how far a tag has counted. Tells how many cards and tags were not as the backup has them.
 */
export async function carryHardware(trx: Trx, keys: SiteKeys, nowS: number): Promise<{ cards: number; tags: number }> {
  const masters = await sql`insert or ignore into card_master select * from replaced.card_master`.execute(trx);
  const groups = await carryGroupKeys(trx);
  const cards = (await addCards(trx)) + (await changeCards(trx, keys));
  if (cards + Number(masters.numAffectedRows) + groups > 0) {
    const readers = await trx.selectFrom("reader").select("num").where(enrolled()).execute();
    await refreshSettings(trx, readers.map(({ num }) => num), { ...keys, nowS });
  }
  return { cards, tags: await carryTags(trx) };
}

/** Phones may have a group key that was made since, and no former one any more. */
async function carryGroupKeys(trx: Trx): Promise<number> {
  const carried = await sql`insert into group_key select * from replaced.group_key as theirs where true
    on conflict (id) do update set since = excluded.since where group_key.since is null and excluded.since is not null`.execute(trx);
  return Number(carried.numAffectedRows ?? 0);
}

/** Nobody's until they are encoded for somebody again; without these rows the bench would call them foreign. */
async function addCards(trx: Trx): Promise<number> {
  const added = await sql`insert into card (technology, uid, identifier, credential_id, ev1, key_version, locked_at, has_pin, pin_since)
    select technology, uid, identifier, null, ev1, key_version, locked_at, has_pin, pin_since from replaced.card where true
    on conflict (technology, uid) do nothing`.execute(trx);
  return Number(added.numAffectedRows ?? 0);
}

/** A card that was encoded for somebody else since has another id on it: the credential of then has no card any more. */
async function changeCards(trx: Trx, keys: SiteKeys): Promise<number> {
  const changed = await sql<{ credential_id: number | null }>`update card set ev1 = theirs.ev1, key_version = theirs.key_version,
      locked_at = theirs.locked_at, has_pin = theirs.has_pin, pin_since = theirs.pin_since, identifier = theirs.identifier,
      credential_id = iif(theirs.identifier = card.identifier, card.credential_id, null)
    from replaced.card as theirs where theirs.technology = card.technology and theirs.uid = card.uid
      and (theirs.key_version, theirs.ev1, theirs.identifier) is not (card.key_version, card.ev1, card.identifier)
    returning credential_id`.execute(trx);
  const credentials = changed.rows.flatMap(({ credential_id }) => credential_id ?? []);
  if (credentials.length === 0) return changed.rows.length;
  await trx.updateTable("reader_grant").set({ card_key: null }).where("credential_id", "in", credentials).execute();
  const owners = await trx.selectFrom("credential").select("person_id").distinct().where("id", "in", credentials).execute();
  await regrant(trx, keys, { people: owners.map(({ person_id }) => person_id) });
  return changed.rows.length;
}

/** An address that was used since stays used, and a tag that was revoked since stays revoked. */
async function carryTags(trx: Trx): Promise<number> {
  const changed = await sql`update door_tag set counter = max(door_tag.counter, theirs.counter), used_at = theirs.used_at, keys_sealed = theirs.keys_sealed,
      revoked_at = coalesce(door_tag.revoked_at, theirs.revoked_at)
    from replaced.door_tag as theirs where theirs.uid = door_tag.uid
      and (theirs.counter > door_tag.counter or theirs.keys_sealed <> door_tag.keys_sealed or theirs.revoked_at is not door_tag.revoked_at)`.execute(trx);
  const added = await sql`insert into door_tag (uid, door_id, label, keys_sealed, counter, used_at, revoked_at)
    select uid, ${sameDoor}, label, keys_sealed, counter, used_at, revoked_at from replaced.door_tag as theirs
    where uid not in (select uid from main.door_tag) and ${sameDoor} is not null`.execute(trx);
  return Number(changed.numAffectedRows ?? 0) + Number(added.numAffectedRows ?? 0);
}
