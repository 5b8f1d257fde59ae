import { bodyAskAgain, events, news, receipt, sync, trace } from "../../../firmware/src/wire/message";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { messageMalformed, raise } from "../../../firmware/src/base/fault";
import type { Native } from "../../../firmware/src/hal/native";
import type { Feed } from "../feed";
import { notForgotten } from "../ingest/forgotten";
import type { EventQueue } from "../ingest/event-queue";
import type { Db } from "../store/open";
import type { Contact } from "./contact";
import type { Request } from "./gateway";
import { count } from "./gateway";
import type { SyncStatus } from "./messages";
import type { FirstContacts } from "../backup/first-contact";
import type { Captures } from "../captures/captures";
import { decodeEvents, decodeSync, decodeTrace, encodeNews, encodeReceipt } from "./messages";
import { noteOffer } from "./list-offers";
import { newsFor } from "./news";

interface RequestsOptions {
  read: Db;
  queue: EventQueue;
  feed: Feed;
  native: Native;
  captures: Captures;
  firstContacts: FirstContacts;
  nowMs(): number;
  /** 8 bytes of this process: who does not know it has not spoken with it, or is a recording. */
  nonce: Bytes;
}

/** Answers what readers ask: their news for `sync`, a receipt for `events` and for parts of a `trace` once they are durable. */
export class Requests {
  constructor(private readonly options: RequestsOptions) {}

  handle(request: Request): void {
    const { type, payload } = request.opened;
    if (type === sync) this.sync(request, decodeSync(payload));
    else if (type === events) this.events(request, payload);
    else if (type === trace) this.trace(request, payload);
    else raise(messageMalformed);
  }

  private trace(request: Request, payload: Bytes): void {
    const part = decodeTrace(payload);
    if (!this.known(request, part.nonce) || !this.settled(request)) return;
    this.seen(request);
    const { contact } = request;
    this.options.captures
      .take(contact, part)
      .then(() => request.answer(receipt, encodeReceipt(this.options.nonce, part.part)))
      .catch(() => count(contact.dropped, "unanswered"));
  }

  private sync(request: Request, status: SyncStatus): void {
    if (!this.known(request, status.nonce)) return;
    const { contact } = request;
    if (!isSettled(contact)) return this.meet(request, status);
    this.seen(request);
    contact.status = status;
    contact.statusAtMs = this.options.nowMs();
    contact.heldListVersion = status.listVersion;
    contact.heldSettingsVersion = status.settingsVersion;
    this.options.feed.tell("reader", contact.num);
    const { epoch } = contact;
    if (contact.durableEpoch >= epoch) return this.inform(request, status);
    this.options.queue.add({ contact, epoch, records: [], durable: () => this.inform(request, status) });
  }

  private inform(request: Request, status: SyncStatus): void {
    const { read, nonce, nowMs } = this.options;
    newsFor(read, request.contact, { status, nowS: Math.floor(nowMs() / 1000) })
      .then((body) => {
        noteOffer(request.contact.offers, status, body.kind);
        request.answer(news, encodeNews(nonce, nowMs(), body));
      })
      .catch(() => count(request.contact.dropped, "unanswered"));
  }

  private events(request: Request, payload: Bytes): void {
    const { nonce, records } = decodeEvents(payload);
    if (!this.known(request, nonce) || !this.settled(request)) return;
    this.seen(request);
    const durable = (): void => request.answer(receipt, encodeReceipt(this.options.nonce, records.at(-1)!.sequence));
    const { contact } = request;
    this.options.queue.add({ contact, epoch: contact.epoch, records: notForgotten(records, contact), durable });
  }

  /** A sender that does not know this process's nonce is told it, and nothing else happens. */
  private known(request: Request, nonce: Bytes): boolean {
    if (this.options.native.same(nonce, this.options.nonce)) return true;
    this.askAgain(request);
    return false;
  }

  /** What a reader holds comes first: the database may be older. Until it has said that, nothing else is taken from it. */
  private settled(request: Request): boolean {
    const settled = isSettled(request.contact);
    if (!settled) this.askAgain(request);
    return settled;
  }

  private meet(request: Request, status: SyncStatus): void {
    const { contact } = request;
    this.options.firstContacts
      .meet(contact, status)
      .then(() => this.sync(request, status))
      .catch(() => count(contact.dropped, "unanswered"));
  }

  private askAgain(request: Request): void {
    const body = { kind: bodyAskAgain, bytes: new Uint8Array(0), more: false };
    request.answer(news, encodeNews(this.options.nonce, this.options.nowMs(), body));
  }

  private seen(request: Request): void {
    request.contact.peer = request.peer;
    request.contact.lastSeenMs = this.options.nowMs();
  }
}

function isSettled({ met, unsettled }: Contact): boolean {
  return met && !unsettled;
}
