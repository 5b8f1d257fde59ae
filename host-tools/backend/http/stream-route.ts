import type { Hono } from "hono";
import type { SSEStreamingApi } from "hono/streaming";
import { streamSSE } from "hono/streaming";
import type { DirectoryChange, StreamEvent } from "../../api/events";
import { paths } from "../../api/paths";
import { eventsOf, findEvents, lastEventId } from "../reports/event-rows";
import { readerRows } from "../reports/reader-rows";
import { Refusal } from "../refusal";
import type { Env, Services } from "./services";

const pageRows = 200;
const heartbeatMs = 15_000;
const listenersMax = 500;

/** Server-Sent Events: what is new since Last-Event-ID (or since now), then everything as it is committed. */
export function streamRoute(app: Hono<Env>, services: Services): Streams {
  const streams = new Streams();
  app.get(paths.stream, (c) => {
    if (streams.open.size >= listenersMax) throw new Refusal(503, "STREAMS", "too many pages are listening", "Close some.");
    const since = Number(c.req.header("Last-Event-ID") ?? c.req.query("after"));
    return streamSSE(c, async (stream) => {
      const listener = new Listener(services, stream, c.get("account").id);
      streams.open.add(listener);
      stream.onAbort(() => listener.stop());
      await listener.run(Number.isSafeInteger(since) ? since : undefined).catch(services.onTrouble);
      streams.open.delete(listener);
    });
  });
  return streams;
}

export class Streams {
  readonly open = new Set<Listener>();

  stop(): void {
    for (const listener of this.open) listener.stop();
  }
}

/**
 * One page that listens. It pulls what it has not seen, so a slow one holds nothing up and a returning one misses nothing;
 * only the wish to look again is ever queued.
 */
class Listener {
  private wake: () => void = () => undefined;
  private stopped = false;
  private last = 0;
  private eventsWait = true;
  private namedWait: number[] = [];
  private readonly readersWait = new Set<number>();
  private changesWait: DirectoryChange[] = [];

  constructor(
    private readonly services: Services,
    private readonly stream: SSEStreamingApi,
    /** Null: it asks with a token. */
    private readonly account: number | null,
  ) {}

  async run(since: number | undefined): Promise<void> {
    const { feed, contacts, store } = this.services;
    const ends = [
      feed.on("ingested", () => this.look(() => (this.eventsWait = true))),
      feed.on("named", (ids) => this.look(() => this.namedWait.push(...ids))),
      feed.on("reader", (num) => this.look(() => this.readersWait.add(num))),
      feed.on("change", (change) => this.look(() => this.changesWait.push(change))),
      feed.on("signedOut", (account) => account === this.account && this.stop()),
    ];
    for (const contact of contacts.all()) this.readersWait.add(contact.num);
    this.last = since ?? (await lastEventId(store.read));
    while (!this.stopped) {
      await this.sendAll();
      await this.somethingNew();
    }
    for (const end of ends) end();
  }

  stop(): void {
    this.stopped = true;
    this.wake();
  }

  private look(note: () => unknown): void {
    note();
    this.wake();
  }

  private async sendAll(): Promise<void> {
    const changes = this.changesWait;
    this.changesWait = [];
    for (const change of changes) await this.send("change", change);
    await this.sendStates();
    while (this.eventsWait && !this.stopped) await this.sendEvents();
    await this.sendNamed();
  }

  /** Once more, without an id, so that a page which comes back goes on where it was. */
  private async sendNamed(): Promise<void> {
    const ids = this.namedWait.filter((id) => id <= this.last).slice(-pageRows);
    this.namedWait = [];
    if (ids.length === 0) return;
    for (const row of await eventsOf(this.services.store.read, ids)) await this.send(row.kind, row);
  }

  private async sendStates(): Promise<void> {
    const only = [...this.readersWait];
    this.readersWait.clear();
    if (only.length === 0) return;
    const { store, contacts, nowMs } = this.services;
    for (const row of await readerRows(store.read, contacts, { nowMs: nowMs(), only })) await this.send("state", row);
  }

  private async sendEvents(): Promise<void> {
    this.eventsWait = false;
    const rows = await findEvents(this.services.store.read, { after: this.last, limit: pageRows });
    for (const row of rows) {
      await this.send(row.kind, row, row.id);
      this.last = row.id;
    }
    if (rows.length === pageRows) this.eventsWait = true;
  }

  private send(event: StreamEvent, data: unknown, id?: number): Promise<void> {
    return this.stream.writeSSE({ event, data: JSON.stringify(data), ...(id !== undefined && { id: String(id) }) });
  }

  /** Fulfilled by news, by `stop`, or after a comment that keeps proxies from closing the line. */
  private async somethingNew(): Promise<void> {
    if (this.stopped || this.eventsWait || this.namedWait.length > 0 || this.readersWait.size > 0 || this.changesWait.length > 0) return;
    let timer: NodeJS.Timeout | undefined;
    const quiet = await new Promise<boolean>((resolve) => {
      this.wake = () => resolve(false);
      timer = setTimeout(() => resolve(true), heartbeatMs);
    });
    clearTimeout(timer);
    if (quiet) await this.stream.write(": still here\n\n");
  }
}
