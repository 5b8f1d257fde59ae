import type { DirectoryChange } from "../../api/events";
import { appendAudit } from "../audit/chain";
import type { CardKeys } from "../cards/card-keys";
import type { Scope } from "../delta/regrant";
import { regrant } from "../delta/regrant";
import { refreshSettings } from "../delta/reader-settings";
import type { Tokens } from "../delta/tokens";
import type { Feed } from "../feed";
import type { PhoneKeys } from "../leases/phone-keys";
import { revokeUnentitled } from "../leases/revoked";
import type { Contacts } from "../link/contact";
import type { Store, Trx } from "../store/open";
import { rest } from "../turns";

export interface Author {
  name: string;
}

/** What the audit keeps of an edit; no name, note or identifier of a person goes in. */
export interface Subject {
  what: DirectoryChange["what"];
  id: number | string | null;
  action: string;
  detail?: unknown;
}

/** One edit under way: its transaction, and what it does to the readers. */
export interface Edit {
  trx: Trx;
  nowS: number;
  /** Brings the lists in line, see delta/regrant. */
  regrant(scope: Scope): Promise<void>;
  /** Brings the settings of these readers in line. */
  resettle(readers: number[]): Promise<void>;
  /** These readers have something to ask for. */
  touch(reader: number): void;
}

interface DirectoryOptions {
  store: Store;
  tokens: Tokens;
  phones: PhoneKeys;
  cards: CardKeys;
  contacts: Contacts;
  feed: Feed;
  nowMs(): number;
  poke(reader: number): void;
}

/**
 * The one way to change the directory: rows, reader lists, settings and audit line become durable together or not at all;
 * then the readers concerned are told to ask.
 */
export class Directory {
  constructor(private readonly options: DirectoryOptions) {}

  get read() {
    return this.options.store.read;
  }

  get nowS(): number {
    return Math.floor(this.options.nowMs() / 1000);
  }

  get contacts(): Contacts {
    return this.options.contacts;
  }

  async edit<T>(author: Author, work: (edit: Edit) => Promise<{ subject: Subject; answer: T }>): Promise<T> {
    const touched = new Set<number>();
    const done = await this.options.store.change(async (trx) => {
      const { subject, answer } = await work(this.begin(trx, touched));
      const about = `${subject.what} ${subject.id ?? ""}`.trim();
      const line = { at: this.nowS, author: author.name, action: subject.action, subject: about, detail: subject.detail };
      return { subject, answer, number: await appendAudit(trx, line) };
    });
    await this.publish(done.subject, done.number, touched);
    return done.answer;
  }

  private begin(trx: Trx, touched: Set<number>): Edit {
    return {
      trx,
      nowS: this.nowS,
      touch: (reader) => void touched.add(reader),
      regrant: async (scope) => {
        for (const reader of await regrant(trx, this.options, scope, rest)) touched.add(reader);
        for (const reader of await revokeUnentitled(trx, scope, this.nowS)) touched.add(reader);
      },
      resettle: async (readers) => {
        for (const reader of await refreshSettings(trx, readers, { ...this.options, nowS: this.nowS })) touched.add(reader);
      },
    };
  }

  private async publish(subject: Subject, number: number, touched: Set<number>): Promise<void> {
    const { contacts, feed, poke } = this.options;
    if (subject.what === "reader") await contacts.refresh([...touched]);
    feed.tell("change", { number, what: subject.what, id: subject.id });
    for (const reader of touched) {
      feed.tell("reader", reader);
      poke(reader);
    }
  }
}
