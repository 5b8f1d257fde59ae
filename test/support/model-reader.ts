import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import type { Bytes } from "../../firmware/src/base/bytes";
import { concat, fromHex, toHex } from "../../firmware/src/base/bytes";
import { pack, unpack } from "../../firmware/src/base/pack";
import { createTokens } from "../../firmware/src/credential/token";
import { tokenKeyOf } from "../../firmware/src/crypto/kdf";
import { decodeDelta } from "../../firmware/src/sync/apply-delta";
import { createSeal } from "../../firmware/src/sync/seal";
import type { Opened, Seal } from "../../firmware/src/sync/seal";
import type { Grant } from "../../firmware/src/wire/grant";
import { flagRemoved } from "../../firmware/src/wire/grant";
import { ListPart, placesEnd } from "../../firmware/src/wire/list-part";
import * as message from "../../firmware/src/wire/message";
import type { Entry } from "../../firmware/src/wire/record";
import { encodeRecord, recordBytes, tap } from "../../firmware/src/wire/record";
import { decodeSettings } from "../../firmware/src/wire/settings";
import type { Settings } from "../../firmware/src/wire/settings";
import type { ReaderIdentity } from "../../host-tools/api/readers";
import { jsNative } from "../../host-tools/hal/native";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";

export interface News {
  kind: number;
  more: boolean;
  seconds: number;
  body: Bytes;
}

/**
 * The network side of a reader and no more: it says by hand what the firmware says by itself, and can say it wrong. Its seal
 * is the firmware's, over another cipher than the backend's.
 */
export class ModelReader {
  nonce: Bytes = new Uint8Array(8);
  counter = 0;
  listVersion = 0;
  removalsThrough = 0;
  /** Of a whole list on its way. */
  target = 0;
  place = 0;
  buckets = 500;
  settings: Settings | undefined;
  commandDone = 0;
  nextSequence = 1;
  acknowledged = 0;
  uptimeS = 5;
  flags = message.statusClockSure;
  /** By the second word of each token, which parts of a list carry too. */
  readonly list = new Map<string, Grant>();
  pokes = 0;
  readonly token: (technology: number, identifier: Bytes) => Bytes;
  private readonly seal: Seal;
  private readonly waiting = new Map<number, (opened: Opened) => void>();
  private onPoke: () => void = () => undefined;

  private constructor(
    readonly identity: ReaderIdentity,
    readonly epoch: number,
    readonly socket: Socket,
  ) {
    const deviceKey = fromHex(identity.deviceKey);
    const cipher = nobleCipher();
    this.seal = createSeal(cipher, jsNative(), { deviceKey, readerId: fromHex(identity.readerId), epoch, up: true });
    this.token = createTokens(cipher, tokenKeyOf(cipher, deviceKey));
    socket.on("message", (frame) => this.receive(frame));
  }

  static async open(identity: ReaderIdentity, epoch: number): Promise<ModelReader> {
    const socket = createSocket("udp4");
    await new Promise<void>((bound) => socket.bind(0, "127.0.0.1", bound));
    return new ModelReader(identity, epoch, socket);
  }

  close(): void {
    this.socket.close();
  }

  /** A frame as it would go out; the counter rises with each. */
  frame(type: number, payload: Bytes, counter = ++this.counter): Bytes {
    return this.seal.seal(type, counter, payload);
  }

  send(frame: Bytes): void {
    this.socket.send(frame, this.identity.backend.port, this.identity.backend.host);
  }

  /** Sends and waits for the answer to exactly this request. */
  ask(type: number, payload: Bytes): Promise<Opened> {
    const frame = this.frame(type, payload);
    const answered = new Promise<Opened>((resolve) => this.waiting.set(this.counter, resolve));
    this.send(frame);
    return answered;
  }

  /** The next poke. */
  poked(): Promise<void> {
    return new Promise((resolve) => (this.onPoke = resolve));
  }

  syncPayload(): Bytes {
    const { listVersion, removalsThrough, commandDone, nextSequence, acknowledged, uptimeS, flags } = this;
    const versions = [listVersion, removalsThrough, this.settings?.version ?? 0, commandDone, nextSequence, acknowledged];
    return pack(message.syncFormat, [this.nonce, ...versions, uptimeS, 0, flags, 0, 65535, 0x00010203, this.target, this.place, this.buckets]);
  }

  async syncOnce(): Promise<News> {
    const { payload } = await this.ask(message.sync, this.syncPayload());
    const [nonce, seconds, , kind, more] = unpack(message.newsFormat, payload, 0);
    const news = { kind, more: more === 1, seconds, body: payload.subarray(message.newsBytes) } as News;
    if (news.kind === message.bodyAskAgain) this.nonce = Uint8Array.from(nonce as Bytes);
    else this.take(news);
    return news;
  }

  /** Syncs until there is nothing new; tells the kinds of news in order. */
  async sync(): Promise<number[]> {
    const kinds: number[] = [];
    for (;;) {
      const news = await this.syncOnce();
      kinds.push(news.kind);
      if (!news.more && news.kind === message.bodyNothing) return kinds;
    }
  }

  /** Sends records and gives the sequence that the backend confirms; `epoch`: of the boot that wrote them. */
  async report(entries: Entry[], from = this.nextSequence, epoch = this.epoch): Promise<number> {
    const payload = this.eventsPayload(entries, from, epoch);
    this.nextSequence = Math.max(this.nextSequence, from + entries.length);
    const { type, payload: answer } = await this.ask(message.events, payload);
    if (type !== message.receipt) throw new Error(`answered by ${type}`);
    this.acknowledged = unpack(message.receiptFormat, answer, 0)[1] as number;
    return this.acknowledged;
  }

  eventsPayload(entries: Entry[], from: number, epoch = this.epoch): Bytes {
    const records = entries.map((entry, i) => {
      const record = new Uint8Array(recordBytes);
      encodeRecord(record, entry, from + i, epoch);
      return record;
    });
    return concat([pack(message.eventsFormat, [this.nonce, entries.length]), ...records]);
  }

  private take(news: News): void {
    if (news.kind === message.bodySettings) this.settings = decodeSettings(news.body);
    if (news.kind === message.bodyCommand) this.commandDone = unpack(message.commandFormat, news.body, 0)[0] as number;
    if (news.kind === message.bodyListPart) this.takePart(new ListPart(news.body));
    if ([message.bodyDelta, message.bodyKeyedDelta, message.bodyRemovals].includes(news.kind)) this.takeGrants(news);
  }

  private takePart(part: ListPart): void {
    if (part.from === 0) this.list.clear();
    while (part.next()) {
      for (const { second, profile, key } of part.rows) {
        const token = pack("u32*2", [0, second]);
        this.list.set(secondOf(token), { token, ...profile, key });
      }
    }
    const isLast = part.to === placesEnd;
    if (isLast) this.listVersion = part.version;
    [this.target, this.place] = isLast ? [0, 0] : [part.version, part.to];
  }

  private takeGrants({ kind, body }: News): void {
    const { to, grants } = decodeDelta(body, kind === message.bodyKeyedDelta);
    for (const grant of grants) {
      if (grant.flags & flagRemoved) this.list.delete(secondOf(grant.token));
      else this.list.set(secondOf(grant.token), grant);
    }
    if (kind === message.bodyRemovals) this.removalsThrough = to;
    else this.listVersion = to;
  }

  private receive(frame: Bytes): void {
    const opened = this.seal.open(Uint8Array.from(frame));
    if (opened.type === message.poke) {
      this.pokes++;
      return this.onPoke();
    }
    this.waiting.get(opened.counter)?.(opened);
    this.waiting.delete(opened.counter);
  }
}

export const secondOf = (token: Bytes): string => toHex(token.subarray(4));

/** A tap as a journal keeps it. */
export function tapOf(token: Bytes | undefined, more: Partial<Entry> = {}): Entry {
  return { type: tap, reason: 1, door: 0, technology: 1, flags: 1, time: 1_790_000_000, token, detail: 0, ...more };
}
