import type { ApiClient } from "../../api/client";
import type { cardPin, cardRegistration, CardOrders, CardRow } from "../../api/cards";
import { sunMacKey, sunMetaKey } from "../../api/cards";
import { pathOf, paths } from "../../api/paths";
import { say } from "../output";
import type { z } from "zod";

/* What the backend is told once a card is written. Where it cannot be reached, what the card is now is said before the failure. */
type Registration = Omit<z.input<typeof cardRegistration>, "keyVersion">;

/** The card is whole whatever happens here: a second run finds nothing to do on it and registers it. */
export async function register(client: ApiClient, orders: CardOrders, wish: Registration): Promise<CardRow> {
  const body = { ...wish, keyVersion: orders.versions[0]!.version };
  return client.send<CardRow>("POST", pathOf(paths.cardRegistration, orders.id), body).catch((caught: unknown) => {
    say("The card itself is encoded; it is not registered yet. Run the same command again once this is mended:");
    throw caught;
  });
}

/** Whether the card has a PIN, and never which. A second run writes it again and tells it. */
export async function tellPin(client: ApiClient, { id }: CardOrders, wish: z.input<typeof cardPin>): Promise<CardRow> {
  return client.send<CardRow>("PUT", pathOf(paths.cardPin, id), wish).catch((caught: unknown) => {
    if (!wish.found) say(`The card itself has ${wish.hasPin ? "its new PIN" : "no PIN any more"}; the backend was not told. \`latchkey card verify\` tells it, or the same command again, once this is mended:`);
    throw caught;
  });
}

/** A tag whose address leads to a door's page (api/paths, tagPage) is believed at that door from now on; another page's is nobody's business here. */
export async function putTag(client: ApiClient, { uid, versions }: CardOrders, { url, label }: { url: string; label: string | undefined }): Promise<void> {
  const door = new RegExp(`${paths.tagPage}/([1-9]\\d{0,8})/?$`).exec(new URL(url).pathname)?.[1];
  if (door === undefined) return say(`The address leads to no door's page (…${paths.tagPage}/NUMBER): no door will know this tag.`);
  const keys = versions[0]!.keys;
  await client.send("POST", paths.doorTags, { doorId: Number(door), uid, metaKey: keys[sunMetaKey], macKey: keys[sunMacKey], label });
}
