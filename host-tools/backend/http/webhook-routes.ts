import type { Hono } from "hono";
import { paths } from "../../api/paths";
import { newWebhook, webhookPatch, type WebhookTest } from "../../api/webhooks";
import { isoOf } from "../directory/time";
import { addWebhook, enableWebhook, listWebhooks, removeWebhook, webhookById } from "../webhooks/webhooks";
import { authorOf } from "./author";
import { bodyOf, idOf } from "./input";
import type { Env, Services } from "./services";

export function webhookRoutes(app: Hono<Env>, services: Services): void {
  const { directory, keys, courier } = services;
  app.get(paths.webhooks, async (c) => c.json({ rows: await listWebhooks(directory.read) }));
  app.post(paths.webhooks, async (c) => c.json(await addWebhook(directory, authorOf(c), { wish: await bodyOf(c, newWebhook), keys }), 201));
  app.patch(paths.webhook, async (c) => {
    const { enabled } = await bodyOf(c, webhookPatch);
    return c.json(await enableWebhook(directory, authorOf(c), { id: idOf(c), enabled }));
  });
  app.delete(paths.webhook, async (c) => {
    await removeWebhook(directory, authorOf(c), idOf(c));
    return c.body(null, 204);
  });
  app.post(paths.webhookTest, async (c) => {
    const webhook = await webhookById(directory.read, idOf(c));
    await directory.edit(authorOf(c), async () => ({ subject: { what: "webhook", id: webhook.id, action: "test" }, answer: undefined }));
    const message = { type: "test", timestamp: isoOf(directory.nowS), data: {} } as const;
    const failed = await courier.tryOnce(webhook, { id: `test_${webhook.id}_${services.nowMs()}`, message });
    return c.json({ delivered: !failed, failure: failed?.why ?? null } satisfies WebhookTest);
  });
}
