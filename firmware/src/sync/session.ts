import type { Bytes } from "../base/bytes";
import type { Drbg } from "../crypto/drbg";
import type { Clock, Timer } from "../hal/clock";
import type { Link } from "../hal/link";
import type { Grant } from "../wire/grant";
import type { Pace } from "./pace";
import type { Opened, Seal } from "./seal";
import { copy } from "../base/bytes";
import * as fault from "../base/fault";
import { unpack, u16At, u32At } from "../base/pack";
import * as message from "../wire/message";
import { takesTraces } from "./takes-traces";
import { ListPart } from "../wire/list-part";
import { decodeDelta } from "./apply-delta";
import * as pace from "./pace";
import type { CaptureToSend } from "./requests";
import { encodeEvents, encodeSync } from "./requests";

/** What a reader says of itself besides its list and journal. */
export interface SyncStatus {
  settingsVersion: number;
  commandDone: number;
  uptimeS: number;
  /** Unix seconds as believed. */
  time: number;
  /** Status flags of wire/message. */
  flags: number;
  recoveries: number;
  freeBlocks: number;
  firmware: number;
}

/** Parts of store/journal and store/grants. */
export interface RecordsToSend {
  nextSequence: number;
  acknowledgedThrough: number;
  batch(max: number): Bytes;
  acknowledge(through: number): void;
}
export interface ListToKeep {
  version: number;
  apply(grants: Grant[], toVersion: number): void;
  buckets: number;
  target(): number;
  place(): number;
  replace(part: ListPart): boolean;
}

/** What the backend decides, proven genuine, fresh and meant for this reader. May throw { fault }: nothing was done then. */
export interface SyncListener {
  settings(bytes: Bytes): void;
  command(number: number, action: number, argument: number): void;
  clock(unixSeconds: number): void;
  listChanged(version: number): void;
}

export interface SessionOptions {
  link: Link;
  clock: Clock;
  seal: Seal;
  random: Drbg;
  journal: RecordsToSend;
  grants: ListToKeep;
  /** Undefined where no traces are taken. */
  capture: CaptureToSend | undefined;
  status: () => SyncStatus;
  listener: SyncListener;
}

/** New records wait this long for company. */
const gatherMs = 50;
const pokeGapMs = 200;
/** A clock from an answer that took longer tells little. */
const roundTripMsMax = 5000;
/** Anything sooner than this after an answer is "at once". */
const soonMs = 1;

/** The conversation with the backend (docs/protocol.md): the reader asks, one request at a time, and nothing ever waits for it. */
export class Session {
  /** Frames that were not for us, not whole, not genuine or not expected, by fault number. */
  readonly dropped: { [code: number]: number };
  private readonly options: SessionOptions;
  private readonly pace: Pace;
  private nonce: Bytes;
  /** Counter of the last frame sent; rises through the whole epoch. */
  private counter: number;
  /** Counter of the first frame of the request under way. */
  private firstCounter: number;
  private type: number;
  private sentMs: number;
  /** Uptime at which the last genuine answer came; -1: none yet. */
  private heardMs: number;
  private removalsThrough: number;
  /** Parts of a list came that the listener has not been told of. */
  private listMoved: boolean;
  /** Something waits for us at the backend. */
  private wanted: boolean;
  private askedAgain: boolean;
  private timer: Timer | undefined;
  private dueMs: number;

  constructor(options: SessionOptions) {
    this.options = options;
    this.pace = pace.atRest();
    this.dropped = {};
    this.nonce = new Uint8Array(8);
    this.counter = this.firstCounter = this.type = this.sentMs = this.removalsThrough = this.dueMs = 0;
    this.timer = undefined;
    this.heardMs = -1;
    this.askedAgain = this.listMoved = false;
    this.wanted = true;
    options.link.listen((frame: Bytes) => this.receive(frame));
  }

  start(): void {
    this.rest(soonMs + this.chance() / 64);
  }

  /** A record was written. */
  nudge(): void {
    if (this.heardMs >= 0 && this.pace.failures === 0) this.hurry(gatherMs);
  }

  /** The next turn, not later than `ms` from now; a request under way is not disturbed. */
  private hurry(ms: number): void {
    if (!this.pace.sends && this.options.clock.uptimeMs() + ms < this.dueMs) this.rest(ms);
  }

  private rest(ms: number): void {
    const clock = this.options.clock;
    clock.cancel(this.timer);
    this.dueMs = clock.uptimeMs() + ms;
    this.timer = clock.after(ms, () => this.turn());
  }

  /** Waiting is over: for an answer, or between requests. */
  private turn(): void {
    if (!this.pace.sends) this.request();
    else if (pace.repeats(this.pace)) this.send();
    else this.rest(pace.backOffMs(this.pace, this.chance()));
  }

  /** Records first, unless the backend has something for us: what it has may be a removal. */
  private request(): void {
    const journal = this.options.journal;
    const records = journal.acknowledgedThrough < journal.nextSequence - 1;
    this.type = records && !(this.wanted && this.type === message.events) && this.heardMs >= 0 ? message.events : message.sync;
    if (takesTraces && !records && !this.wanted && this.heardMs >= 0 && this.options.capture!.waiting()) this.type = message.trace;
    this.firstCounter = this.counter + 1;
    this.send();
  }

  private send(): void {
    const options = this.options;
    const records = this.type === message.events ? options.journal.batch(message.eventsRecordsMax) : undefined;
    if (records && !records.length) this.type = message.sync;
    const payload =
      records && records.length
        ? encodeEvents(this.nonce, records)
        : takesTraces && this.type === message.trace
          ? options.capture!.payload(this.nonce)
          : encodeSync(this.nonce, options.grants, this.removalsThrough, options.journal, options.status());
    this.counter++;
    this.sentMs = options.clock.uptimeMs();
    options.link.send(options.seal.seal(this.type, this.counter, payload));
    this.rest(pace.sent(this.pace));
  }

  /** Whatever comes in: believed only when it opens and answers the request under way. */
  private receive(frame: Bytes): void {
    try {
      const opened = this.options.seal.open(frame);
      if (opened.type === message.poke) this.poked(opened.counter);
      else this.answer(opened);
    } catch (e) {
      const code = fault.codeOf(e);
      this.dropped[code] = (this.dropped[code] || 0) + 1;
    }
  }

  /** Only "ask now": an old one does no more harm than a question too many, and not too many of those. */
  private poked(counter: number): void {
    if (counter > this.counter) fault.raise(fault.frameReplayed);
    this.wanted = true;
    const sinceMs = this.options.clock.uptimeMs() - this.sentMs;
    this.hurry(Math.max(soonMs, pokeGapMs - sinceMs));
  }

  private answer(opened: Opened): void {
    const expected = this.pace.sends > 0 && opened.counter >= this.firstCounter && opened.counter <= this.counter;
    if (!expected) fault.raise(fault.frameReplayed);
    const payload = opened.payload;
    const isReceipt = opened.type === message.receipt;
    if (isReceipt ? this.type === message.sync || payload.length !== message.receiptBytes : payload.length < message.newsBytes) {
      fault.raise(fault.messageMalformed);
    }
    pace.answered(this.pace);
    this.heardMs = this.options.clock.uptimeMs();
    try {
      if (isReceipt) this.receipt(payload);
      else this.news(payload, opened.counter);
    } catch (e) {
      /* What it asked could not be done: asking again at once would get the same. */
      pace.giveUp(this.pace);
      this.rest(pace.backOffMs(this.pace, this.chance()));
      throw e;
    }
  }

  private receipt(payload: Bytes): void {
    const journal = this.options.journal;
    const through = u32At(payload, 8);
    if (takesTraces && this.type === message.trace) {
      this.options.capture!.acknowledge(through, this.nonce);
      return this.next(false);
    }
    if (through >= journal.nextSequence) fault.raise(fault.messageMalformed);
    journal.acknowledge(through);
    this.next(false);
  }

  private news(payload: Bytes, counter: number): void {
    const head = unpack(message.newsFormat, payload, 0);
    const kind = head[3] as number;
    this.nonce = copy(payload, 0, 8);
    if (kind === message.bodyAskAgain) return this.askAgain();
    this.askedAgain = false;
    const roundTripMs = this.heardMs - this.sentMs;
    if (counter === this.counter && roundTripMs <= roundTripMsMax) {
      this.options.listener.clock((head[1] as number) + Math.floor(((head[2] as number) + roundTripMs / 2) / 1000));
    }
    this.body(kind, payload.subarray(message.newsBytes));
    if (this.listMoved && !head[4]) {
      this.listMoved = false;
      this.options.listener.listChanged(this.options.grants.version);
    }
    this.next(head[4] !== 0);
  }

  /** The backend did not know us yet; a second time in a row it is lost, and we wait. */
  private askAgain(): void {
    if (this.askedAgain) fault.raise(fault.frameReplayed);
    this.askedAgain = true;
    this.wanted = true;
    this.rest(soonMs);
  }

  private body(kind: number, body: Bytes): void {
    const listener = this.options.listener;
    if (kind === message.bodyDelta || kind === message.bodyKeyedDelta || kind === message.bodyRemovals) this.delta(kind, body);
    else if (kind === message.bodySettings) listener.settings(body);
    else if (kind === message.bodyCommand) this.command(body);
    else if (kind === message.bodyListPart) this.part(new ListPart(body));
    else if (kind !== message.bodyNothing) fault.raise(fault.messageMalformed);
  }

  /** Removals take effect at once and leave the version where it is; the rest follows in order. */
  private delta(kind: number, body: Bytes): void {
    const delta = decodeDelta(body, kind === message.bodyKeyedDelta);
    const grants = this.options.grants;
    if (kind === message.bodyRemovals) {
      grants.apply(delta.grants, grants.version);
      this.removalsThrough = delta.to;
      return;
    }
    if (delta.from !== grants.version || delta.to <= delta.from) fault.raise(fault.messageMalformed);
    grants.apply(delta.grants, delta.to);
    this.listMoved = true;
  }

  /** What is removed while a list comes is removed at once too, so it is known through the version that it ends with. */
  private part(part: ListPart): void {
    if (this.options.grants.replace(part)) this.listMoved = true;
    if (!part.from) this.removalsThrough = part.version;
  }

  private command(body: Bytes): void {
    if (body.length !== message.commandBytes) fault.raise(fault.messageMalformed);
    const fields = unpack(message.commandFormat, body, 0) as number[];
    if (fields[0]! <= this.options.status().commandDone) return;
    this.options.listener.command(fields[0]!, fields[1]!, fields[2]!);
  }

  /** `more`: the backend has more for us. */
  private next(more: boolean): void {
    if (this.type === message.sync) this.wanted = more;
    const journal = this.options.journal;
    const busy = this.wanted || journal.acknowledgedThrough < journal.nextSequence - 1 || (takesTraces && this.options.capture!.waiting());
    this.rest(busy ? soonMs : pace.keepAliveMs);
  }

  /** 0 to 65535. */
  private chance(): number {
    return u16At(this.options.random.bytes(2), 0);
  }
}
