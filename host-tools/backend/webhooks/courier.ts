import type { KeyBox } from "../auth/key-box";
import type { Feed } from "../feed";
import type { Store } from "../store/open";
import type { Webhook } from "../store/tables";
import { nextFor, type Place } from "./backlog";
import type { Message } from "./message";
import { post, type Failed } from "./post";
import { retryDelayS } from "./retry";
import { sealedFor } from "./webhooks";
import { signedHeaders } from "./signature";

interface CourierOptions {
  store: Store;
  keys: KeyBox;
  feed: Feed;
  nowMs(): number;
  onTrouble(error: unknown): void;
}

/**
 * Tells subscribers what happened, each in the order in which it came, at least once: how far each is lies in the store, so neither a
 * receiver that is down nor a restart loses anything, and none waits for another.
 */
export class Courier {
  private readonly rounds = new Map<number, Promise<void>>();
  private readonly again = new Set<number>();
  private readonly ended = new AbortController();
  private readonly deaf: (() => void)[];
  /** Nobody is to be told anything, as of the edit with this count: most sites, and each of their commits would ask the store in vain. */
  private nobodyAsOf: number | undefined;
  private edits = 0;

  constructor(private readonly options: CourierOptions) {
    const { feed } = options;
    this.deaf = [
      feed.on("ingested", () => void (this.nobodyAsOf !== this.edits && this.look())),
      feed.on("change", ({ what }) => void (what === "webhook" && this.edited())),
    ];
  }

  /** Starts for everyone who is due; to be called when something happened, and every few seconds for those that failed. */
  async look(): Promise<void> {
    const { edits } = this;
    const rows = await this.options.store.read.selectFrom("webhook").select(["id", "next_try_at"]).where("enabled", "=", 1).execute().catch(this.options.onTrouble);
    if (rows?.length === 0) this.nobodyAsOf = edits;
    for (const { id, next_try_at } of rows ?? []) if (next_try_at <= this.nowS) this.start(id);
  }

  /** One message beside the others, whatever the subscriber's state; nothing of it is kept. Undefined: it has been taken. */
  async tryOnce(webhook: Webhook, message: Message): Promise<Failed | undefined> {
    const { keys } = this.options;
    const secret = keys.open(webhook.secret_sealed, sealedFor);
    const body = JSON.stringify(message.message);
    return post({ url: webhook.url, headers: signedHeaders(secret, { id: message.id, timestamp: this.nowS, body }), body }, this.ended.signal);
  }

  async stop(): Promise<void> {
    for (const end of this.deaf) end();
    this.ended.abort();
    await Promise.all(this.rounds.values());
  }

  /** What arrived between the edit's commit and this word of it found nobody; it is looked for again. */
  private edited(): void {
    this.edits++;
    void this.look();
  }

  private get nowS(): number {
    return Math.floor(this.options.nowMs() / 1000);
  }

  private start(id: number): void {
    this.again.add(id);
    if (this.rounds.has(id) || this.ended.signal.aborted) return;
    const round = this.round(id).catch(this.options.onTrouble).finally(() => this.rounds.delete(id));
    this.rounds.set(id, round);
  }

  /** Until nothing is left, or a try fails. What happens meanwhile is told as well. */
  private async round(id: number): Promise<void> {
    while (this.again.delete(id)) {
      const webhook = await this.options.store.read.selectFrom("webhook").selectAll().where("id", "=", id).executeTakeFirst();
      if (!webhook?.enabled || this.ended.signal.aborted) return;
      if (!(await this.some(webhook))) return;
    }
  }

  /** Tells the next few; false: not now. */
  private async some(webhook: Webhook): Promise<boolean> {
    const steps = await nextFor(this.options.store.read, webhook);
    let passed: Place | undefined;
    for (const { message, place } of steps) {
      const failed = message && (await this.tryOnce(webhook, message));
      if (this.ended.signal.aborted) return false;
      if (failed) {
        await this.keep(webhook, { ...passed, ...this.setback(webhook, failed) });
        this.tell(webhook);
        return false;
      }
      passed = place;
      if (message) await this.delivered(webhook, place);
    }
    if (passed) {
      await this.keep(webhook, passed);
      this.again.add(webhook.id);
    }
    return true;
  }

  private async delivered(webhook: Webhook, place: Place): Promise<void> {
    const works = { delivered_at: this.nowS, failures: 0 };
    await this.keep(webhook, { ...place, ...works, failure: null, next_try_at: 0 });
    if (webhook.failures > 0 || webhook.delivered_at === null) this.tell(webhook);
    Object.assign(webhook, works);
  }

  /** To whoever looks at whether it works; nobody edited anything, so no line of the audit stands behind it. */
  private tell({ id }: Webhook): void {
    this.options.feed.tell("change", { number: 0, what: "webhook", id });
  }

  private setback(webhook: Webhook, { why, gone, retryAfterS }: Failed): Partial<Webhook> {
    const failures = webhook.failures + 1;
    if (gone) return { enabled: 0, failures, failure: why };
    return { failures, failure: why, next_try_at: this.nowS + retryDelayS(failures, Math.random(), retryAfterS) };
  }

  private async keep(webhook: Webhook, row: Partial<Webhook>): Promise<void> {
    await this.options.store.change((trx) => trx.updateTable("webhook").set(row).where("id", "=", webhook.id).execute());
  }
}
