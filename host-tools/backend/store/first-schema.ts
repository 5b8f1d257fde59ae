/** The schema that the history in store/migrations begins with; never changed after a release. */
export const firstSchema = `
create table site (id integer primary key, name text not null, time_zone text not null, utc_offset_min integer not null);
create table holiday (date text primary key, name text not null);
create table door (
  id integer primary key, number integer not null unique, name text not null, mode integer not null,
  unlock_ms integer not null, extended_ms integer not null, held_open_s integer not null,
  assurance_min integer not null, policies integer not null);
create unique index door_name on door (name collate nocase);
create table schedule (id integer primary key, name text not null, windows text not null, fixed integer not null);
create table level (id integer primary key, name text not null, schedule_id integer not null references schedule);
create unique index level_name on level (name collate nocase);
create table level_door (
  level_id integer not null references level on delete cascade, door_id integer not null references door on delete cascade,
  primary key (level_id, door_id)) without rowid;
create table person (
  id integer primary key autoincrement, name text not null, note text not null, enabled integer not null,
  extended integer not null);
create index person_name on person (name);
create table person_level (
  person_id integer not null references person on delete cascade, level_id integer not null references level on delete cascade,
  primary key (person_id, level_id)) without rowid;
create index person_level_level on person_level (level_id);
create table credential (
  id integer primary key autoincrement, person_id integer not null references person, technology integer not null,
  identifier blob not null, label text not null, enabled integer not null, valid_from integer not null,
  valid_until integer not null, removed_at integer);
create unique index credential_once on credential (technology, identifier) where removed_at is null;
create index credential_person on credential (person_id);
create table reader (
  num integer primary key autoincrement, reader_id blob not null unique, name text not null, door_id integer references door,
  enabled integer not null, key_sealed blob not null, epoch integer not null, list_version integer not null,
  settings_version integer not null, settings blob not null, next_bit integer not null, command_number integer not null,
  last_seen integer, held_list_version integer not null, held_settings_version integer not null);
create table reader_level (
  reader integer not null references reader on delete cascade, level_id integer not null references level on delete cascade,
  bit integer not null, primary key (reader, level_id)) without rowid;
create table reader_grant (
  reader integer not null references reader on delete cascade, token blob not null, credential_id integer not null,
  levels integer not null, valid_from integer not null, valid_until integer not null, flags integer not null,
  version integer not null, primary key (reader, token)) without rowid;
create unique index reader_grant_version on reader_grant (reader, version);
create index reader_grant_removal on reader_grant (reader, version) where flags & 3 <> 0;
create index reader_grant_credential on reader_grant (credential_id);
create table reader_command (
  reader integer not null references reader on delete cascade, number integer not null, action integer not null,
  argument integer not null, expires_at integer not null, primary key (reader, number)) without rowid;
create table event (
  id integer primary key, reader integer not null, sequence integer not null, epoch integer not null, type integer not null,
  reason integer not null, door integer not null, door_id integer, technology integer not null, flags integer not null,
  at integer not null, received_at integer not null, token blob, credential_id integer, detail integer not null);
create unique index event_once on event (reader, sequence, epoch);
create table audit (
  number integer primary key, at integer not null, author text not null, action text not null, subject text not null,
  detail text not null, hash text not null);
create table user (id integer primary key, name text not null unique, role text not null);
create table session (hash text primary key, user_id integer not null references user, expires_at integer not null) without rowid;
create table sign_in_link (
  hash text primary key, user_id integer not null references user, expires_at integer not null) without rowid;
insert into schedule (id, name, windows, fixed) values (1, 'Always', '[{"days":255,"from":0,"to":1440}]', 1),
  (2, 'Office hours', '[{"days":31,"from":480,"to":1140}]', 0);
`;
