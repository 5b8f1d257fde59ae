import { createHash, randomBytes } from "node:crypto";
import type { Holder, Role } from "../../api/rights";
import type { Store, Trx } from "../store/open";
import { appendAudit } from "../audit/chain";
import { Refusal } from "../refusal";

const sessionSeconds = 14 * 86_400;
const linkSeconds = 24 * 3600;

export interface SecretGiven {
  /** Goes into the cookie or the link; only its hash is kept. */
  secret: string;
  expiresAt: number;
}

/** Whoever asks: an account, or a token of this process, which has no row. */
export interface Account {
  id: number | null;
  name: string;
  role: Holder;
  expiresAt: number;
}

/** Secrets are 32 random bytes, so one plain SHA-256 is enough to keep a thief of the file from using what lies there. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** The people who may sign in: each by links that work once. No password ever exists, and no account before the first start. */
export class Accounts {
  constructor(
    private readonly store: Store,
    private readonly nowS: () => number,
  ) {}

  /** For whoever starts the backend: a link of the first admin, who is made where there is none. */
  firstLink(): Promise<SecretGiven> {
    return this.store.change(async (trx) => putLink(trx, await firstAdmin(trx), this.nowS()));
  }

  /** Whether `useLink` would take it now; changes nothing, and waits for no writer. */
  async isLink(secret: string): Promise<boolean> {
    const link = this.store.read.selectFrom("sign_in_link").select("hash").where("hash", "=", hashOf(secret));
    return (await link.where("expires_at", ">", this.nowS()).executeTakeFirst()) !== undefined;
  }

  async useLink(secret: string): Promise<SecretGiven & { account: Account }> {
    const now = this.nowS();
    const given = { secret: newSecret(), expiresAt: now + sessionSeconds };
    return this.store.change(async (trx) => {
      const link = await trx.deleteFrom("sign_in_link").where("hash", "=", hashOf(secret)).returningAll().executeTakeFirst();
      if (!link || link.expires_at <= now) throw linkRefused();
      await trx.deleteFrom("session").where("expires_at", "<=", now).execute();
      const session = { hash: hashOf(given.secret), account_id: link.account_id, expires_at: given.expiresAt };
      await trx.insertInto("session").values(session).execute();
      const signedIn = trx.updateTable("account").set({ signed_in_at: now }).where("id", "=", link.account_id);
      const { id, name, role } = await signedIn.returningAll().executeTakeFirstOrThrow();
      await appendAudit(trx, { at: now, author: name, action: "sign-in", subject: "session", detail: null });
      return { ...given, account: { id, name, role: role as Role, expiresAt: given.expiresAt } };
    });
  }

  async accountOf(secret: string): Promise<Account | undefined> {
    const row = await this.store.read
      .selectFrom("session")
      .innerJoin("account", "account.id", "session.account_id")
      .select(["account.id", "account.name", "account.role", "session.expires_at"])
      .where("session.hash", "=", hashOf(secret))
      .where("session.expires_at", ">", this.nowS())
      .where("account.enabled", "=", 1)
      .executeTakeFirst();
    return row && { id: row.id, name: row.name, role: row.role as Role, expiresAt: row.expires_at };
  }

  async signOut(account: Account, secret: string): Promise<void> {
    await this.store.change(async (trx) => {
      await trx.deleteFrom("session").where("hash", "=", hashOf(secret)).execute();
      await appendAudit(trx, { at: this.nowS(), author: account.name, action: "sign-out", subject: "session", detail: null });
    });
  }
}

/** A link's secret for this account, good once and for a day; its older unused one stops working. */
export async function putLink(trx: Trx, account: number, nowS: number): Promise<SecretGiven> {
  const given = { secret: newSecret(), expiresAt: nowS + linkSeconds };
  await trx.deleteFrom("sign_in_link").where("account_id", "=", account).execute();
  const link = { hash: hashOf(given.secret), account_id: account, expires_at: given.expiresAt };
  await trx.insertInto("sign_in_link").values(link).execute();
  return given;
}

/** Nobody can take away the last one (account-edits); where somebody changed the file by hand, `owner` is one again. */
export async function firstAdmin(trx: Trx): Promise<number> {
  const admins = trx.selectFrom("account").select("id").where("role", "=", "admin").where("enabled", "=", 1);
  const first = await admins.orderBy("id").limit(1).executeTakeFirst();
  if (first) return first.id;
  const owner = { name: "owner", role: "admin", enabled: 1 };
  const put = trx.insertInto("account").values(owner).onConflict((on) => on.column("name").doUpdateSet({ role: "admin", enabled: 1 }));
  return (await put.returning("id").executeTakeFirstOrThrow()).id;
}

/** Who signed in before `time` does so anew. */
export async function forgetSessionsBefore(trx: Trx, time: number): Promise<void> {
  await trx.deleteFrom("session").where("expires_at", "<", time + sessionSeconds).execute();
}

function linkRefused(): Refusal {
  const hint = "Each link works once and for a day. Ask an admin for a new one, or start `latchkey serve` again.";
  return new Refusal(401, "SIGN_IN_LINK", "this sign-in link is used up, too old or wrong", hint);
}
