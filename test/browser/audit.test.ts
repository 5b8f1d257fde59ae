import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import type { NewAccountAnswer } from "../../host-tools/api/accounts";
import type { AuditCheck } from "../../host-tools/api/audit";
import { paths } from "../../host-tools/api/paths";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(120_000);

describeWith(["chromium"], "the console's audit", () => {
  let site: ConsoleAtWork;
  let kim: number;
  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    await site.work.door("Front door");
    for (let n = 0; n < 110; n++) await site.work.person(`Visitor ${n}`, []);
    kim = (await site.work.person("=Kim Minji", [])).id;
  });
  afterAll(() => site?.stop());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  async function open(query = "", width = 1280): Promise<Page> {
    const page = await site.signedIn({ width, height: 800 });
    await page.goto("about:blank");
    await page.goto(`${site.work.backend.url}/#/audit${query}`);
    await page.getByRole("heading", { name: "Audit" }).waitFor();
    await page.locator("tbody tr").first().waitFor();
    return page;
  }
  const lines = (page: Page) => page.locator("tbody tr");

  it("says who did what to what, in words and with the name that it has now, and leads there", async () => {
    const page = await open();
    await lines(page).filter({ hasText: /Command line \(token\).*Added.*=Kim Minji.*Person/ }).getByRole("link", { name: "=Kim Minji" }).click();
    await page.getByRole("dialog", { name: "=Kim Minji" }).waitFor();
  });

  it("leads a viewer nowhere that a viewer may not go", async () => {
    const { link } = await site.work.client.send<NewAccountAnswer>("POST", paths.accounts, { name: "Vera", role: "viewer" });
    const page = await site.page();
    await page.goto(link.url);
    await page.getByRole("link", { name: "Audit" }).click();
    const line = lines(page).filter({ hasText: /Added.*Vera/ });
    await line.waitFor();
    expect(await line.getByRole("link").count()).toBe(0);
    expect(await lines(page).filter({ hasText: "=Kim Minji" }).getByRole("link").count()).toBe(1);
  });

  it("goes back page by page to the first line", async () => {
    const page = await open();
    expect(await lines(page).count()).toBe(100);
    await page.getByRole("button", { name: "Show older lines" }).click();
    await lines(page).filter({ hasText: /Line 1$/ }).or(lines(page).filter({ hasText: "Front door" })).first().waitFor();
    expect(await lines(page).count()).toBeGreaterThan(111);
  });

  it("finds what an account did, what was done to one object, and what on a day", async () => {
    const page = await open();
    await page.getByLabel("Who", { exact: true }).selectOption("owner");
    await lines(page).filter({ hasText: "Signed in" }).first().waitFor();
    expect(await lines(page).filter({ hasText: "Visitor" }).count()).toBe(0);
    await page.getByLabel("Who", { exact: true }).selectOption("");
    await page.getByLabel("On what", { exact: true }).selectOption("door");
    await lines(page).filter({ hasText: "Front door" }).waitFor();
    expect(await lines(page).count()).toBe(1);
    await page.getByRole("button", { name: "Door 1" }).click();
    await page.getByText("Only Door 1").waitFor();
    expect(page.url()).toContain("object=door+1");
    await page.getByRole("button", { name: "Show everything" }).click();
    await page.getByLabel("To day").fill("2001-01-01");
    await page.getByText("No line matches.").waitFor();
  });

  it("gives what was found as a file, with no name a formula", async () => {
    const page = await open(`?object=person+${kim}`);
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download as CSV" }).click();
    const text = readFileSync(await (await waiting).path(), "utf8");
    expect(text.trim().split("\r\n")).toHaveLength(2);
    expect(text).toMatch(new RegExp(`,api,add,person ${kim},'=Kim Minji,.*,[0-9a-f]{64}\r\n$`));
  });

  it("verifies the chain in words, and names the line that was changed behind its back", async () => {
    const page = await open("", 360);
    await page.getByRole("button", { name: "Verify the chain" }).click();
    await page.getByText(/^All \d+ lines are as they were written\.$/).waitFor();
    const { lines: count, hash } = await site.work.client.get<AuditCheck>(paths.auditCheck);
    await page.getByText(`line ${count}, ${hash}`).waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    await site.work.backend.services.store.change((trx) => trx.updateTable("audit").set({ author: "someone" }).where("number", "=", 7).execute());
    await page.getByRole("button", { name: "Verify the chain" }).click();
    await page.getByRole("alert").getByText("Line 7 is not what was written there, or one before it is gone.").waitFor();
    expect(await site.work.client.get(paths.auditCheck)).toMatchObject({ intact: false, brokenAt: 7 });
  });
});
