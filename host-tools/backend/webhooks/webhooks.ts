import type { z } from "zod";
import type { MadeWebhook, newWebhook, WebhookRow } from "../../api/webhooks";
import type { KeyBox } from "../auth/key-box";
import type { Author, Directory } from "../directory/edit";
import { isoOf } from "../directory/time";
import { notFound, Refusal } from "../refusal";
import type { Db } from "../store/open";
import type { Webhook } from "../store/tables";
import { addressFault } from "./address";
import { newestPlace } from "./backlog";
import { newWebhookSecret, secretText } from "./signature";

/** What the sealed secrets are bound to: none opens as anything else. */
export const sealedFor = Uint8Array.from(Buffer.from("webhook"));

export async function listWebhooks(read: Db): Promise<WebhookRow[]> {
  return (await read.selectFrom("webhook").selectAll().orderBy("id").execute()).map(rowOf);
}

/** It is told what happens from now on. */
export async function addWebhook(directory: Directory, author: Author, { wish, keys }: { wish: z.output<typeof newWebhook>; keys: KeyBox }): Promise<MadeWebhook> {
  const fault = addressFault(wish.url);
  if (fault) throw new Refusal(400, "WEBHOOK_ADDRESS", `no webhook goes to ${wish.url}: ${fault}`, "Name an https:// address, or http:// within your own network.");
  const secret = newWebhookSecret();
  return directory.edit(author, async ({ trx, nowS }) => {
    const state = { enabled: 1, created_at: nowS, ...(await newestPlace(trx)) };
    const row = { url: wish.url, what: wish.what, names: wish.names ? 1 : 0, secret_sealed: keys.close(secret, sealedFor), ...state };
    const made = await trx.insertInto("webhook").values(row).returningAll().executeTakeFirstOrThrow();
    const detail = { receiver: new URL(wish.url).host, what: wish.what, names: wish.names };
    return { subject: { what: "webhook", id: made.id, action: "add", detail }, answer: { ...rowOf(made), secret: secretText(secret) } };
  });
}

/** One that goes on after a pause is told what happened meanwhile, and is tried at once. */
export async function enableWebhook(directory: Directory, author: Author, { id, enabled }: { id: number; enabled: boolean }): Promise<WebhookRow> {
  return directory.edit(author, async ({ trx }) => {
    const state = { enabled: enabled ? 1 : 0, failures: 0, failure: null, next_try_at: 0 };
    const row = await trx.updateTable("webhook").set(state).where("id", "=", id).returningAll().executeTakeFirst();
    if (!row) throw notFound("webhook", id);
    return { subject: { what: "webhook", id, action: enabled ? "enable" : "disable" }, answer: rowOf(row) };
  });
}

export async function removeWebhook(directory: Directory, author: Author, id: number): Promise<void> {
  await directory.edit(author, async ({ trx }) => {
    const gone = await trx.deleteFrom("webhook").where("id", "=", id).returning("id").executeTakeFirst();
    if (!gone) throw notFound("webhook", id);
    return { subject: { what: "webhook", id, action: "remove" }, answer: undefined };
  });
}

export async function webhookById(read: Db, id: number): Promise<Webhook> {
  const row = await read.selectFrom("webhook").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound("webhook", id);
  return row;
}

function rowOf(row: Webhook): WebhookRow {
  return {
    id: row.id,
    url: row.url,
    what: row.what,
    names: row.names === 1,
    enabled: row.enabled === 1,
    createdAt: isoOf(row.created_at),
    deliveredAt: row.delivered_at === null ? null : isoOf(row.delivered_at),
    failures: row.failures,
    failure: row.failure,
    nextTryAt: row.failures > 0 && row.enabled ? isoOf(row.next_try_at) : null,
  };
}
