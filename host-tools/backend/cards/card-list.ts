import { sql } from "kysely";
import type { z } from "zod";
import { toHex } from "../../../firmware/src/base/bytes";
import { assuranceOf, phone, uid } from "../../../firmware/src/wire/technology";
import type { CardsPage, cardsQuery, CardState, ListedCard } from "../../api/cards";
import { technologyName, technologyNames, technologyNumber } from "../../api/names";
import { standingDoor } from "../directory/standing-door";
import { isoOf, limitOf } from "../directory/time";
import type { Db } from "../store/open";
import { pinTold } from "./pin-told";

export type CardsQuery = z.output<typeof cardsQuery>;

/** A page of the site's cards by the names of their people, those of nobody last. */
export async function listCards(read: Db, query: CardsQuery, nowS: number): Promise<CardsPage> {
  const found = await filtered(read, query, nowS);
  const { total } = await found.select((all) => all.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const page = withColumns(found).orderBy(sql`live.person_name is null`).orderBy("live.person_name").orderBy("live.id").orderBy("card.id");
  const rows = await page.offset(query.offset).limit(query.limit).execute();
  const seen = await sightings(read, rows.flatMap(({ last_event }) => (last_event === null ? [] : [last_event])));
  return { rows: rows.map((row) => listed(row, { nowS, seen })), total };
}

/* What was entered as a number, what the bench has begun, and where both are one card, one row. */
function cards(read: Db) {
  return read
    .with("live", (db) =>
      db
        .selectFrom("credential")
        .innerJoin("person", "person.id", "credential.person_id")
        .selectAll("credential")
        .select(["person.name as person_name", "person.enabled as person_enabled"])
        .where("credential.removed_at", "is", null)
        .where("credential.technology", "!=", phone),
    )
    .selectFrom("live")
    .fullJoin("card", "card.credential_id", "live.id");
}
type Cards = ReturnType<typeof cards>;

const technology = sql<number>`coalesce(live.technology, card.technology)`;
const uidOf = sql<Uint8Array | null>`coalesce(card.uid, case live.technology when ${sql.lit(uid)} then live.identifier end)`;
/** What cannot prove itself has nothing that a PIN could be checked by. */
const provesItself = technologyNames.map(technologyNumber).filter((number) => assuranceOf(number) === 3);
const hasPin = sql<number | null>`case when ${technology} in (${sql.join(provesItself)}) then card.has_pin else 0 end`;
const newestVersion = sql<number | null>`(select max(version) from card_master where card_master.technology = card.technology)`;
const lastEvent = sql<number | null>`(select event.id from event where event.credential_id = live.id order by event.at desc limit 1)`;

const withColumns = (found: Cards) => found.select([
  "card.id as card_id",
  "live.id as credential_id",
  technology.as("technology"),
  uidOf.as("uid"),
  "live.label",
  "live.person_id",
  "live.person_name",
  "live.person_enabled",
  "live.enabled",
  "live.valid_from",
  "live.valid_until",
  "card.key_version",
  newestVersion.as("newest_version"),
  hasPin.as("has_pin"),
  "card.pin_since",
  "card.locked_at",
  lastEvent.as("last_event"),
]);

async function filtered(read: Db, query: CardsQuery, nowS: number): Promise<Cards> {
  let found = cards(read);
  if (query.search) found = found.where(matching(query.search));
  if (query.technology) found = found.where(technology, "=", technologyNumber(query.technology));
  if (query.state) found = found.where(inState(query.state, nowS));
  if (query.below) found = await belowDoor(read, found, query.below);
  if (query.withoutPin) found = await withoutPin(read, found, query.withoutPin);
  return found;
}

function matching(search: string) {
  const text = `%${search.replace(/[%_]/g, "")}%`;
  const digits = search.replace(/[\s:-]/g, "").toUpperCase();
  const byUid = /^[0-9A-F]{2,20}$/.test(digits) ? sql<boolean>`hex(${uidOf}) like ${`%${digits}%`}` : sql<boolean>`false`;
  return sql<boolean>`(live.person_name like ${text} or live.label like ${text} or ${byUid})`;
}

function inState(state: CardState, nowS: number) {
  const active = sql<boolean>`(live.enabled and live.person_enabled and live.valid_from <= ${nowS} and (live.valid_until = 0 or live.valid_until > ${nowS}))`;
  return {
    active,
    lapsed: sql<boolean>`(live.id is not null and not ${active})`,
    ownerless: sql<boolean>`live.id is null`,
    oldKeys: sql<boolean>`(card.key_version > 0 and card.key_version < ${newestVersion})`,
  }[state];
}

/** Too weak a kind for the door as it will be once no older one is accepted any more, in the hands of somebody who may pass there. */
async function belowDoor(read: Db, found: Cards, id: number): Promise<Cards> {
  const door = await standingDoor(read, id);
  const tooWeak = technologyNames.map(technologyNumber).filter((number) => assuranceOf(number) < door.assurance_min);
  return found.where(technology, "in", [...tooWeak, -1]).where(mayPass(id));
}

/** Whether the door asks already or is about to: what it will refuse is the same. */
async function withoutPin(read: Db, found: Cards, id: number): Promise<Cards> {
  await standingDoor(read, id);
  return found.where(sql<boolean>`${hasPin} is not 1`).where(mayPass(id));
}

/** In the hands of somebody with a right at this door, at whatever hours. */
function mayPass(door: number) {
  return sql<boolean>`live.person_id in (select person_level.person_id from person_level join level_door using (level_id) where level_door.door_id = ${door})`;
}

type Sightings = Map<number, NonNullable<ListedCard["lastSeen"]>>;

async function sightings(read: Db, ids: number[]): Promise<Sightings> {
  const rows = await read
    .selectFrom("event")
    .leftJoin("door", "door.id", "event.door_id")
    .select(["event.id", "event.at", "door.id as doorId", "door.name as doorName"])
    .where("event.id", "in", [...ids, -1])
    .execute();
  return new Map(rows.map(({ id, at, doorId, doorName }) => [id, { at: isoOf(at), doorId, doorName }]));
}

type Found = Awaited<ReturnType<ReturnType<typeof withColumns>["execute"]>>[number];

function listed(row: Found, { nowS, seen }: { nowS: number; seen: Sightings }): ListedCard {
  return {
    id: row.card_id,
    credentialId: row.credential_id,
    technology: technologyName(row.technology),
    assurance: assuranceOf(row.technology),
    uid: row.uid && toHex(row.uid),
    label: row.label ?? "",
    personId: row.person_id,
    personName: row.person_name,
    state: stateOf(row, nowS),
    enabled: row.enabled === 1,
    validFrom: limitOf(row.valid_from ?? 0),
    validUntil: limitOf(row.valid_until ?? 0),
    keyVersion: row.key_version,
    newestVersion: row.newest_version,
    ...pinTold(row),
    locked: row.locked_at !== null,
    lastSeen: (row.last_event !== null && seen.get(row.last_event)) || null,
  };
}

function stateOf(row: Found, nowS: number): ListedCard["state"] {
  if (row.credential_id === null) return "ownerless";
  const valid = row.valid_from! <= nowS && (row.valid_until === 0 || row.valid_until! > nowS);
  return row.enabled && row.person_enabled && valid ? "active" : "lapsed";
}
