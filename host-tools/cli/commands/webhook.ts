import type { Command } from "commander";
import { exitCodes, Failure } from "../../api/failure";
import { pathOf, paths } from "../../api/paths";
import type { MadeWebhook, WebhookRow, WebhookTest } from "../../api/webhooks";
import { connect, withServer, type ServerOptions } from "../backend-client";
import { put, say } from "../output";

interface Options extends ServerOptions {
  json: boolean;
}

export function register(program: Command): void {
  const webhook = program.command("webhook").description("tell another program what happens at the doors, signed (docs/webhooks.md)");
  withServer(webhook.command("add <url>"))
    .description("tell it alarms, doors held open and readers that fall silent; prints the secret it checks them by, this once")
    .option("--events", "every event, not alarms alone", false)
    .option("--names", "with the names of people", false)
    .option("--json", "one JSON object", false)
    .action(add);
  withServer(webhook.command("list"))
    .description("who is told what, and whether it works")
    .option("--json", "one JSON object a line", false)
    .action(list);
  withServer(webhook.command("test <id>"))
    .description("send a message that says `test`, and wait for the answer; exit code 7 where it is not taken")
    .option("--json", "one JSON object", false)
    .action(test);
  for (const [name, enabled, does] of [["pause", false, "tell it nothing for now"], ["resume", true, "tell it again, what happened meanwhile first"]] as const) {
    withServer(webhook.command(`${name} <id>`)).description(does).option("--json", "one JSON object", false).action((id: string, options: Options) => enable(id, enabled, options));
  }
  withServer(webhook.command("remove <id>")).description("tell it nothing any more").option("--json", "one JSON object", false).action(remove);
}

async function add(url: string, options: Options & { events: boolean; names: boolean }): Promise<void> {
  const wish = { url, what: options.events ? "events" : "alarms", names: options.names };
  const made = await connect(options).send<MadeWebhook>("POST", paths.webhooks, wish);
  put(options.json, made, `webhook ${made.id}\nsecret ${made.secret}`);
  if (!options.json) say(`Next: give the receiver this secret, which is not shown again, then latchkey webhook test ${made.id}.`);
}

async function list(options: Options): Promise<void> {
  const { rows } = await connect(options).get<{ rows: WebhookRow[] }>(paths.webhooks);
  for (const row of rows) put(options.json, row, `${String(row.id).padStart(3)}  ${row.what.padEnd(6)} ${row.url}  ${stateOf(row)}`);
  if (rows.length === 0) say("Nobody is told anything. latchkey webhook add URL begins.");
}

function stateOf(row: WebhookRow): string {
  if (!row.enabled) return row.failure ? `paused: ${row.failure}` : "paused";
  if (row.failures > 0) return `fails since ${row.failures} tries: ${row.failure}; next try ${row.nextTryAt}`;
  return row.deliveredAt ? `last told ${row.deliveredAt}` : "nothing to tell yet";
}

async function test(id: string, options: Options): Promise<void> {
  const answer = await connect(options).send<WebhookTest>("POST", pathOf(paths.webhookTest, id), {});
  if (answer.delivered) return put(options.json, answer, "the receiver took it");
  throw new Failure("WEBHOOK_NOT_TAKEN", {
    message: `the receiver of webhook ${id} did not take the message: ${answer.failure}`,
    hint: "Look whether the receiver runs, whether the backend's machine reaches its address, and whether it has the right secret.",
    exit: exitCodes.serverRefused,
  });
}

async function enable(id: string, enabled: boolean, options: Options): Promise<void> {
  const row = await connect(options).send<WebhookRow>("PATCH", pathOf(paths.webhook, id), { enabled });
  put(options.json, row, `webhook ${id}: ${stateOf(row)}`);
}

async function remove(id: string, options: Options): Promise<void> {
  await connect(options).send("DELETE", pathOf(paths.webhook, id), undefined);
  put(options.json, { webhook: Number(id), removed: true }, `webhook ${id} is told nothing any more`);
}
