import type { Contact, Contacts } from "../link/contact";
import { isOnline } from "../reports/reader-rows";
import { daySeconds } from "../retention";
import type { Store } from "../store/open";

/** Longer than a restart of a router takes: who is told of every pause stops reading. */
export const silentS = 300;
const noticesKeptS = 30 * daySeconds;

interface SilenceOptions {
  store: Store;
  contacts: Contacts;
  nowMs(): number;
}

/** Writes a notice when a reader has been silent for `silentS`, and one when it is heard again, for whoever is to be told. */
export class Silence {
  private readonly sinceMs: number;

  constructor(private readonly options: SilenceOptions) {
    this.sinceMs = options.nowMs();
  }

  /** To be called each minute. */
  async look(): Promise<void> {
    const { store, contacts } = this.options;
    const rows = await store.read.selectFrom("reader").select(["num", "silent_told"]).where("enabled", "=", 1).execute();
    for (const row of rows) {
      const contact = contacts.get(row.num);
      const now = contact && this.stateOf(contact);
      if (now && now.silent !== (row.silent_told === 1)) await this.note(row.num, now);
    }
  }

  /** Undefined: neither is sure, as of a reader that was never heard, and of all while this backend itself has just begun. */
  private stateOf(contact: Contact): { silent: boolean; at: number } | undefined {
    const nowMs = this.options.nowMs();
    if (!contact.enabled || contact.lastSeenMs === undefined) return undefined;
    const at = Math.floor(contact.lastSeenMs / 1000);
    if (isOnline(contact, nowMs)) return { silent: false, at };
    return nowMs - Math.max(contact.lastSeenMs, this.sinceMs) < silentS * 1000 ? undefined : { silent: true, at };
  }

  private async note(reader: number, { silent, at }: { silent: boolean; at: number }): Promise<void> {
    await this.options.store.change(async (trx) => {
      await trx.updateTable("reader").set({ silent_told: silent ? 1 : 0 }).where("num", "=", reader).execute();
      await trx.insertInto("notice").values({ at, reader, type: silent ? "reader.silent" : "reader.heard" }).execute();
      await trx.deleteFrom("notice").where("at", "<", at - noticesKeptS).execute();
    });
  }
}
