import { readFileSync } from "node:fs";
import * as reason from "../../firmware/src/access/reason";
import { tapOf } from "../support/model-reader";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(120_000);

describeWith(["chromium"], "reports in the console", () => {
  let site: ConsoleAtWork;
  const nowS = Math.floor(Date.now() / 1000);
  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    const [gate, yard] = [await site.work.reader("Gate"), await site.work.reader("Yard")];
    const level = await site.work.level("Staff", [gate.identity.doorId!]);
    await site.work.person("=Kim Minji", [level.id]);
    await site.work.person("Lee", [level.id]);
    /* As given before it was noted. */
    await site.work.backend.services.store.change((trx) => trx.updateTable("person_level").set({ since: 0 }).where("person_id", "=", 1).execute());
    for (const one of [gate, yard]) await one.sync();
    const refused = (why: number, daysAgo = 0) => tapOf(undefined, { reason: why, flags: 0, time: nowS - daysAgo * 86_400 });
    await gate.report([refused(reason.expired), refused(reason.expired), refused(reason.unknownCredential), refused(reason.expired, 40)]);
    await yard.report([refused(reason.expired)]);
  });
  afterAll(() => site?.stop());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  const file = async (page: Awaited<ReturnType<ConsoleAtWork["signedIn"]>>) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download as CSV" }).click()]);
    return readFileSync((await download.path())!, "utf8");
  };

  it("show refusals by reason, door and day, of one door too, lead to the events behind them and make a file", async () => {
    const page = await site.signedIn();
    await page.getByRole("link", { name: "Reports" }).click();
    const by = (name: string) => page.getByRole("region", { name });
    await by("By reason").getByRole("row", { name: "Validity has ended 3" }).waitFor();
    await by("By reason").getByRole("row", { name: "Unknown card 1" }).waitFor();
    await by("By door").getByRole("row", { name: "Yard 1" }).waitFor();
    expect(await by("By day").getByRole("row").count()).toBe(2);
    await page.getByLabel("Door", { exact: true }).selectOption({ label: "Gate" });
    await by("By reason").getByRole("row", { name: "Validity has ended 2" }).waitFor();
    expect(await file(page)).toMatch(/,Gate,expired,2\r\n/);
    await by("By door").getByRole("link", { name: "Gate" }).click();
    await page.getByRole("list", { name: "Events" }).getByRole("listitem").nth(2).waitFor();
    expect(await page.getByRole("list", { name: "Events" }).getByRole("listitem").count()).toBe(3);
  });

  it("show access that nobody used, in English and Korean, on a phone too, and make a file", async () => {
    const page = await site.signedIn({ width: 360, height: 740 });
    await page.goto(`${site.work.backend.url}/#/reports?view=unused`);
    await page.getByText("1 access level that somebody has and did not use.").waitFor();
    await page.getByText("=Kim Minji").waitFor();
    expect(await page.getByText("Lee").count()).toBe(0);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    expect(await file(page)).toContain("'=Kim Minji,Staff,,,1,1\r\n");
    const other = await site.signedIn({ locale: "ko-KR" });
    await other.goto(`${site.work.backend.url}/#/reports?view=unused&days=30`);
    await other.getByRole("row", { name: /=Kim Minji.*Staff.*없음.*기록 없음/ }).waitFor();
    await other.getByRole("button", { name: "거부" }).click();
    await other.getByText("이유별").waitFor();
  });
});
