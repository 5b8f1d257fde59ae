import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { MadeWebhook, WebhookMessage, WebhookRow } from "../../host-tools/api/webhooks";
import { BackendAtWork } from "../support/backend-at-work";
import type { ModelReader } from "../support/model-reader";
import { tapOf } from "../support/model-reader";

/* Most sites tell nobody anything, and what their readers report must not wait for that. Here nothing happens by itself: only what arrives and what is edited. */
let at: BackendAtWork;
let reader: ModelReader;
let server: Server;
let url: string;
let taken: WebhookMessage[];
let answer = 204;
beforeEach(async () => {
  [taken, answer] = [[], 204];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      taken.push(JSON.parse(body) as WebhookMessage);
      response.writeHead(answer).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  at = await BackendAtWork.start({ every: () => () => undefined });
  reader = await at.reader("Gate");
  await reader.sync();
});
afterEach(async () => {
  await at.stop();
  await new Promise((done) => server.close(done));
});

const add = () => at.client.send<MadeWebhook>("POST", paths.webhooks, { url, what: "events" });
const happen = () => reader.report([tapOf(undefined)]);
const until = async (so: () => boolean | Promise<boolean>) => {
  for (let i = 0; i < 300 && !(await so()); i++) await new Promise((next) => setTimeout(next, 10));
  expect(await so()).toBe(true);
};

/** How often the table of webhooks is asked while `work` goes on. */
async function asked(work: () => Promise<unknown>): Promise<number> {
  const select = jest.spyOn(at.backend.services.store.read, "selectFrom");
  await work();
  const count = select.mock.calls.filter(([table]) => (table as string) === "webhook").length;
  select.mockRestore();
  return count;
}

it("asks once who is to be told, and then no more, however much arrives", async () => {
  expect(await asked(happen)).toBeLessThanOrEqual(1);
  expect(await asked(async () => { for (let i = 0; i < 20; i++) await happen(); })).toBe(0);
});

it("tells somebody who comes later all from then on, who pauses nothing, and who resumes what was missed", async () => {
  await happen();
  const { id } = await add();
  await happen();
  await until(() => taken.length === 1);
  const enable = (enabled: boolean) => at.client.send("PATCH", pathOf(paths.webhook, id), { enabled });
  await enable(false);
  await happen();
  expect(await asked(async () => { for (let i = 0; i < 5; i++) await happen(); })).toBe(0);
  expect(taken).toHaveLength(1);
  await enable(true);
  await until(() => taken.length === 7);
  await at.client.send("DELETE", pathOf(paths.webhook, id), undefined);
  expect(await asked(async () => { for (let i = 0; i < 5; i++) await happen(); })).toBe(0);
});

it("says by itself when a receiver fails, when it takes something for the first time, and then no more", async () => {
  const told: (number | string | null)[] = [];
  at.backend.services.feed.on("change", ({ what, id }) => void (what === "webhook" && told.push(id)));
  const { id } = await add();
  expect(told.splice(0)).toEqual([id]);
  answer = 500;
  await happen();
  await until(() => told.length > 0);
  const row = async () => (await at.client.get<{ rows: WebhookRow[] }>(paths.webhooks)).rows[0]!;
  expect([told.splice(0), (await row()).failures]).toEqual([[id], 1]);
  answer = 204;
  await at.client.send("PATCH", pathOf(paths.webhook, id), { enabled: true });
  await until(() => told.length === 2);
  expect([told.splice(0), (await row()).failures]).toEqual([[id, id], 0]);
  await happen();
  await until(() => taken.length === 3);
  await happen();
  await until(() => taken.length === 4);
  expect(told).toEqual([]);
});
