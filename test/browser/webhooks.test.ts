import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { WebhookRow } from "../../host-tools/api/webhooks";
import { tapOf } from "../support/model-reader";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(60_000);

describeWith(["chromium"], "webhooks in the console's settings", () => {
  let site: ConsoleAtWork;
  let server: Server;
  let host: string;
  let status = 200;
  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    server = createServer((request, response) => request.resume().on("end", () => response.writeHead(status).end()));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await site?.stop();
    await new Promise((done) => server.close(done));
  });

  const rows = async () => (await site.work.client.get<{ rows: WebhookRow[] }>(paths.webhooks)).rows;

  it("are added with the secret shown once, tried, paused, resumed and removed, by people who read English or Korean", async () => {
    const page = await site.signedIn({ locale: "en-GB", width: 360, height: 740 });
    await page.goto(`${site.work.backend.url}/#/settings`);
    const card = page.getByRole("region", { name: "Webhooks" });
    await card.getByText("Nobody is told anything yet.").waitFor();
    await card.getByLabel("Address").fill("http://example.org/door");
    await card.getByRole("button", { name: "Add webhook" }).click();
    await card.getByRole("alert").getByText("use https").waitFor();
    await card.getByLabel("Address").fill(`http://${host}/door`);
    await card.getByLabel("Tell it").selectOption("events");
    await card.getByRole("button", { name: "Add webhook" }).click();
    await card.getByText(/^whsec_/).waitFor();
    expect(await rows()).toMatchObject([{ url: `http://${host}/door`, what: "events", names: false, enabled: true }]);
    await card.getByRole("button", { name: "Send a test" }).click();
    await page.getByText(`${host} took the test.`).waitFor();
    status = 500;
    await card.getByRole("button", { name: "Send a test" }).click();
    await page.getByText("did not take the test: the receiver answered 500").waitFor();
    await card.getByRole("button", { name: "nothing for now" }).click();
    await card.getByText("Paused").waitFor();
    expect(await rows()).toMatchObject([{ enabled: false }]);
    await card.getByRole("button", { name: `Tell ${host} again` }).click();
    await card.getByText("Nothing to tell yet").waitFor();
    const width = await page.evaluate("document.documentElement.scrollWidth");
    expect(width).toBeLessThanOrEqual(360);
    await page.reload();
    await card.getByText(`http://${host}/door`).waitFor();
    expect(await page.getByText(/whsec_/).count()).toBe(0);
    page.on("dialog", (dialog) => void dialog.accept());
    await card.getByRole("button", { name: "Remove the webhook" }).click();
    await card.getByText("Nobody is told anything yet.").waitFor();
    expect(site.complaints.splice(0).every((text) => text.includes("400"))).toBe(true);
    const other = await site.signedIn({ locale: "ko-KR", width: 1280, height: 800 });
    await other.goto(`${site.work.backend.url}/#/settings`);
    await other.getByRole("region", { name: "웹훅" }).getByText("아직 알리는 곳이 없습니다.").waitFor();
  });

  it("that do not take what they are told stand on the first screen, until they do or are gone", async () => {
    const gate = await site.work.reader("Gate");
    await gate.sync();
    status = 500;
    const wish = { url: `http://${host}/door`, what: "events" };
    const { id } = await site.work.client.send<{ id: number }>("POST", paths.webhooks, wish);
    const page = await site.signedIn();
    const notice = page.getByRole("alert").filter({ hasText: `${host} is not told of alarms` });
    await page.getByRole("heading", { name: "Events" }).waitFor();
    await gate.report([tapOf(undefined)]);
    await notice.getByText("the receiver answered 500").waitFor();
    expect((await rows())[0]!.failures).toBe(2);
    status = 410;
    await site.work.client.send("PATCH", pathOf(paths.webhook, id), { enabled: true });
    await notice.getByText("it wants nothing more").waitFor();
    await notice.getByRole("link", { name: "To the webhooks in Settings" }).click();
    status = 200;
    await page.getByRole("button", { name: `Tell ${host} again` }).click();
    await page.getByText("Last told").waitFor();
    await page.getByRole("link", { name: "Now" }).click();
    await page.getByRole("heading", { name: "Events" }).waitFor();
    expect(await notice.count()).toBe(0);
    expect(site.complaints.splice(0)).toEqual([]);
  });
});
