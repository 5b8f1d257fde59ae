import type { z } from "zod";
import type { AccountRow, accountPatch, newAccount } from "../../api/accounts";
import type { Role } from "../../api/rights";
import type { Author, Directory, Edit } from "../directory/edit";
import { isoOf } from "../directory/time";
import { notFound, Refusal } from "../refusal";
import type { Db, Trx } from "../store/open";
import type { Account, SecretGiven } from "./accounts";
import { firstAdmin, putLink } from "./accounts";

/** In the order in which they were made. */
export async function listAccounts(read: Db, nowS: number): Promise<AccountRow[]> {
  const rows = await read
    .selectFrom("account")
    .selectAll()
    .select((one) => [
      one.selectFrom("session").whereRef("account_id", "=", "account.id").where("expires_at", ">", nowS).select(one.fn.countAll<number>().as("n")).as("sessions"),
      one.selectFrom("sign_in_link").whereRef("account_id", "=", "account.id").where("expires_at", ">", nowS).select("expires_at").as("link_until"),
    ])
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    role: row.role as Role,
    enabled: row.enabled === 1,
    signedInAt: row.signed_in_at === null ? null : isoOf(row.signed_in_at),
    sessions: row.sessions ?? 0,
    linkUntil: row.link_until === null ? null : isoOf(row.link_until),
    lastAdmin: isLastAdmin(row, rows),
  }));
}

/** A new account, and the link by which its owner signs in first. */
export function addAccount(directory: Directory, author: Author, wish: z.output<typeof newAccount>): Promise<{ id: number; link: SecretGiven }> {
  return directory.edit(author, async ({ trx, nowS }) => {
    const { id } = await trx.insertInto("account").values(wish).returning("id").executeTakeFirstOrThrow();
    return { subject: { what: "account", id, action: "add", detail: wish }, answer: { id, link: await putLink(trx, id, nowS) } };
  });
}

interface Change {
  id: number;
  patch: z.output<typeof accountPatch>;
}

/** Another role counts from the next request on; a disabled account is signed out at once, and its link is worth nothing. Throws LAST_ADMIN. */
export function changeAccount(directory: Directory, author: Author, { id, patch }: Change): Promise<void> {
  return directory.edit(author, async (edit) => {
    const { trx } = edit;
    const { role, enabled } = patch;
    const before = await accountRow(trx, id);
    const ends = enabled === false || (role !== undefined && role !== "admin");
    if (ends && isLastAdmin(before, await trx.selectFrom("account").selectAll().execute())) throw lastAdmin();
    const row = { role: role ?? before.role, enabled: enabled === undefined ? before.enabled : Number(enabled) };
    await trx.updateTable("account").set(row).where("id", "=", id).execute();
    if (enabled === false) await signOutEverywhere(edit, id);
    return { subject: { what: "account", id, action: "change", detail: patch }, answer: undefined };
  });
}

/** A link for this account; whoever makes it for somebody else hands it over. Throws ACCOUNT_DISABLED. */
export function linkFor(directory: Directory, author: Author, id: number): Promise<SecretGiven> {
  return directory.edit(author, async ({ trx, nowS }) => {
    const { enabled } = await accountRow(trx, id);
    if (!enabled) throw new Refusal(409, "ACCOUNT_DISABLED", "this account is disabled, so no link can sign it in", "Enable it first.");
    return { subject: { what: "account", id, action: "make link" }, answer: await putLink(trx, id, nowS) };
  });
}

/** The asker's own; what asks with the token of the data directory gets the first admin's. */
export function linkForOneself(directory: Directory, { id, name }: Account): Promise<SecretGiven> {
  if (id !== null) return linkFor(directory, { name }, id);
  return directory.edit({ name }, async ({ trx, nowS }) => {
    const admin = await firstAdmin(trx);
    return { subject: { what: "account", id: admin, action: "make link" }, answer: await putLink(trx, admin, nowS) };
  });
}

/** Signed out on every device; a link that was not used yet is worth nothing. */
export function endSessions(directory: Directory, author: Author, id: number): Promise<void> {
  return directory.edit(author, async (edit) => {
    await accountRow(edit.trx, id);
    await signOutEverywhere(edit, id);
    return { subject: { what: "account", id, action: "end sessions" }, answer: undefined };
  });
}

async function signOutEverywhere({ trx }: Edit, id: number): Promise<void> {
  await trx.deleteFrom("session").where("account_id", "=", id).execute();
  await trx.deleteFrom("sign_in_link").where("account_id", "=", id).execute();
}

interface Standing {
  id: number;
  role: string;
  enabled: number;
  signed_in_at: number | null;
}

/** Nobody else could look after the site: another admin who never signed in may have lost the link, so one who did is not left for that one. */
function isLastAdmin(one: Standing, all: Standing[]): boolean {
  const admin = ({ role, enabled }: Standing): boolean => role === "admin" && enabled === 1;
  const asGood = (other: Standing): boolean => admin(other) && (other.signed_in_at !== null || one.signed_in_at === null);
  return admin(one) && !all.some((other) => other.id !== one.id && asGood(other));
}

function lastAdmin(): Refusal {
  const hint = "Make somebody else an admin first, and let them sign in once.";
  return new Refusal(409, "LAST_ADMIN", "this is the last admin who can look after the site", hint);
}

async function accountRow(trx: Trx, id: number) {
  const row = await trx.selectFrom("account").selectAll().where("id", "=", id).executeTakeFirst();
  if (row) return row;
  throw notFound("account", id);
}
