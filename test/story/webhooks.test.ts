import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditRow } from "../../host-tools/api/audit";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { MadeWebhook, WebhookMessage, WebhookRow, WebhookTest } from "../../host-tools/api/webhooks";
import { VirtualSite, type VirtualDoor } from "../support/virtual-site";

/* Another program that is told what happens: a server of our own here, the shipped firmware and the real backend there. */
interface Taken {
  headers: IncomingHttpHeaders;
  body: string;
  message: WebhookMessage;
}

let server: Server;
let url: string;
let taken: Taken[];
let answers: number[];
let site: VirtualSite;
let door: VirtualDoor;
let dir: string;

beforeEach(async () => {
  [taken, answers] = [[], []];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      taken.push({ headers: request.headers, body, message: JSON.parse(body) as WebhookMessage });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/door`;
  dir = mkdtempSync(join(tmpdir(), "latchkey-"));
  site = await VirtualSite.start(21, undefined, dir);
  door = await site.door("Gate");
  const level = await site.at.level("Staff", [door.identity.doorId!]);
  const kim = await site.at.person("Kim", [level.id]);
  await site.at.card(kim.id, "04a1b2c3");
  await site.pass(20_000);
});
afterEach(async () => {
  await site.stop();
  await new Promise((done) => server.close(done));
  rmSync(dir, { recursive: true });
});

const add = (more: object = {}) => site.at.client.send<MadeWebhook>("POST", paths.webhooks, { url, ...more });
const row = async () => (await site.at.client.get<{ rows: WebhookRow[] }>(paths.webhooks)).rows[0]!;
const types = () => taken.map(({ message }) => message.type);

/** Lets the site's time go on until so many messages have come. */
async function until(count: number): Promise<void> {
  for (let i = 0; taken.length < count && i < 4000; i++) {
    await site.pass(1000);
    await new Promise((next) => setTimeout(next, 2));
  }
  expect(taken.length).toBeGreaterThanOrEqual(count);
}

async function force(): Promise<void> {
  door.reader.door.drive("contact", true);
  await site.pass(1000);
  door.reader.door.drive("contact", false);
  await site.pass(20_000);
}

function expectSigned({ headers, body }: Taken, secret: string): void {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = createHmac("sha256", key).update(`${headers["webhook-id"] as string}.${headers["webhook-timestamp"] as string}.${body}`);
  expect(headers["webhook-signature"]).toBe(`v1,${signed.digest("base64")}`);
}

it("is told an alarm, signed, and no tap of anybody", async () => {
  const { secret } = await add();
  door.tap("uid:04a1b2c3");
  await site.pass(20_000);
  await force();
  await until(1);
  expect(taken[0]!.message).toMatchObject({ type: "door.forcedOpen", data: { alarm: true, doorName: "Gate", readerId: door.identity.readerId } });
  expectSigned(taken[0]!, secret);
  expect(types()).toEqual(["door.forcedOpen"]);
  expect(await row()).toMatchObject({ failures: 0, failure: null, enabled: true });
  expect(JSON.stringify(await row())).not.toContain(secret.slice(6));
});

it("is told every event in order where it wants them, people by their number, or by name where that was wished", async () => {
  await add({ what: "events" });
  await add({ what: "events", names: true });
  door.tap("uid:04a1b2c3");
  await site.pass(20_000);
  door.tap("uid:0badcafe");
  await until(6);
  const nameless = taken.filter(({ message }) => message.type.startsWith("tap") && !("personName" in message.data));
  expect(nameless.map(({ message }) => message.type)).toEqual(["tap.granted", "tap.denied"]);
  expect(nameless[0]!.body).not.toContain("Kim");
  expect(taken.filter(({ body }) => body.includes('"personName":"Kim"'))).toHaveLength(1);
});

it("that is down gets everything later, in order and under the same ids, through a restart of the backend too", async () => {
  await add();
  answers = [500, 503, 500];
  await force();
  await until(2);
  expect(await row()).toMatchObject({ enabled: true });
  await site.restartBackend(async () => undefined);
  await force();
  await until(5);
  const ids = taken.map(({ headers }) => headers["webhook-id"]);
  expect(new Set(ids.slice(0, 4)).size).toBe(1);
  expect(ids[4]).not.toBe(ids[0]);
  await site.pass(1000);
  expect(await row()).toMatchObject({ failures: 0, nextTryAt: null });
});

it("that answers 410 is told nothing more until somebody resumes it, and then all of it", async () => {
  const { id } = await add();
  answers = [410];
  await force();
  await until(1);
  await site.pass(60_000);
  expect(await row()).toMatchObject({ enabled: false, failure: "the receiver answered 410: it wants nothing more" });
  await force();
  expect(taken).toHaveLength(1);
  await site.at.client.send("PATCH", pathOf(paths.webhook, id), { enabled: true });
  await until(3);
  expect(types()).toEqual(["door.forcedOpen", "door.forcedOpen", "door.forcedOpen"]);
});

it("is told of a reader that falls silent, once, and when it is heard again", async () => {
  await add();
  door.network.connected = false;
  await until(1);
  await site.pass(600_000);
  door.network.connected = true;
  await until(2);
  expect(taken.map(({ message }) => message)).toMatchObject([
    { type: "reader.silent", data: { id: door.identity.readerId, name: "Gate reader" } },
    { type: "reader.heard", data: { id: door.identity.readerId } },
  ]);
});

it("can be tried, and leaves its line in the audit", async () => {
  const { id } = await add();
  const attempt = () => site.at.client.send<WebhookTest>("POST", pathOf(paths.webhookTest, id), {});
  expect(await attempt()).toEqual({ delivered: true, failure: null });
  answers = [302];
  expect(await attempt()).toEqual({ delivered: false, failure: "the receiver answered 302" });
  expect(types()).toEqual(["test", "test"]);
  await site.at.client.send("DELETE", pathOf(paths.webhook, id), undefined);
  await expect(attempt()).rejects.toMatchObject({ code: "NOT_FOUND" });
  const { rows } = await site.at.client.get<{ rows: AuditRow[] }>(paths.audit);
  expect(rows.filter(({ subject }) => subject === `webhook ${id}`).map(({ action }) => action)).toEqual(["remove", "test", "test", "add"]);
  await expect(add({ url: "http://example.org/" })).rejects.toMatchObject({ code: "WEBHOOK_ADDRESS", message: expect.stringContaining("use https") });
});
