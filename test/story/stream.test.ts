import { BackendAtWork } from "../support/backend-at-work";
import { tapOf } from "../support/model-reader";

/* What a screen hears: everything committed, in order, and after a break from where it was. */
let at: BackendAtWork;
beforeEach(async () => void (at = await BackendAtWork.start()));
afterEach(() => at.stop());

interface Heard {
  event: string;
  id: number | undefined;
  data: { id?: number; sequence?: number; online?: boolean; what?: string };
}

/** Listens until `enough` says so, then hangs up. */
async function listen(headers: Record<string, string>, enough: (heard: Heard[]) => boolean): Promise<Heard[]> {
  const hangUp = new AbortController();
  const authorization = `Bearer ${at.backend.apiToken}`;
  const answer = await fetch(`${at.backend.url}/api/v1/stream`, {
    headers: { ...headers, authorization },
    signal: hangUp.signal,
  });
  const heard: Heard[] = [];
  let text = "";
  for await (const chunk of answer.body! as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    const messages = text.split("\n\n");
    text = messages.pop()!;
    heard.push(...messages.filter((message) => message.startsWith("event")).map(parse));
    if (enough(heard)) break;
  }
  hangUp.abort();
  return heard;
}

function parse(message: string): Heard {
  const fields = new Map(
    message.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const id = fields.get("id");
  return { event: fields.get("event")!, id: id ? Number(id) : undefined, data: JSON.parse(fields.get("data")!) as Heard["data"] };
}

const taps = (heard: Heard[]) => heard.filter((one) => one.event === "tap");

test("a tap, a reader that comes online and an edit are heard", async () => {
  const lobby = await at.reader("Lobby");
  const listening = listen({}, (heard) => ["tap", "change"].every((name) => heard.some((one) => one.event === name)));
  await lobby.sync();
  await lobby.report([tapOf(undefined)]);
  await at.person("Kim", []);
  await lobby.report([tapOf(undefined)]);
  const heard = await listening;
  expect(heard.some((one) => one.event === "state" && one.data.online)).toBe(true);
  expect(heard.find((one) => one.event === "change")!.data).toMatchObject({ what: "person" });
});

test("after a break the page gets what it missed, each once and in order", async () => {
  const lobby = await at.reader("Lobby");
  await lobby.sync();
  for (let i = 0; i < 10; i++) await lobby.report(Array.from({ length: 30 }, () => tapOf(undefined)));
  const first = await listen({ "last-event-id": "0" }, (heard) => taps(heard).length >= 40);
  const last = taps(first).slice(0, 40).at(-1)!.id!;
  const rest = await listen({ "last-event-id": String(last) }, (heard) => taps(heard).length >= 300 - 40);
  const sequences = [...taps(first).slice(0, 40), ...taps(rest)].map((one) => one.data.sequence);
  expect(sequences).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
});
