import { z } from "zod";
import type { EventRow } from "./events";
import type { ReaderRow } from "./readers";

/*
 * What happens at the doors, told to another program as it happens (docs/webhooks.md, after the Standard Webhooks specification 1.0.0).
 */
export const tellings = ["alarms", "events"] as const;

/** `what`: alarms, doors held open and readers that fall silent; or every event as well. `names`: with the names of people. */
export const newWebhook = z.object({
  url: z.url().max(500),
  what: z.enum(tellings).default("alarms"),
  names: z.boolean().default(false),
});
export const webhookPatch = z.object({ enabled: z.boolean() });

export interface WebhookRow {
  id: number;
  url: string;
  what: (typeof tellings)[number];
  names: boolean;
  enabled: boolean;
  createdAt: string;
  /** When the receiver last took something; null: never yet. */
  deliveredAt: string | null;
  /** Tries in a row that failed, what the last one met, and when the next is due; 0 and null: it works. */
  failures: number;
  failure: string | null;
  nextTryAt: string | null;
}

/** One hiccup is none of anybody's business: told to whoever looks after the site from the second try in a row on, and when the receiver wants nothing more. */
export function needsSomebody({ enabled, failures, failure }: WebhookRow): boolean {
  return enabled ? failures > 1 : failure !== null;
}

/** `secret` is told this once. */
export interface MadeWebhook extends WebhookRow {
  secret: string;
}

/** POST webhooks/:id/test. */
export interface WebhookTest {
  delivered: boolean;
  failure: string | null;
}

/** The body of a delivery. `timestamp`: when it happened, ISO 8601. */
export type WebhookMessage =
  | { type: `tap.${string}` | `door.${string}` | `reader.${string}`; timestamp: string; data: Omit<EventRow, "personName"> & { alarm: boolean; personName?: string | null } }
  | { type: "reader.silent" | "reader.heard"; timestamp: string; data: Pick<ReaderRow, "id" | "name" | "doorId"> }
  | { type: "test"; timestamp: string; data: object };
