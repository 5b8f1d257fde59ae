import { unknownCredential } from "../../../firmware/src/access/reason";
import { toHex } from "../../../firmware/src/base/bytes";
import { tap } from "../../../firmware/src/wire/record";
import { phone, uid } from "../../../firmware/src/wire/technology";
import type { Tokens } from "../delta/tokens";
import type { Feed } from "../feed";
import type { Store } from "../store/open";
import { rest } from "../turns";
import type { Waiting } from "./event-queue";

/** A refusal whose card the reader did not know. */
interface Stranger {
  reader: number;
  sequence: number;
  epoch: number;
  token: string;
}

interface OwnedCard {
  credential: number;
  technology: number;
  identifier: Uint8Array;
}

const waitingMax = 1000;
const cardsAtOnce = 500;
const nobodysMax = 10_000;

/**
 * A reader's list leaves out who has no right at its door, so to the reader such a card is unknown. The backend has it, and says in the event
 * whose it was. It asks each card of the site for that, so it does it beside the ingest, one reader at a time, and each card in vain only once.
 */
export class UnlistedCards {
  private waiting: Stranger[] = [];
  private working: Promise<void> | undefined;
  /** `reader/token` of cards that are nobody's; an edit may give them to somebody. */
  private readonly nobodys = new Set<string>();

  constructor(private readonly options: { store: Store; feed: Feed; tokens: Tokens; onTrouble(error: unknown): void }) {
    options.feed.on("change", () => this.nobodys.clear());
  }

  /** `frames`: stored just now. */
  follow(frames: Waiting[]): void {
    for (const { contact, records } of frames) {
      for (const { type, reason, token, sequence, epoch } of records) {
        if (type === tap && reason === unknownCredential && token) this.ask({ reader: contact.num, sequence, epoch, token: toHex(token) });
      }
    }
  }

  /** Fulfilled when nobody is looked for any more. */
  async idle(): Promise<void> {
    while (this.working) await this.working;
  }

  private ask(stranger: Stranger): void {
    if (this.waiting.length >= waitingMax || this.nobodys.has(keyOf(stranger))) return;
    this.waiting.push(stranger);
    this.working ??= this.askAll();
  }

  private async askAll(): Promise<void> {
    while (this.waiting.length > 0) {
      await rest();
      const { reader } = this.waiting[0]!;
      const mine = this.waiting.filter((one) => one.reader === reader);
      this.waiting = this.waiting.filter((one) => one.reader !== reader);
      await this.nameAt(reader, mine).catch(this.options.onTrouble);
    }
    this.working = undefined;
  }

  private async nameAt(reader: number, strangers: Stranger[]): Promise<void> {
    const owners = await this.ownersAt(reader, new Set(strangers.map(({ token }) => token)));
    for (const stranger of strangers) if (!owners.has(stranger.token)) this.noteNobodys(stranger);
    const named: number[] = [];
    for (const stranger of strangers) {
      const credential = owners.get(stranger.token);
      if (credential !== undefined) named.push(...(await this.name(stranger, credential)));
    }
    if (named.length > 0) this.options.feed.tell("named", named);
  }

  /** Credentials by token, of those tokens that are some card's. */
  private async ownersAt(reader: number, tokens: Set<string>): Promise<Map<string, number>> {
    const owners = new Map<string, number>();
    const row = await this.options.store.read.selectFrom("reader").select(["reader_id", "key_sealed"]).where("num", "=", reader).executeTakeFirst();
    if (!row) return owners;
    const tokenOf = this.options.tokens.of(row);
    for await (const cards of this.cards()) {
      for (const { credential, technology, identifier } of cards) {
        const token = toHex(tokenOf(technology, identifier));
        if (tokens.has(token)) owners.set(token, credential);
      }
      await rest();
    }
    return owners;
  }

  /** Every card by its credential; an encoded one by its UID too, which is all that a reader without its key gets to see. */
  private async *cards(): AsyncGenerator<OwnedCard[]> {
    for (let last = 0; ; ) {
      const rows = await this.page(last);
      if (rows.length === 0) return;
      last = rows.at(-1)!.credential;
      yield rows.flatMap(({ credential, technology, identifier, card }) => {
        const own = { credential, technology, identifier };
        return card ? [own, { ...own, identifier: card }, { ...own, identifier: card, technology: uid }] : [own];
      });
    }
  }

  private page(last: number) {
    return this.options.store.read
      .selectFrom("credential")
      .leftJoin("card", "card.credential_id", "credential.id")
      .select(["credential.id as credential", "credential.technology", "credential.identifier", "card.uid as card"])
      .where("credential.removed_at", "is", null)
      .where("credential.technology", "<>", phone)
      .where("credential.id", ">", last)
      .orderBy("credential.id")
      .limit(cardsAtOnce)
      .execute();
  }

  /** The ids of events that had no owner and have one now: none if the credential was erased meanwhile. */
  private async name({ reader, sequence, epoch }: Stranger, credential: number): Promise<number[]> {
    const rows = await this.options.store.change((trx) =>
      trx
        .updateTable("event")
        .set({ credential_id: credential })
        .where("reader", "=", reader)
        .where("sequence", "=", sequence)
        .where("epoch", "=", epoch)
        .where("credential_id", "is", null)
        .where((all) => all.exists(all.selectFrom("credential").select("credential.id").where("credential.id", "=", credential)))
        .returning("id")
        .execute(),
    );
    return rows.map(({ id }) => id);
  }

  private noteNobodys(stranger: Stranger): void {
    if (this.nobodys.size >= nobodysMax) this.nobodys.clear();
    this.nobodys.add(keyOf(stranger));
  }
}

function keyOf({ reader, token }: Stranger): string {
  return `${reader}/${token}`;
}
