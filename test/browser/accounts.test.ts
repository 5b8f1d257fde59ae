import type { Page } from "playwright-core";
import type { AccountRow, NewAccountAnswer } from "../../host-tools/api/accounts";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { Role } from "../../host-tools/api/rights";
import { describeWith } from "../support/needs";
import { ConsoleAtWork, loaded } from "./open-console";

jest.setTimeout(120_000);

describeWith(["chromium"], "accounts in the console", () => {
  let site: ConsoleAtWork;
  let person: number;
  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    const door = await site.work.door("Front door");
    await site.work.reader("Front door");
    const level = await site.work.level("Everywhere", [door.id]);
    person = (await site.work.person("Kim", [level.id])).id;
    await site.work.card(person, "04a1b2c3");
    await site.work.client.send("PUT", paths.holidays, [{ date: "2026-12-25", name: "Christmas", yearly: true }]);
  });
  afterAll(() => site?.stop());

  async function signedInAs(name: string, role: Role): Promise<Page> {
    const { link } = await site.work.client.send<NewAccountAnswer>("POST", paths.accounts, { name, role });
    const page = await site.page();
    await page.goto(link.url);
    await page.getByRole("heading", { name: "Now" }).waitFor();
    return page;
  }

  async function open(page: Page, address: string): Promise<void> {
    await page.goto("about:blank");
    await page.goto(`${site.work.backend.url}/#/${address}`);
    await page.locator("h1").waitFor();
    await loaded(page);
  }

  /** What can be pressed within the screen and its sheet; reading alone is left out. */
  async function acts(page: Page, address: string): Promise<string[]> {
    await open(page, address);
    const names = await page.locator("main button:visible, main form:visible, dialog button:visible, dialog form:visible").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? one.textContent ?? ""));
    const reads = /^(Pause|Close|All|Online|Offline|List not up to date|Download as CSV|Show older ones|Show everybody|Verify the chain|Previous|Next)/;
    return names.map((name) => name.trim()).filter((name) => !reads.test(name));
  }

  const addresses = () => ["now", "events", `people?person=${person}`, "cards", "levels", "levels?level=1", "schedules", "schedules?schedule=2", "readers", "doors", "doors?settings=1", "tags", "traces"];
  const links = async (page: Page) => (await page.locator("nav[aria-label=Screens] a").allTextContents()).map((text) => text.trim());

  it("makes an account by a link shown once; its owner signs in by it, and is out when it is disabled", async () => {
    const page = await site.signedIn();
    await page.getByRole("link", { name: "Accounts" }).click();
    await page.getByRole("button", { name: "Add account" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Name").fill("Park");
    await sheet.getByLabel("Role").selectOption("viewer");
    await sheet.getByRole("button", { name: "Add account" }).click();
    const link = await sheet.getByText("/signin#").textContent();
    await sheet.locator(".form-foot").getByRole("button", { name: "Close" }).click();
    await page.getByRole("row", { name: /Park.*Viewer.*May sign in/ }).waitFor();

    const other = await site.page({ width: 360, height: 740 });
    await other.goto(link!);
    await other.getByRole("heading", { name: "Now" }).waitFor();
    await page.getByRole("link", { name: "Park" }).click();
    page.on("dialog", (dialog) => void dialog.accept());
    await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
    await page.getByRole("dialog").getByText("Disabled").waitFor();
    await other.getByRole("heading", { name: "Sign in" }).waitFor({ timeout: 30_000 });
  });

  it("shows what another role may do as soon as it is given, on a page that is open", async () => {
    const page = await signedInAs("Rhee", "viewer");
    await open(page, "people");
    await page.getByText("Live").first().waitFor();
    const { rows } = await site.work.client.get<{ rows: AccountRow[] }>(paths.accounts);
    const { id } = rows.find(({ name }) => name === "Rhee")!;
    expect(await page.getByRole("button", { name: "Add person" }).count()).toBe(0);
    await site.work.client.send("PATCH", pathOf(paths.account, id), { role: "operator" });
    await page.getByRole("button", { name: "Add person" }).waitFor();
    await site.work.client.send("PATCH", pathOf(paths.account, id), { role: "viewer" });
    await page.getByRole("button", { name: "Add person" }).waitFor({ state: "detached" });
  });

  it("offers nothing on the last admin that would leave the site to nobody", async () => {
    const page = await site.signedIn();
    await open(page, "accounts?account=1");
    const sheet = page.getByRole("dialog");
    await sheet.getByText("Last admin").waitFor();
    expect(await sheet.getByRole("button", { name: "Disable" }).count()).toBe(0);
    expect(await sheet.getByLabel("Role").count()).toBe(0);
  });

  it("shows a viewer no button that changes anything, on any screen, and no screen that is of no use", async () => {
    const page = await signedInAs("Vera", "viewer");
    expect(await links(page)).toEqual(expect.arrayContaining(["People & cards", "Doors"]));
    for (const hidden of ["Accounts", "Import", "Simulator", "Settings"]) expect(await links(page)).not.toContain(hidden);
    for (const address of addresses()) expect([address, await acts(page, address)]).toEqual([address, []]);
    await open(page, "accounts");
    await page.getByText("Your account may not do this.").waitFor();
  });

  it("shows an operator the buttons for people, cards and doors' modes, and none of rules, settings and readers", async () => {
    const page = await signedInAs("Otto", "operator");
    expect(await links(page)).toContain("Import");
    for (const hidden of ["Accounts", "Simulator", "Settings"]) expect(await links(page)).not.toContain(hidden);
    for (const address of ["levels", "schedules", "readers", "tags"]) expect([address, await acts(page, address)]).toEqual([address, []]);
    expect(await acts(page, "doors")).toEqual(["Unlock Front door", expect.stringContaining("Mode"), "Set mode"]);
    expect(await acts(page, `people?person=${person}`)).toEqual(expect.arrayContaining(["Disable", "Edit", "Add card", "Add phone"]));
    await open(page, "doors");
    await page.getByLabel("Mode").selectOption("locked");
    await page.getByRole("button", { name: "Set mode" }).click();
    await page.getByText(/Front door: mode is now/).waitFor();
  });
});
