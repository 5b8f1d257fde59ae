import type { Store, Trx } from "../store/open";
import { appendAudit } from "../audit/chain";
import { Refusal } from "../refusal";
import { hashOf, newSecret, type SecretGiven } from "./accounts";

const linkSeconds = 7 * 86_400;
const passSeconds = 180 * 86_400;

/** Phones of cardholders that may ask for access at a door's tag, each by a link that an administrator hands over; good for nothing else. */
export class Passes {
  constructor(
    private readonly store: Store,
    private readonly nowS: () => number,
  ) {}

  /** A link's secret for the person, good once and for a week; an older unused one stops working. */
  async makeLink(trx: Trx, person: number): Promise<SecretGiven> {
    const given = { secret: newSecret(), expiresAt: this.nowS() + linkSeconds };
    await trx.deleteFrom("person_pass").where("person_id", "=", person).where("is_link", "=", 1).execute();
    await trx.insertInto("person_pass").values({ hash: hashOf(given.secret), person_id: person, is_link: 1, expires_at: given.expiresAt }).execute();
    return given;
  }

  async useLink(secret: string): Promise<SecretGiven> {
    const now = this.nowS();
    const given = { secret: newSecret(), expiresAt: now + passSeconds };
    await this.store.change(async (trx) => {
      await trx.deleteFrom("person_pass").where("expires_at", "<=", now).execute();
      const link = await trx.deleteFrom("person_pass").where("hash", "=", hashOf(secret)).where("is_link", "=", 1).returning("person_id").executeTakeFirst();
      if (!link) throw new Refusal(401, "PASS_LINK", "this link is used up, too old or wrong", "Ask whoever looks after the doors for a new one.");
      await trx.insertInto("person_pass").values({ hash: hashOf(given.secret), person_id: link.person_id, is_link: 0, expires_at: given.expiresAt }).execute();
      const who = `person ${link.person_id}`;
      await appendAudit(trx, { at: now, author: who, action: "use pass link", subject: who, detail: null });
    });
    return given;
  }

  /** Whose phone this is. */
  async personOf(secret: string): Promise<number | undefined> {
    const row = await this.store.read
      .selectFrom("person_pass")
      .select("person_id")
      .where("hash", "=", hashOf(secret))
      .where("is_link", "=", 0)
      .where("expires_at", ">", this.nowS())
      .executeTakeFirst();
    return row?.person_id;
  }

  /** Every phone of the person, and a link not used yet, is good for nothing any more. */
  async withdraw(trx: Trx, person: number): Promise<void> {
    await trx.deleteFrom("person_pass").where("person_id", "=", person).execute();
  }
}
