import { createHmac, randomBytes } from "node:crypto";

/*
 * Standard Webhooks 1.0.0, "Symmetric signatures": HMAC-SHA256 over `id.timestamp.body` in base64, and the secret as base64 behind `whsec_`.
 */
const secretPrefix = "whsec_";
const secretBytes = 32;

export function newWebhookSecret(): Uint8Array {
  return Uint8Array.from(randomBytes(secretBytes));
}

/** As a receiver is given it. */
export function secretText(secret: Uint8Array): string {
  return secretPrefix + Buffer.from(secret).toString("base64");
}

export interface Delivery {
  /** The same at every try, so that a receiver can tell what it has already. */
  id: string;
  /** Seconds, of this try: a receiver refuses what is old. */
  timestamp: number;
  body: string;
}

export function signedHeaders(secret: Uint8Array, { id, timestamp, body }: Delivery): Record<string, string> {
  const signature = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": `v1,${signature}` };
}
