import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import { firstSchema } from "./first-schema";

/*
 * The schema's history: one text per version, run once, never changed after a release. `pragma user_version` says how many
 * have run.
 */

/** What readers were asked to keep of their front ends' lines, and what has come of it. */
const captures = `
create table capture (
  id integer primary key autoincrement, reader integer not null references reader on delete cascade, command integer not null,
  author text not null, taps integer not null, seconds integer not null, asked_at integer not null, done_at integer,
  lost integer not null, trace text);
create unique index capture_command on capture (reader, command);
create table capture_part (
  capture integer not null references capture on delete cascade, part integer not null, bytes blob not null,
  primary key (capture, part)) without rowid;
`;

/** Holidays of every year, and the minutes of grace of a door whose reader is unsure of the time. */
const holidaysByRule = `
alter table holiday add column yearly integer not null default 0;
alter table door add column clock_grace_min integer not null default 0;
`;

/** A credential's own key, wrapped for this one reader: 16 bytes, null for those that have none. */
const cardKeys = `
alter table reader_grant add column card_key blob;
`;

/** Phones, the leases made for them, and a door's former assurance while it moves to a better one. */
const phones = `
create table phone (credential_id integer primary key references credential, key_sealed blob not null);
create table lease (
  id integer primary key autoincrement, lease_id blob not null unique, credential_id integer not null references credential,
  reader integer not null references reader on delete cascade, token blob not null, levels integer not null,
  valid_from integer not null, valid_until integer not null, revoked_at integer);
create index lease_token on lease (reader, token);
create index lease_credential on lease (credential_id);
create table site_secret (name text primary key, sealed blob not null);
alter table door add column former_min integer not null default 0;
alter table door add column former_until integer not null default 0;
`;

/** Whole lists go down in the order of the tokens' first words, which are little-endian (delta/list-parts). */
const grantPlaces = `
create index reader_grant_place on reader_grant (reader,
  (hex(substr(token, 4, 1)) || hex(substr(token, 3, 1)) || hex(substr(token, 2, 1)) || hex(substr(token, 1, 1)))) where flags & 1 = 0;
`;

/**
 * Masters of the keys on cards, cards that the bench has encoded, and the part of a grant: 0 a credential, 1 the key of its card,
 * found by the UID before anything is proved.
 */
const cards = `
create table card_master (
  technology integer not null, application text not null, version integer not null, sealed blob not null, made_at integer not null,
  primary key (technology, application, version)) without rowid;
create table card (
  id integer primary key autoincrement, technology integer not null, uid blob not null, identifier blob not null,
  credential_id integer references credential on delete cascade, ev1 integer not null, key_version integer not null,
  locked_at integer, unique (technology, uid));
create index card_credential on card (credential_id);
alter table reader_grant add column part integer not null default 0;
`;

/** Tags at doors whose address changes at every tap, and the phones that may ask for access with it. */
const doorTags = `
create table door_tag (
  id integer primary key autoincrement, uid blob not null unique, door_id integer not null references door on delete cascade,
  label text not null, keys_sealed blob not null, counter integer not null);
create index door_tag_door on door_tag (door_id);
create table person_pass (
  hash text primary key, person_id integer not null references person on delete cascade, is_link integer not null,
  expires_at integer not null) without rowid;
create index person_pass_person on person_pass (person_id);
`;

/**
 * What journals prove (ingest/journal-proofs): each reader's last chain record, the last that found its page whole, and the newest
 * contradiction. `reader_time`: what the reader wrote where `at` is not it, so that a record can be made again as it was.
 */
const journalChains = `
alter table event add column reader_time integer;
alter table reader add column chain_event integer;
alter table reader add column chain_sequence integer;
alter table reader add column proven_sequence integer;
alter table reader add column proven_at integer;
alter table reader add column break_reason text;
alter table reader add column break_sequence integer;
alter table reader add column break_at integer;
`;

/** Leases taken back, on their readers' lists until they have ended: kept apart from the lease, which goes with its person. */
const denials = `
create table denial (
  reader integer not null references reader on delete cascade, token blob not null, ends_at integer not null,
  primary key (reader, token)) without rowid;
insert into denial select lease.reader, lease.token, lease.valid_until from lease
  join reader_grant on reader_grant.reader = lease.reader and reader_grant.token = lease.token and reader_grant.flags & 1 = 0
  where lease.revoked_at is not null;
`;

/** Leases that want the phone unlocked stand for a PIN. Those of before ran for days: what they say is known to the reader alone. */
const unlockedLeases = `alter table lease add column unlocked integer not null default 0;`;

/** Where and when a card was seen last (cards/card-list). */
const cardsSeen = `create index event_credential on event (credential_id, at) where credential_id is not null;`;

/** A tag that was revoked keeps its row and its counter, so that what was read from it before is worthless also after it is put again. */
const doorTagUse = `
alter table door_tag add column used_at integer;
alter table door_tag add column revoked_at integer;
`;

/** Whether a card has a PIN, as the bench told; null for those that were encoded before it did. */
const cardPins = `
alter table card add column has_pin integer;
alter table card add column pin_since integer;
`;

/**
 * After a restore (backup/first-contact): readers not heard since, with their settings' number and the last of their records as the backup had
 * them; the version below which a reader's list is of no use; and the number of settings that open to nobody while the list comes, 0: none.
 */
const restores = `
create table restored_reader (
  reader integer primary key references reader on delete cascade, settings_version integer not null, last_sequence integer not null);
alter table reader add column list_base integer not null default 0;
alter table reader add column settings_bridge integer not null default 0;
`;

/** For how many days events are kept (ingest/old-events); null: for ever. */
const eventsKept = `alter table site add column keep_events_days integer;`;

/** Nothing is taken from a reader before its first word, so its last record is asked for then. */
const lastRecordAsked = `alter table restored_reader drop column last_sequence;`;

/** Phones that fetch their next lease by themselves (leases/renew). */
const renewedLeases = `
alter table lease add column renews integer not null default 0;
alter table phone add column asked_at integer not null default 0;
`;

/** The newest record of a reader among those that the site keeps no longer (ingest/forgotten). */
const forgottenRecords = `
alter table reader add column forgotten_sequence integer;
alter table reader add column forgotten_epoch integer;
`;

/** Who is told what happens (webhooks/courier): how far each is, and the notices about readers that no event is. */
const webhooks = `
create table webhook (
  id integer primary key autoincrement, url text not null, what text not null, names integer not null, secret_sealed blob not null,
  enabled integer not null, created_at integer not null, last_event integer not null, last_notice integer not null,
  delivered_at integer, failures integer not null default 0, failure text, next_try_at integer not null default 0);
create table notice (id integer primary key autoincrement, at integer not null, reader integer not null references reader on delete cascade, type text not null);
alter table reader add column silent_told integer not null default 0;
`;

/**
 * More than one account: who had the only one is an admin, signed in when the audit last says so. And what the audit is searched by. SQLite changes the references to
 * a table and a column along with their names.
 */
const accounts = `
alter table user rename to account;
alter table session rename column user_id to account_id;
alter table sign_in_link rename column user_id to account_id;
alter table account add column enabled integer not null default 1;
alter table account add column signed_in_at integer;
update account set role = 'admin', signed_in_at = (select max(at) from audit where action = 'sign-in');
create unique index account_name on account (name collate nocase);
create index session_account on session (account_id);
create index audit_author on audit (author, number);
create index audit_subject on audit (subject, number);
create index audit_at on audit (at);
`;

/** A door that was removed keeps its row for the names in its history (directory/removed-door). Its name may be another's from then on. */
const removedDoors = `
alter table door add column removed_at integer;
drop index door_name;
create unique index door_name on door (name collate nocase) where removed_at is null;
`;

/**
 * What reports are made from (reports/refusals, reports/unused). Events are found by credential as before, and what they say of its use stands beside; refusals are few and
 * have an index of their own. Since when somebody has a level; 0: from before that was noted.
 */
const reports = `
drop index event_credential;
create index event_credential on event (credential_id, at, door_id, type, flags) where credential_id is not null;
create index event_refused on event (at, door_id, reason) where type = 1 and flags & 1 = 0;
alter table person_level add column since integer not null default 0;
`;

/** A lease is no longer than its phone is good, and the next one for as long again as was wished (leases/renew). Those of before began 300 seconds early. */
const wishedSeconds = `
alter table lease add column seconds integer not null default 0;
update lease set seconds = valid_until - valid_from - 300;
`;

/** The longer opening is taken back with the right to it. What leases of before say of it is known to the reader alone: as it is now. */
const extendedLeases = `
alter table lease add column extended integer not null default 0;
update lease set extended = 1 where credential_id in (select credential.id from credential join person on person.id = credential.person_id where person.extended = 1);
`;

/** A bit of a reader's levels is given again when the reader has heard of its end (delta/freed-bits). Of those free now nobody knows since when. */
const freedBits = `
create table freed_bit (
  reader integer not null references reader on delete cascade, bit integer not null, list_version integer, settings_version integer,
  primary key (reader, bit)) without rowid;
with recursive bits(bit) as (select 0 union all select bit + 1 from bits where bit < 31)
  insert into freed_bit select num, bits.bit, list_version, settings_version from reader join bits
  where last_seen is not null and not exists (select 1 from reader_level where reader_level.reader = num and reader_level.bit = bits.bit);
alter table reader drop column next_bit;
`;

/** The phones' group key can be renewed (leases/group-keys). The id of the one there is comes out of itself, so that a site and its backup call it the same. */
const groupKeys = `
create table group_key (id blob primary key, sealed blob not null, made_at integer not null, since integer) without rowid;
insert into group_key select substr(sealed, 2, 8), sealed, 0, 0 from site_secret;
drop table site_secret;
alter table phone add column group_id blob;
update phone set group_id = (select id from group_key);
`;

/** How many have run where a door can be removed: what is asked of a file as it is looks here first. */
export const schemaWithRemovedDoors = 22;

const migrations = [firstSchema, captures, holidaysByRule, cardKeys, phones, grantPlaces, cards, doorTags, journalChains, denials, unlockedLeases, cardsSeen, doorTagUse, cardPins, restores, eventsKept, lastRecordAsked, renewedLeases, forgottenRecords, webhooks, accounts, removedDoors, reports, wishedSeconds, extendedLeases, freedBits, groupKeys];

/** The version a new file gets; a file from a newer program is refused by its higher number. */
export const schemaVersion = migrations.length;

export function versionOf(database: DatabaseSyncInstance): number {
  return (database.prepare("pragma user_version").get() as { user_version: number }).user_version;
}

/** Brings the file up to date; each step is one transaction together with its number. */
export function migrate(database: DatabaseSyncInstance): void {
  for (let version = versionOf(database); version < schemaVersion; version++) {
    database.exec(`begin immediate; ${migrations[version]!} pragma user_version = ${version + 1}; commit;`);
  }
}
