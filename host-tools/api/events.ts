import { z } from "zod";
import type { EventKind, TechnologyName } from "./names";
import { eventKinds } from "./names";

/** One journal record as the backend has it, with names joined in when it is read. */
export interface EventRow {
  /** Rises in the order of arrival; also the id of the stream's messages. */
  id: number;
  kind: EventKind;
  /** When it happened by the reader's clock; re-dated by the backend when the reader did not know the date. */
  at: string;
  receivedAt: string;
  clockUnsure: boolean;
  readerId: string;
  readerName: string;
  doorId: number | null;
  doorName: string | null;
  /** Null for records that are not taps. */
  verdict: "granted" | "denied" | null;
  /** A name of access/reason for taps, of wire/event for everything else. */
  reason: string;
  technology: TechnologyName | null;
  /** 0 to 3, null where no credential was read. */
  assurance: number | null;
  personId: number | null;
  personName: string | null;
  credentialId: number | null;
  /** The opaque token, for telling unknown credentials apart. */
  token: string | null;
  detail: number;
  sequence: number;
  epoch: number;
}

/** An ISO time, or a day of the site's clock. */
export const timeOrDay = z.iso.datetime({ offset: true }).or(z.iso.date());

/**
 * `since`, `until`: ISO time, or a day of the site's clock, which is meant whole. `after`, `before`: event id. Newest first,
 * unless `after` is given: then oldest first, from that id on.
 */
export const eventsQuery = z.object({
  since: timeOrDay.optional(),
  until: timeOrDay.optional(),
  after: z.coerce.number().int().min(0).optional(),
  before: z.coerce.number().int().positive().optional(),
  /** Whoever asks for one person's events is noted in the audit. */
  person: z.coerce.number().int().positive().optional(),
  door: z.coerce.number().int().positive().optional(),
  reader: z.string().optional(),
  kind: z.enum(eventKinds).optional(),
  verdict: z.enum(["granted", "denied"]).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export interface EventsAnswer {
  rows: EventRow[];
}

/*
 * GET stream (Server-Sent Events). `tap`, `door` and `reader` carry an EventRow of that kind and have the event's id, so
 * that a browser that was away goes on where it was; one that comes again without an id has got its owner since; `state` carries a ReaderRow whenever one changes, and one for every reader at
 * the start; `change` says what of the directory was edited.
 */
export const streamEvents = ["tap", "door", "reader", "state", "change"] as const;
export type StreamEvent = (typeof streamEvents)[number];
export interface DirectoryChange {
  /** Of the audit's line; 0 where nobody edited it, as when a webhook begins to fail. */
  number: number;
  what: "person" | "credential" | "door" | "level" | "schedule" | "holidays" | "reader" | "site" | "import" | "trace" | "webhook" | "account";
  id: number | string | null;
}
