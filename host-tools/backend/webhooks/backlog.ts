import { toHex } from "../../../firmware/src/base/bytes";
import { isoOf } from "../directory/time";
import { findEvents, lastEventId } from "../reports/event-rows";
import type { Db } from "../store/open";
import type { Webhook } from "../store/tables";
import { messageOfEvent, type Message } from "./message";

/** How far a subscriber is. */
export type Place = Pick<Webhook, "last_event" | "last_notice">;

/** The next message for this subscriber, undefined where it wants none of what was looked at, and the place behind it. */
export interface Next {
  message: Message | undefined;
  place: Place;
}

const atOnce = 100;

export async function newestPlace(read: Db): Promise<Place> {
  const { last } = await read.selectFrom("notice").select((all) => all.fn.max("id").as("last")).executeTakeFirstOrThrow();
  return { last_event: await lastEventId(read), last_notice: last ?? 0 };
}

/** What it is to be told next, oldest first, some at a time; none: it has everything. */
export async function nextFor(read: Db, webhook: Webhook): Promise<Next[]> {
  const place: Place = { last_event: webhook.last_event, last_notice: webhook.last_notice };
  const notices = await noticesAfter(read, place);
  return notices.length > 0 ? notices : eventsAfter(read, webhook, place);
}

async function noticesAfter(read: Db, place: Place): Promise<Next[]> {
  const rows = await read
    .selectFrom("notice")
    .innerJoin("reader", "reader.num", "notice.reader")
    .selectAll("notice")
    .select(["reader.reader_id", "reader.name", "reader.door_id"])
    .where("notice.id", ">", place.last_notice)
    .orderBy("notice.id")
    .limit(atOnce)
    .execute();
  return rows.map((row) => {
    const data = { id: toHex(row.reader_id), name: row.name, doorId: row.door_id };
    const message = { type: row.type, timestamp: isoOf(row.at), data };
    return { message: { id: `${row.type}_${data.id}_${row.at}`, message }, place: { ...place, last_notice: row.id } };
  });
}

async function eventsAfter(read: Db, webhook: Webhook, place: Place): Promise<Next[]> {
  const rows = await findEvents(read, { after: place.last_event, limit: atOnce });
  const wish = { what: webhook.what, names: webhook.names === 1 };
  return rows.map((row) => ({ message: messageOfEvent(row, wish), place: { ...place, last_event: row.id } }));
}
