import { computed, signal } from "@preact/signals";
import type { DirectoryChange, EventRow } from "../../api/events";
import { paths } from "../../api/paths";
import type { ReaderRow } from "../../api/readers";
import { tick } from "../i18n/format";
import { api } from "./api";
import type { ApiFailure } from "./http";

/* What the server tells by itself: one stream for the whole page, whatever screen is open. */
const eventsKept = 500;
const hourMs = 3_600_000;
/** A reader is online while its last authenticated message is younger than this. */
const onlineMs = 40_000;

/** Newest first. */
export const events = signal<EventRow[]>([]);
export const readers = signal<ReadonlyMap<string, ReaderRow>>(new Map());
/** Undefined until the first answer. */
export const connected = signal<boolean | undefined>(undefined);
/** What happened before the page was open is here: only from then on does nothing shown mean that there is nothing. */
export const caughtUp = signal(false);
/** Rises with every edit of the directory, by anyone: screens that show it load again. */
export const directoryVersion = signal(0);

export const readerRows = computed(() => [...readers.value.values()].sort((a, b) => a.name.localeCompare(b.name)));
export const lastHour = computed(() => events.value.filter((event) => Date.parse(event.at) > tick.value - hourMs));
/** More happened within the hour than this page keeps: counts of it are "at least". */
export const hourOverflows = computed(() => lastHour.value.length === eventsKept);

/** True while the reader's last message is young enough, judged anew each second. */
export function isOnline(reader: ReaderRow): boolean {
  return reader.lastSeen !== null && tick.value - Date.parse(reader.lastSeen) < onlineMs;
}

const askPauseMs = 300;
let asking: number | undefined;
const retryMs = 3000;
let retry: number | undefined;
let catchingUp: number | undefined;
let source: EventSource | undefined;

/** Starts the stream; calling it again does nothing. */
export function openStream(): void {
  if (source) return;
  source = new EventSource(paths.stream);
  source.onopen = () => {
    connected.value = true;
    void catchUp();
  };
  source.onerror = lost;
  for (const kind of ["tap", "door", "reader"]) source.addEventListener(kind, (message) => take(read<EventRow>(message)));
  source.addEventListener("state", (message) => putReader(read<ReaderRow>(message)));
  source.addEventListener("change", (message) => noteChange(read<DirectoryChange>(message)));
}

/* A browser tries again by itself, except after an answer that was no stream: the session has ended, or a proxy spoke. */
function lost(): void {
  connected.value = false;
  if (source?.readyState !== EventSource.CLOSED) return;
  source = undefined;
  retry = setTimeout(() => void api.session().then(openStream, openUnlessRefused), retryMs);
}

function openUnlessRefused(failure: ApiFailure): void {
  if (failure.status !== 401) openStream();
}

export function closeStream(): void {
  clearTimeout(retry);
  clearTimeout(catchingUp);
  source?.close();
  source = undefined;
  connected.value = undefined;
  caughtUp.value = false;
  events.value = [];
  readers.value = new Map();
}

/** What happened before the stream was open. */
async function catchUp(): Promise<void> {
  clearTimeout(catchingUp);
  try {
    await Promise.all([api.events({ limit: eventsKept }).then(addEvents), askReaders()]);
    caughtUp.value = true;
  } catch {
    if (source) catchingUp = setTimeout(() => void catchUp(), retryMs);
  }
}

async function askReaders(): Promise<void> {
  const { rows } = await api.readers();
  readers.value = new Map(rows.map((reader) => [reader.id, reader]));
}

/** Who wants to hear of each event as it happens. */
const listeners: ((event: EventRow) => void)[] = [];
export function onEvent(listen: (event: EventRow) => void): void {
  listeners.push(listen);
}

function take(event: EventRow): void {
  const known = events.value.some(({ id }) => id === event.id);
  addEvents([event]);
  if (!known) for (const listen of listeners) listen(event);
}

function addEvents(rows: EventRow[]): void {
  /* What comes again has got a name since. */
  const newer = new Set(rows.map((row) => row.id));
  const others = events.value.filter((event) => !newer.has(event.id));
  events.value = [...rows, ...others].sort((a, b) => b.id - a.id).slice(0, eventsKept);
}

function putReader(reader: ReaderRow): void {
  readers.value = new Map(readers.value).set(reader.id, reader);
}

/** Who wants to hear that an account was edited: it may be the one that is signed in here. */
let accountEdited: () => void = () => undefined;
export function onAccountEdit(run: () => void): void {
  accountEdited = run;
}

function noteChange(change: DirectoryChange): void {
  if (change.what === "account") accountEdited();
  directoryVersion.value = Math.max(directoryVersion.value + 1, change.number);
  /* An edit gives every reader concerned a newer version to reach; those that are away say nothing of it themselves. */
  asking ??= setTimeout(() => {
    asking = undefined;
    void askReaders().catch(() => undefined);
  }, askPauseMs);
}

function read<T>(message: Event): T {
  return JSON.parse((message as MessageEvent<string>).data) as T;
}
