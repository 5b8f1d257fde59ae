import type { Page } from "playwright-core";
import type { Holiday, ScheduleRow } from "../../host-tools/api/directory";
import { paths } from "../../host-tools/api/paths";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(60_000);

describeWith(["chromium"], "the console's schedules", () => {
  let site: ConsoleAtWork;
  beforeAll(async () => {
    site = await ConsoleAtWork.start();
  });
  afterAll(() => site?.stop());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  const schedules = async () => (await site.work.client.get<{ rows: ScheduleRow[] }>(paths.schedules)).rows.filter(({ fixed }) => !fixed);
  const holidays = async () => (await site.work.client.get<{ rows: Holiday[] }>(paths.holidays)).rows;

  async function open(locale = "en-GB"): Promise<Page> {
    const page = await site.signedIn({ locale, width: 360, height: 740 });
    await page.goto(`${site.work.backend.url}/#/schedules`);
    await page.locator("h1").waitFor();
    return page;
  }

  it("makes one by the keyboard alone, changes it, and keeps it while an access level needs it", async () => {
    const before = await schedules();
    const page = await open();
    await page.getByRole("button", { name: "Add schedule" }).focus();
    await page.keyboard.press("Enter");
    const sheet = page.getByRole("dialog", { name: "Add schedule" });
    await sheet.getByLabel("Name", { exact: true }).focus();
    await page.keyboard.type("Night shift");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await sheet.getByLabel("From").fill("22:00");
    await sheet.getByLabel("To").fill("06:00");
    await page.keyboard.press("Enter");
    const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Night shift" }) });
    await card.getByText("Tue–Fri 22:00 to 06:00").waitFor();
    const made = (await schedules()).filter(({ id }) => !before.some((one) => one.id === id));
    expect(made).toEqual([expect.objectContaining({ name: "Night shift", windows: [{ days: 0b11110, from: 1320, to: 360 }] })]);

    await site.work.level("Guards", [], made[0]!.id);
    await card.getByRole("button", { name: "Edit: Night shift" }).click();
    page.on("dialog", (dialog) => void dialog.accept());
    await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByRole("alert").waitFor();
    expect(site.complaints.splice(0).every((text) => text.includes("409"))).toBe(true);
    expect((await schedules()).some(({ id }) => id === made[0]!.id)).toBe(true);
  });

  it("says what is wrong with hours before it sends them", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Add schedule" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Name", { exact: true }).fill("Nothing");
    await sheet.getByLabel("To").fill("08:00");
    await sheet.getByRole("button", { name: "Save" }).click();
    await sheet.getByRole("alert").getByText("Hours cannot end when they begin.").waitFor();
    expect((await schedules()).some(({ name }) => name === "Nothing")).toBe(false);
  });

  it("keeps the calendar, in Korean too", async () => {
    const page = await open("ko-KR");
    await page.getByRole("heading", { name: "언제나" }).waitFor();
    const form = page.getByRole("form", { name: "휴일 추가" });
    await form.getByLabel("날짜").fill("2026-10-03");
    await form.getByLabel("휴일 이름").fill("개천절");
    await form.getByLabel("매년").check();
    await form.getByRole("button").click();
    await page.getByRole("row", { name: /10-03.*개천절.*매년/ }).waitFor();
    expect(await holidays()).toEqual([{ date: "2026-10-03", name: "개천절", yearly: true }]);
    await page.getByRole("button", { name: "휴일 개천절 삭제" }).click();
    await page.getByText("아직 휴일이 없습니다.").waitFor();
    expect(await holidays()).toEqual([]);
  });
});
