import type { Page } from "playwright-core";
import type { DoorRow } from "../../host-tools/api/directory";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { ReadersAnswer } from "../../host-tools/api/readers";
import { locked } from "../../firmware/src/wire/settings";
import { describeWith } from "../support/needs";
import { tapOf, type ModelReader } from "../support/model-reader";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(60_000);

/* What is taken away in the console: a door, and a reader, which must not go on opening because nobody can tell it anything any more. */
describeWith(["chromium"], "doors and readers are removed in the console", () => {
  let site: ConsoleAtWork;
  let reader: ModelReader;
  let door: number;
  let count = 0;
  let name: string;
  beforeAll(async () => {
    site = await ConsoleAtWork.start();
  });
  afterAll(() => site?.stop());
  beforeEach(async () => {
    name = `Shed ${++count}`;
    reader = await site.work.reader(name);
    door = reader.identity.doorId!;
    const keepers = await site.work.level(`Keepers ${count}`, [door]);
    await site.work.card((await site.work.person("Kim", [keepers.id])).id, `04a1b2c3d4e5f${count}`);
    await reader.sync();
    await reader.sync();
  });
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  async function open(hash: string, locale = "en-GB"): Promise<Page> {
    const page = await site.signedIn({ locale, width: 360, height: 740 });
    await page.goto(`${site.work.backend.url}/#/${hash}`);
    await page.locator("h1").waitFor();
    return page;
  }
  const doors = async () => (await site.work.client.get<{ rows: DoorRow[] }>(paths.doors)).rows.map((row) => row.name);
  const readerIds = async () => (await site.work.client.get<ReadersAnswer>(paths.readers)).rows.map(({ id }) => id);
  const own = () => reader.identity.readerId;

  it("a door: while a reader stands there the sheet leads to it, then tells what goes and removes it", async () => {
    const page = await open(`doors?settings=${door}`);
    await page.getByRole("button", { name: "Remove door" }).click();
    const sheet = page.getByRole("dialog", { name: `Remove ${name}` });
    await sheet.getByRole("link", { name: `${name} reader` }).waitFor();
    await sheet.getByText(`Keepers ${count}`).waitFor();
    const remove = sheet.getByRole("button", { name: `Remove ${name} for good` });
    expect(await remove.isDisabled()).toBe(true);
    await site.work.client.send("PATCH", pathOf(paths.reader, own()), { doorId: null });
    await sheet.getByText(`Without a door, and has not heard of it yet: ${name} reader`).waitFor();
    await reader.sync();
    await reader.sync();
    await sheet.getByText(`Without a door, and has not heard of it yet: ${name} reader`).waitFor({ state: "detached" });
    await remove.click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await doors()).not.toContain(name);
    await page.getByRole("heading", { name }).waitFor({ state: "detached" });
  });

  it("a door that is gone stands in the search for events still", async () => {
    await reader.report([tapOf(undefined)]);
    await site.work.client.send("DELETE", pathOf(paths.reader, own()), undefined);
    await site.work.client.send("DELETE", pathOf(paths.door, door), undefined);
    const page = await open("events");
    await page.getByLabel("Door", { exact: true }).selectOption({ label: `${name} (removed)` });
    await page.getByRole("listitem").filter({ hasText: name }).waitFor();
    expect(await page.getByRole("list", { name: "Events" }).getByRole("listitem").count()).toBe(1);
  });

  it("a reader: it is given no door, is waited for, and goes once it has heard", async () => {
    const page = await open(`readers?reader=${own()}`);
    await page.getByRole("button", { name: "Remove reader" }).click();
    const sheet = page.getByRole("dialog", { name: `Remove ${name} reader` });
    expect(await sheet.getByRole("button", { name: "Remove it" }).count()).toBe(0);
    await sheet.getByRole("button", { name: "Give it no door" }).click();
    await sheet.getByText("Waiting until it hears").waitFor();
    await reader.sync();
    expect([reader.list.size, reader.settings!.mode]).toEqual([0, locked]);
    await reader.sync();
    await sheet.getByText("It opens for nobody any more").waitFor();
    await sheet.getByRole("button", { name: "Remove it" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await readerIds()).not.toContain(own());
    await page.getByRole("link", { name: `${name} reader` }).waitFor({ state: "detached" });
  });

  it("a reader that does not hear: what that means is said first, and has to be agreed to", async () => {
    const page = await open(`readers?reader=${own()}`);
    await page.getByRole("button", { name: "Remove reader" }).click();
    const sheet = page.getByRole("dialog", { name: `Remove ${name} reader` });
    await sheet.getByRole("button", { name: "Give it no door" }).click();
    await sheet.getByText(/goes on opening for everyone on the list it has/).waitFor();
    const anyway = sheet.getByRole("button", { name: "Remove it unheard" });
    await anyway.click();
    expect(await readerIds()).toContain(own());
    expect(reader.list.size).toBe(1);
    await sheet.getByLabel("It is off the door, or I accept that").check();
    await anyway.click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await readerIds()).not.toContain(own());
  });

  it("both in Korean", async () => {
    const page = await open(`readers?reader=${own()}`, "ko-KR");
    await page.getByRole("button", { name: "리더기 삭제" }).click();
    await page.getByRole("button", { name: "문에서 떼기" }).click();
    await reader.sync();
    await reader.sync();
    await page.getByRole("button", { name: "삭제", exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await readerIds()).not.toContain(own());
    await page.goto(`${site.work.backend.url}/#/doors?settings=${door}`);
    await page.getByRole("button", { name: "문 삭제" }).click();
    await page.getByRole("button", { name: "완전히 삭제" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await doors()).not.toContain(name);
  });
});
