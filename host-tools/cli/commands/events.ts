import type { Command } from "commander";
import type { FetchAnswer } from "../../api/client";
import type { EventRow, EventsAnswer } from "../../api/events";
import { paths } from "../../api/paths";
import type { ServerOptions } from "../backend-client";
import { connect, withServer } from "../backend-client";
import { doorOnceCalled } from "../door-called";
import { eventLine } from "../event-line";
import { put, say } from "../output";
import { timeOf } from "../time-option";
import { countOf } from "../whole-number";

const rowsMax = 1000;

interface EventsOptions extends ServerOptions {
  door?: string;
  since?: string;
  limit: string;
  follow: boolean;
  json: boolean;
}

export function register(program: Command): void {
  withServer(program.command("events"))
    .description("what happened at the doors, oldest first")
    .option("--door <door>", "only this door, by its name or number, also one that was removed")
    .option("--since <time>", "a day of the site's clock as 2026-10-03, or a time with its zone")
    .option("--limit <rows>", "at most so many of the newest, 1 to 1000", "50")
    .option("--follow", "go on with each new one, until Ctrl-C", false)
    .option("--json", "one JSON object a line", false)
    .action(events);
}

async function events(options: EventsOptions): Promise<void> {
  const limit = String(countOf(options.limit, "--limit", { most: rowsMax }));
  const since = options.since && timeOf(options.since, "--since");
  const client = connect(options);
  const door = options.door ? await doorOnceCalled(client, options.door) : undefined;
  const query = new URLSearchParams({ limit, ...(door && { door: String(door) }), ...(since && { since }) });
  const { rows } = await client.get<EventsAnswer>(`${paths.events}?${query}`);
  rows.reverse().forEach((row) => put(options.json, row, eventLine(row)));
  if (rows.length === 0) say(options.follow ? "Nothing yet; Ctrl-C ends it." : "No event matches.");
  if (!options.follow) return;
  const after = rows.at(-1)?.id;
  const headers: Record<string, string> = after === undefined ? {} : { "Last-Event-ID": String(after) };
  await follow(await client.open<Streamed>(paths.stream, headers), (row) => {
    if (!door || row.doorId === door) put(options.json, row, eventLine(row));
  });
}

interface Streamed extends FetchAnswer {
  body: AsyncIterable<Uint8Array>;
}

/** Server-Sent Events as they come; those that carry an id are events of the journal. */
async function follow(answer: Streamed, show: (row: EventRow) => void): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of answer.body) {
    text += decoder.decode(chunk, { stream: true });
    const messages = text.split("\n\n");
    text = messages.pop()!;
    for (const message of messages) {
      const lines = message.split("\n");
      const data = lines.find((line) => line.startsWith("data:"));
      if (data && lines.some((line) => line.startsWith("id:"))) show(JSON.parse(data.slice(5)) as EventRow);
    }
  }
}
