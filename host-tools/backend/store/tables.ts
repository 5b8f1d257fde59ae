import type { Generated, Insertable, Selectable } from "kysely";
import type { JournalBreak } from "../../api/readers";
import type { tellings } from "../../api/webhooks";

/* Times are unix seconds unless named Ms; truth values are 0 or 1. docs/adr and migrations.ts say why each table is there. */

export interface Tables {
  site: { id: Generated<number>; name: string; time_zone: string; utc_offset_min: number; keep_events_days: Generated<number | null> };
  holiday: { date: string; name: string; yearly: number };
  door: DoorTable;
  schedule: { id: Generated<number>; name: string; windows: string; fixed: number };
  level: { id: Generated<number>; name: string; schedule_id: number };
  level_door: { level_id: number; door_id: number };
  person: { id: Generated<number>; name: string; note: string; enabled: number; extended: number };
  /** `since`: when it was given; 0: before that was noted. */
  person_level: { person_id: number; level_id: number; since: Generated<number> };
  credential: CredentialTable;
  reader: ReaderTable;
  /** Readers that have not been heard since the database was put back (backup/first-contact), and the number of their settings then. */
  restored_reader: { reader: number; settings_version: number };
  reader_level: { reader: number; level_id: number; bit: number };
  /** Bits that levels had (delta/freed-bits): versions with which the reader has heard that they have not; null: within this edit. */
  freed_bit: { reader: number; bit: number; list_version: number | null; settings_version: number | null };
  reader_grant: ReaderGrantTable;
  reader_command: ReaderCommandTable;
  event: EventTable;
  card_master: { technology: number; application: string; version: number; sealed: Uint8Array; made_at: number };
  card: CardTable;
  phone: PhoneTable;
  lease: LeaseTable;
  denial: { reader: number; token: Uint8Array; ends_at: number };
  /** By which readers prove themselves to phones (leases/group-keys): since when readers have it; null: phones are fetching it. */
  group_key: { id: Uint8Array; sealed: Uint8Array; made_at: number; since: number | null };
  capture: CaptureTable;
  capture_part: { capture: number; part: number; bytes: Uint8Array };
  audit: AuditTable;
  /** Who may sign in, and as what (api/rights). */
  account: { id: Generated<number>; name: string; role: string; enabled: Generated<number>; signed_in_at: Generated<number | null> };
  session: { hash: string; account_id: number; expires_at: number };
  /** Phones of cardholders (auth/passes), and links that make one. */
  person_pass: { hash: string; person_id: number; is_link: number; expires_at: number };
  door_tag: DoorTagTable;
  webhook: WebhookTable;
  /** That a reader fell silent or was heard again (webhooks/silence): what no event of its journal can tell. */
  notice: { id: Generated<number>; at: number; reader: number; type: "reader.silent" | "reader.heard" };
  sign_in_link: { hash: string; account_id: number; expires_at: number };
}

interface DoorTable {
  id: Generated<number>;
  number: number;
  name: string;
  mode: number;
  unlock_ms: number;
  extended_ms: number;
  held_open_s: number;
  assurance_min: number;
  policies: number;
  /** Least assurance until `former_until`; 0: no such time. */
  former_min: Generated<number>;
  former_until: Generated<number>;
  clock_grace_min: number;
  /** Null while it stands. A removed one stays for the names in its history. */
  removed_at: Generated<number | null>;
}

interface CredentialTable {
  id: Generated<number>;
  person_id: number;
  technology: number;
  identifier: Uint8Array;
  label: string;
  enabled: number;
  /** 0: no limit. */
  valid_from: number;
  valid_until: number;
  /** Null while in use. A removed one stays for the names in its history. */
  removed_at: number | null;
}

interface CardTable {
  id: Generated<number>;
  technology: number;
  uid: Uint8Array;
  /** The credential id in its file. */
  identifier: Uint8Array;
  /** Null until it is registered, and for tags that are nobody's. A card goes with a credential that is erased. */
  credential_id: number | null;
  /** Knows AuthenticateAES alone. */
  ev1: number;
  /** Of the keys on it, as registered; 0: not yet. */
  key_version: number;
  /** Whether it has a PIN, and since when it is so; null: never told. */
  has_pin: Generated<number | null>;
  pin_since: Generated<number | null>;
  locked_at: number | null;
}

interface ReaderTable {
  num: Generated<number>;
  reader_id: Uint8Array;
  name: string;
  door_id: number | null;
  enabled: number;
  /** The device key under the site key (auth/key-box). */
  key_sealed: Uint8Array;
  /** Highest boot epoch heard, raised durably before the first answer within it. */
  epoch: number;
  /** Version of the newest row of its list. */
  list_version: number;
  /** Lists with a lower version are from before a restore: such a reader needs the whole list. */
  list_base: Generated<number>;
  settings_version: number;
  /** Number of the settings that stand in until a restored list has come; 0: none do. */
  settings_bridge: Generated<number>;
  settings: Uint8Array;
  command_number: number;
  last_seen: number | null;
  held_list_version: number;
  held_settings_version: number;
  /** 1: that it is silent has been told (webhooks/silence). */
  silent_told: Generated<number>;
  /** Row and sequence number of the last chain record; null: none yet. */
  chain_event: Generated<number | null>;
  chain_sequence: Generated<number | null>;
  /** The last one that found its page whole. */
  proven_sequence: Generated<number | null>;
  proven_at: Generated<number | null>;
  /** Its newest record that is not kept any longer (ingest/forgotten); null: none went yet. */
  forgotten_sequence: Generated<number | null>;
  forgotten_epoch: Generated<number | null>;
  /** The newest contradiction of its journal (api/readers, JournalBreak); null: none ever. */
  break_reason: Generated<JournalBreak | null>;
  break_sequence: Generated<number | null>;
  break_at: Generated<number | null>;
}

interface ReaderGrantTable {
  reader: number;
  token: Uint8Array;
  credential_id: number;
  levels: number;
  valid_from: number;
  valid_until: number;
  /** wire/grant flags; a row with flagRemoved stays, so that every reader hears of it. */
  flags: number;
  version: number;
  /** The credential's own key wrapped for this reader, 16 bytes (crypto/kdf, wrapKeyOf); null: none. Goes down with the grant. */
  card_key: Generated<Uint8Array | null>;
  /** 0: the credential itself; 1: the key of its card, found by the card's UID, without any right. */
  part: Generated<number>;
}

interface ReaderCommandTable {
  reader: number;
  number: number;
  action: number;
  argument: number;
  /** 0: never. */
  expires_at: number;
}

interface EventTable {
  id: Generated<number>;
  reader: number;
  sequence: number;
  epoch: number;
  type: number;
  reason: number;
  door: number;
  door_id: number | null;
  technology: number;
  flags: number;
  at: number;
  received_at: number;
  token: Uint8Array | null;
  credential_id: number | null;
  detail: number;
  /** The record's time as the reader wrote it, where `at` is another; null: `at` is it. */
  reader_time: number | null;
}

interface PhoneTable {
  credential_id: number;
  key_sealed: Uint8Array;
  /** The time in its last request for leases; every next one is later. */
  asked_at: Generated<number>;
  /** The newest group key that the phone was enrolled with or has said it holds. */
  group_id: Generated<Uint8Array | null>;
}

interface LeaseTable {
  id: Generated<number>;
  /** By which the reader knows it (wire/lease). */
  lease_id: Uint8Array;
  credential_id: number;
  reader: number;
  token: Uint8Array;
  levels: number;
  valid_from: number;
  valid_until: number;
  revoked_at: number | null;
  /** Good only while the phone is unlocked. */
  unlocked: Generated<number>;
  /** Its phone may fetch the next one by itself. */
  renews: Generated<number>;
  /** For how long it was wished; the phone's validity may have made it shorter. */
  seconds: number;
  /** The door stays unlocked for the longer time. */
  extended: number;
}

interface DoorTagTable {
  id: Generated<number>;
  uid: Uint8Array;
  door_id: number;
  label: string;
  /** SDMMetaRead and SDMFileRead under the site key, bound to the UID. */
  keys_sealed: Uint8Array;
  /** Of the newest tap that was taken; -1: none. */
  counter: number;
  used_at: Generated<number | null>;
  revoked_at: Generated<number | null>;
}

interface WebhookTable {
  id: Generated<number>;
  url: string;
  what: (typeof tellings)[number];
  names: number;
  /** What deliveries are signed with, under the site key. */
  secret_sealed: Uint8Array;
  enabled: number;
  created_at: number;
  /** The last event and the last notice that it has, or does not want. */
  last_event: number;
  last_notice: number;
  delivered_at: Generated<number | null>;
  failures: Generated<number>;
  failure: Generated<string | null>;
  next_try_at: Generated<number>;
}

interface CaptureTable {
  id: Generated<number>;
  reader: number;
  /** Number of the command that asked for it. */
  command: number;
  author: string;
  taps: number;
  seconds: number;
  asked_at: number;
  done_at: number | null;
  lost: number;
  /** JSON Lines, once done; its parts are gone then. */
  trace: string | null;
}

interface AuditTable {
  number: number;
  at: number;
  author: string;
  action: string;
  subject: string;
  detail: string;
  hash: string;
}

export type Reader = Selectable<ReaderTable>;
export type NewReader = Insertable<ReaderTable>;
export type Door = Selectable<DoorTable>;
export type Credential = Selectable<CredentialTable>;
export type ReaderGrant = Selectable<ReaderGrantTable>;
export type NewEvent = Insertable<EventTable>;
export type Card = Selectable<CardTable>;
export type Lease = Selectable<LeaseTable>;
export type Capture = Selectable<CaptureTable>;
export type Webhook = Selectable<WebhookTable>;
