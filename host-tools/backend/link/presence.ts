import type { Feed } from "../feed";
import { isOnline } from "../reports/reader-rows";
import type { Store } from "../store/open";
import type { Contact, Contacts } from "./contact";

interface PresenceOptions {
  store: Store;
  contacts: Contacts;
  feed: Feed;
  nowMs(): number;
  onTrouble(error: unknown): void;
}

/** Notices readers that have fallen silent, and keeps "last seen" across a restart of the backend. */
export class Presence {
  private readonly online = new Map<number, boolean>();
  private readonly kept = new Map<number, number>();

  constructor(private readonly options: PresenceOptions) {}

  /** To be called every few seconds. */
  async look(): Promise<void> {
    const { contacts, feed, nowMs } = this.options;
    for (const contact of contacts.all()) {
      const now = isOnline(contact, nowMs());
      if (this.online.get(contact.num) !== now) feed.tell("reader", contact.num);
      this.online.set(contact.num, now);
    }
    await this.keep().catch(this.options.onTrouble);
  }

  async keep(): Promise<void> {
    const fresh = this.options.contacts
      .all()
      .filter((contact) => contact.lastSeenMs && this.kept.get(contact.num) !== contact.lastSeenMs);
    if (fresh.length === 0) return;
    await this.options.store.change(async (trx) => {
      for (const contact of fresh) await trx.updateTable("reader").set(seenRow(contact)).where("num", "=", contact.num).execute();
    });
    for (const contact of fresh) this.kept.set(contact.num, contact.lastSeenMs!);
  }
}

function seenRow(contact: Contact) {
  return {
    last_seen: Math.floor(contact.lastSeenMs! / 1000),
    held_list_version: contact.heldListVersion,
    held_settings_version: contact.heldSettingsVersion,
  };
}
