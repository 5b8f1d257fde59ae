import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { SiteRow } from "../../host-tools/api/directory";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { GroupKeyState, PhoneSecrets } from "../../host-tools/api/phones";
import { makeBackup } from "../../host-tools/backend/backup/make-backup";
import { temporaryDir } from "../support/command-line";
import { until } from "../support/learnt";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(60_000);

describeWith(["chromium"], "the console's settings", () => {
  const dir = temporaryDir();
  let site: ConsoleAtWork;
  beforeAll(async () => {
    site = await ConsoleAtWork.start();
  });
  afterAll(async () => {
    await site?.stop();
    dir.clean();
  });
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  const row = () => site.work.client.get<SiteRow>(paths.site);

  async function open(locale = "en-GB"): Promise<Page> {
    const page = await site.signedIn({ locale, width: 360, height: 740 });
    await page.goto(`${site.work.backend.url}/#/settings`);
    await page.locator("h1").waitFor();
    return page;
  }

  it("sets the site's clock, by which schedules are told, and refuses one that there is not", async () => {
    const page = await open();
    const form = page.getByRole("form", { name: "Site" });
    await form.getByLabel("Time zone").fill("Mars/Olympus");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByRole("alert").getByText("There is no time zone Mars/Olympus").waitFor();
    expect(site.complaints.splice(0).every((text) => text.includes("400"))).toBe(true);
    await form.getByLabel("Time zone").fill("Asia/Seoul");
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByText("The site is saved.").waitFor();
    expect(await row()).toMatchObject({ timeZone: "Asia/Seoul", utcOffsetMin: 540 });
    await page.goto(`${site.work.backend.url}/#/schedules`);
    await page.getByText("by the clock of Asia/Seoul").waitFor();
  });

  it("says how long events are kept, asks before it deletes any, and keeps them for ever again", async () => {
    const page = await open();
    const days = page.getByLabel("Keep events for (days)");
    const save = () => page.getByRole("form", { name: "Site" }).getByRole("button", { name: "Save" }).click();
    const answers = [false, true];
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.message());
      void (answers.shift() ? dialog.accept() : dialog.dismiss());
    });
    await days.fill("90");
    await save();
    expect((await row()).keepEventsDays).toBeNull();
    await save();
    await page.getByText("The site is saved.").waitFor();
    expect((await row()).keepEventsDays).toBe(90);
    expect(asked).toEqual(Array(2).fill(expect.stringContaining("older than 90 days")));
    await page.reload();
    await until(() => days.inputValue(), (value) => value === "90");
    await days.fill("");
    await save();
    await page.getByText("The site is saved.").waitFor();
    expect((await row()).keepEventsDays).toBeNull();
    expect(asked).toHaveLength(2);
  });

  it("follows what somebody else changes meanwhile", async () => {
    const page = await open();
    await site.work.client.send("PATCH", paths.site, { name: "Harbour" });
    await until(() => page.locator("main [name=name]").inputValue(), (name) => name === "Harbour");
    await page.getByRole("banner").getByText("Harbour").waitFor();
  });

  it("renews the phones' group key: asks first, names the phones that it waits for, and gives it to the readers at once when told", async () => {
    const { work } = site;
    const door = await work.door("Lobby");
    await work.reader("Lobby");
    const kim = await work.person("Kim", [(await work.level("Staff", [door.id])).id]);
    const phone = await work.client.send<PhoneSecrets>("POST", pathOf(paths.personPhones, kim.id), {});
    await work.client.send("POST", pathOf(paths.phoneLeases, phone.id), { doorId: door.id });
    const page = await open();
    page.on("dialog", (dialog) => void dialog.accept());
    const section = page.getByRole("region", { name: "Phones and readers" });
    await section.getByRole("button", { name: "Renew the key" }).click();
    await section.getByText("1 phone has not fetched it").waitFor();
    await section.getByRole("link", { name: "Kim" }).waitFor();
    await section.getByRole("button", { name: "Give it to the readers now" }).click();
    await section.getByRole("button", { name: "Renew the key" }).waitFor();
    await section.getByText("Still with the former key").waitFor();
    expect(await work.client.get<GroupKeyState>(paths.phoneGroupKey)).toMatchObject({ next: null });
  });

  it("tells where the site lies and when it was backed up last, in Korean too", async () => {
    const { dataDir } = site.work.backend.services.store;
    const page = await open();
    await page.getByText("Never backed up").waitFor();
    await page.getByText(join(dataDir, "latchkey.db")).waitFor();
    const file = join(dir.path, "site.latchkey");
    makeBackup({ dataDir, path: file, program: "test", nowMs: Date.now() - 31 * 86_400_000 });
    const other = await open("ko-KR");
    await other.getByText("30일이 지남").waitFor();
    await other.getByText(file).waitFor();
    writeFileSync(join(dataDir, "last-backup.json"), "half a li");
    await page.reload();
    await page.getByText("Never backed up").waitFor();
  });
});
