import type { Page } from "playwright-core";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(60_000);

const screens = ["now", "events", "reports", "people", "cards", "levels", "schedules", "import", "readers", "doors", "tags", "traces", "simulator", "accounts", "audit", "settings"];

/* Runs in the page: what a screen reader could not name, and a second headline. */
const namelessControls = `(() => {
  const named = (one) => one.getAttribute("aria-label") || one.textContent.trim() || [...(one.labels ?? [])].some((label) => label.textContent.trim());
  const nameless = [...document.querySelectorAll("a, button, input, select")].filter((one) => !named(one));
  const headlines = [...document.querySelectorAll("h1")].slice(1);
  return [...nameless, ...headlines].map((one) => one.outerHTML);
})()`;

describeWith(["chromium"], "the console", () => {
  let site: ConsoleAtWork;

  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    const door = await site.work.door("Front door");
    await site.work.level("Everywhere", [door.id]);
  });
  afterAll(() => site?.stop());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  const heading = (page: Page) => page.locator("h1").textContent();

  it("signs in by a link that works once and leaves no token in the address", async () => {
    const link = await site.link();
    const page = await site.page();
    await page.goto(link);
    await page.getByRole("heading", { name: "Now" }).waitFor();
    expect(page.url()).not.toContain(link.split("#")[1]);
    await page.getByText("Live").first().waitFor();

    const second = await site.page();
    await second.goto(link);
    await second.getByRole("alert").getByText("This sign-in link is used up, too old or wrong.").waitFor();
    expect(site.complaints.splice(0).every((text) => text.includes("401"))).toBe(true);
  });

  it("gives a link for another device, which signs in there", async () => {
    const page = await site.signedIn();
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("button", { name: "Another device" }).click();
    const link = await page.getByText("/signin#").textContent();
    const phone = await site.page({ width: 360, height: 740 });
    await phone.goto(link!);
    await phone.getByRole("heading", { name: "Now" }).waitFor();
  });

  it("speaks Korean where the browser does, switches, and remembers the choice", async () => {
    const page = await site.signedIn({ locale: "ko-KR" });
    expect(await heading(page)).toBe("현황");
    expect(await page.getAttribute("html", "lang")).toBe("ko");
    await page.getByRole("button", { name: "English" }).click();
    expect(await heading(page)).toBe("Now");
    await page.reload();
    await page.getByRole("heading", { name: "Now" }).waitFor();
    expect(await page.getAttribute("html", "lang")).toBe("en");
  });

  it("adds a person with a card, finds them by search, and says why a second holder is refused", async () => {
    const page = await site.signedIn();
    await page.getByRole("link", { name: "People & cards" }).click();
    await addPerson(page, "Kim Minji", "04 A2 2C 1A 5F 61 80");
    await page.getByRole("dialog", { name: "Kim Minji" }).getByText("04 A2 2C 1A 5F 61 80").waitFor();
    await page.keyboard.press("Escape");

    await addPerson(page, "Somebody Else", "04a22c1a5f6180");
    await page.getByRole("alert").getByText("This credential belongs to Kim Minji.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("searchbox").fill("minji");
    await page.getByRole("row", { name: /Somebody Else/ }).waitFor({ state: "detached" });
    expect(await page.getByRole("row", { name: /Kim Minji/ }).count()).toBe(1);
    expect(page.url()).toContain("search=minji");
    expect(site.complaints.splice(0).every((text) => text.includes("409"))).toBe(true);
  });

  it("keeps what was typed when the page beside it is clicked, and closes an untouched sheet", async () => {
    const page = await site.signedIn();
    await page.goto(`${site.work.backend.url}/#/people`);
    await page.getByRole("button", { name: "Add person" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Half typed");
    await page.mouse.click(100, 400);
    expect(await page.getByRole("dialog").getByLabel("Name").inputValue()).toBe("Half typed");
    await page.getByRole("dialog").getByLabel("Name").fill("");
    await page.mouse.click(100, 400);
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("shows what a file would change before anything changes, then imports it", async () => {
    const page = await site.signedIn();
    await page.getByRole("link", { name: "Import" }).click();
    const choose = (text: string) =>
      page.locator("input[type=file]").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await choose("name,identifier\nPark,04B1C2D3\nLee,not hex\n");
    await page.getByText("Rows with errors stop the import").waitFor();
    expect(await page.getByRole("button", { name: /^Import \d/ }).count()).toBe(0);
    await page.getByRole("button", { name: "Another file" }).click();
    await choose("name,identifier\nPark,04B1C2D3\nLee,04B1C2D4\n");
    await page.getByRole("button", { name: "Import 2 rows" }).click();
    await page.getByRole("heading", { name: "Imported" }).waitFor();
    expect((await site.work.client.get<{ total: number }>("/api/v1/people?search=Park")).total).toBe(1);
  });

  it("shows a reader's keys once and lists it as not heard of", async () => {
    const page = await site.signedIn();
    await page.getByRole("link", { name: "Readers", exact: true }).click();
    await page.getByRole("button", { name: "Add reader" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Reader", { exact: true }).fill("Hall reader");
    await sheet.getByRole("button", { name: "Add reader" }).click();
    await page.getByText("These keys are shown only now.").waitFor();
    await page.getByRole("button", { name: "I have them" }).click();
    await page.getByRole("row", { name: /Hall reader.*Not heard of yet/ }).waitFor();
  });

  it.each(["en-GB", "ko-KR"])("names every control and has one headline on every screen, in %s", async (locale: string) => {
    const page = await site.signedIn({ locale });
    for (const screen of screens) {
      await page.goto(`${site.work.backend.url}/#/${screen}`);
      await page.locator("h1").waitFor();
      expect([screen, await page.evaluate(namelessControls)]).toEqual([screen, []]);
    }
  });

  it("fits 360 pixels on every screen", async () => {
    const page = await site.signedIn({ width: 360, height: 740 });
    for (const screen of screens) {
      await page.goto(`${site.work.backend.url}/#/${screen}`);
      await page.locator("h1").waitFor();
      expect([screen, await page.evaluate("document.documentElement.scrollWidth")]).toEqual([screen, 360]);
    }
  });
});

async function addPerson(page: Page, name: string, card: string): Promise<void> {
  await page.getByRole("button", { name: "Add person" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("Name").fill(name);
  await sheet.getByLabel("Everywhere").check();
  await sheet.getByLabel("Number").fill(card);
  await sheet.getByRole("button", { name: "Save" }).click();
}
