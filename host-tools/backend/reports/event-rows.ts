import { sql } from "kysely";
import type { z } from "zod";
import { assuranceOf } from "../../../firmware/src/wire/technology";
import { chain, flagClockUnsure, flagGranted, command, doorEvent, tap } from "../../../firmware/src/wire/record";
import type { EventRow, eventsQuery } from "../../api/events";
import type { EventKind } from "../../api/names";
import { kindOf, recordReason, technologyName } from "../../api/names";
import { siteRow } from "../directory/schedules";
import { isoOf, secondsOf } from "../directory/time";
import type { Db } from "../store/open";

export type EventsQuery = z.infer<typeof eventsQuery>;

/** Journal records as people read them, without those that only prove the others: names are joined in now, so a renamed person is found under the new name. */
export async function findEvents(read: Db, query: EventsQuery): Promise<EventRow[]> {
  let rows = joined(read).where("event.type", "!=", chain).limit(query.limit);
  rows =
    query.after === undefined ? rows.orderBy("event.id", "desc") : rows.where("event.id", ">", query.after).orderBy("event.id");
  if (query.before !== undefined) rows = rows.where("event.id", "<", query.before);
  if (query.since || query.until) rows = within(rows, query, (await siteRow(read)).utcOffsetMin);
  if (query.person) rows = rows.where("credential.person_id", "=", query.person);
  if (query.door) rows = rows.where("event.door_id", "=", query.door);
  if (query.reader) rows = rows.where("reader.reader_id", "=", Buffer.from(query.reader, "hex"));
  if (query.kind) rows = ofKind(rows, query.kind);
  if (query.verdict) rows = ofVerdict(rows, query.verdict);
  return (await rows.execute()).map(eventRow);
}

/** Those of these ids that are shown at all. */
export async function eventsOf(read: Db, ids: number[]): Promise<EventRow[]> {
  const rows = joined(read).where("event.id", "in", ids).where("event.type", "!=", chain).orderBy("event.id");
  return (await rows.execute()).map(eventRow);
}

/** The newest id; 0 when there is none. */
export async function lastEventId(read: Db): Promise<number> {
  const { last } = await read
    .selectFrom("event")
    .select((all) => all.fn.max("id").as("last"))
    .executeTakeFirstOrThrow();
  return last ?? 0;
}

function joined(read: Db) {
  return read
    .selectFrom("event")
    .leftJoin("reader", "reader.num", "event.reader")
    .leftJoin("door", "door.id", "event.door_id")
    .leftJoin("credential", "credential.id", "event.credential_id")
    .leftJoin("person", "person.id", "credential.person_id")
    .selectAll("event")
    .select(["reader.reader_id", "reader.name as reader_name", "door.name as door_name"])
    .select(["person.id as person_id", "person.name as person_name"]);
}

type Joined = ReturnType<typeof joined>;
type Found = Awaited<ReturnType<Joined["execute"]>>[number];

/** A day alone is the site's own, whole. */
function within(rows: Joined, { since, until }: EventsQuery, utcOffsetMin: number): Joined {
  const from = since ? rows.where("event.at", ">=", secondsOf(since, "from", utcOffsetMin)) : rows;
  return until ? from.where("event.at", "<", secondsOf(until, "until", utcOffsetMin)) : from;
}

function ofVerdict(rows: Joined, verdict: "granted" | "denied"): Joined {
  const granted = verdict === "granted" ? flagGranted : 0;
  return rows.where("event.type", "=", tap).where(sql<boolean>`event.flags & ${flagGranted} = ${granted}`);
}

function ofKind(rows: Joined, kind: EventKind): Joined {
  if (kind === "tap") return rows.where("event.type", "=", tap);
  return rows.where(
    "event.type",
    kind === "door" ? "in" : "not in",
    kind === "door" ? [doorEvent, command] : [tap, doorEvent, command],
  );
}

function eventRow(row: Found): EventRow {
  const isTap = row.type === tap;
  const read = row.token !== null || row.technology > 0;
  return {
    id: row.id,
    kind: kindOf(row.type),
    at: isoOf(row.at),
    receivedAt: isoOf(row.received_at),
    clockUnsure: (row.flags & flagClockUnsure) !== 0,
    readerId: row.reader_id ? Buffer.from(row.reader_id).toString("hex") : "",
    readerName: row.reader_name ?? "",
    doorId: row.door_id,
    doorName: row.door_name,
    verdict: isTap ? (row.flags & flagGranted ? "granted" : "denied") : null,
    reason: recordReason(row.type, row.reason),
    technology: read ? technologyName(row.technology) : null,
    assurance: read ? assuranceOf(row.technology) : null,
    personId: row.person_id,
    personName: row.person_name,
    credentialId: row.credential_id,
    token: row.token ? Buffer.from(row.token).toString("hex") : null,
    detail: row.detail,
    sequence: row.sequence,
    epoch: row.epoch,
  };
}
