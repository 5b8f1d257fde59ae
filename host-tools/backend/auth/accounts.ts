import { createHash, randomBytes } from "node:crypto";
import type { Store, Trx } from "../store/open";
import { appendAudit } from "../audit/chain";
import { Refusal } from "../refusal";

const sessionSeconds = 14 * 86_400;
const linkSeconds = 24 * 3600;

export interface SessionGiven {
  /** Goes into the cookie; only its hash is kept. */
  secret: string;
  expiresAt: number;
}

export interface Account {
  user: string;
  role: "owner" | "enrol";
  expiresAt: number;
}

/** Secrets are 32 random bytes, so one plain SHA-256 is enough to keep a thief of the file from using what lies there. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** The people who may sign in: no account exists before its link was used, and no password ever does. */
export class Accounts {
  constructor(
    private readonly store: Store,
    private readonly nowS: () => number,
  ) {}

  /** A link's secret for the owner, good once and for a day; older unused ones stop working. */
  async makeLink(): Promise<{ secret: string; expiresAt: number }> {
    const secret = newSecret();
    const expiresAt = this.nowS() + linkSeconds;
    await this.store.change(async (trx) => {
      const owner = await ownerOf(trx);
      await trx.deleteFrom("sign_in_link").execute();
      await trx
        .insertInto("sign_in_link")
        .values({ hash: hashOf(secret), user_id: owner, expires_at: expiresAt })
        .execute();
    });
    return { secret, expiresAt };
  }

  async useLink(secret: string): Promise<SessionGiven> {
    const now = this.nowS();
    const given = { secret: newSecret(), expiresAt: now + sessionSeconds };
    await this.store.change(async (trx) => {
      const hash = hashOf(secret);
      const link = await trx.deleteFrom("sign_in_link").where("hash", "=", hash).returningAll().executeTakeFirst();
      if (!link || link.expires_at <= now) throw linkRefused();
      await trx.deleteFrom("session").where("expires_at", "<=", now).execute();
      const session = { hash: hashOf(given.secret), user_id: link.user_id, expires_at: given.expiresAt };
      await trx.insertInto("session").values(session).execute();
      await appendAudit(trx, { at: now, author: "owner", action: "sign-in", subject: "session", detail: null });
    });
    return given;
  }

  async accountOf(secret: string): Promise<Account | undefined> {
    const row = await this.store.read
      .selectFrom("session")
      .innerJoin("user", "user.id", "session.user_id")
      .select(["user.name", "session.expires_at"])
      .where("session.hash", "=", hashOf(secret))
      .where("session.expires_at", ">", this.nowS())
      .executeTakeFirst();
    return row && { user: row.name, role: "owner", expiresAt: row.expires_at };
  }

  async signOut(secret: string): Promise<void> {
    await this.store.change((trx) => trx.deleteFrom("session").where("hash", "=", hashOf(secret)).execute());
  }
}

/** Who signed in before `time` does so anew. */
export async function forgetSessionsBefore(trx: Trx, time: number): Promise<void> {
  await trx.deleteFrom("session").where("expires_at", "<", time + sessionSeconds).execute();
}

async function ownerOf(trx: Trx): Promise<number> {
  const owner = await trx.selectFrom("user").select("id").where("name", "=", "owner").executeTakeFirst();
  if (owner) return owner.id;
  return (await trx.insertInto("user").values({ name: "owner", role: "owner" }).returning("id").executeTakeFirstOrThrow()).id;
}

function linkRefused(): Refusal {
  const hint = "Each link works once and for a day. Start `latchkey serve` again for a new one.";
  return new Refusal(401, "SIGN_IN_LINK", "this sign-in link is used up, too old or wrong", hint);
}
