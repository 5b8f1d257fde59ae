import type { Locator, Page } from "playwright-core";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(60_000);

const groups = {
  "en-GB": { name: "Screens", groups: ["What happens", "Who may open what", "Doors and devices", "Administration"], own: "Your account", signOut: "Sign out" },
  "ko-KR": { name: "화면 목록", groups: ["현황과 기록", "출입 관리", "출입문과 장치", "관리"], own: "내 계정", signOut: "로그아웃" },
};

/* Runs in the page. */
const namesOfLists = `[...document.querySelectorAll("nav [role=list]")].map((list) => document.getElementById(list.getAttribute("aria-labelledby")).textContent)`;

/** Whether all of it is in the window and a pointer would meet it, as nothing lies over it. */
async function isInReach(one: Locator): Promise<boolean> {
  const { width, height } = one.page().viewportSize()!;
  const box = await one.boundingBox();
  if (!box || box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height) return false;
  return one.click({ trial: true, timeout: 2000 }).then(
    () => true,
    () => false,
  );
}

describeWith(["chromium"], "the side bar", () => {
  let site: ConsoleAtWork;
  beforeAll(async () => {
    site = await ConsoleAtWork.start();
  });
  afterAll(() => site?.stop());
  afterEach(() => expect(site.complaints.splice(0)).toEqual([]));

  const inReach = async (page: Page, within: string) => {
    const all = await page.locator(`${within} :is(a, button)`).all();
    const cut: (string | null)[] = [];
    for (const one of all) if (!(await isInReach(one))) cut.push(await one.textContent());
    return { count: all.length, cut };
  };

  it.each(Object.entries(groups))("has all screens and the account in reach at 1280 by 720, in groups by their names (%s)", async (locale, expected) => {
    const page = await site.signedIn({ locale, width: 1280, height: 720 });
    const bar = page.getByRole("navigation", { name: expected.name });
    expect(await bar.getByRole("list").count()).toBe(expected.groups.length);
    expect(await page.evaluate(namesOfLists)).toEqual(expected.groups);
    const { count, cut } = await inReach(page, ".side-menu");
    expect(cut).toEqual([]);
    expect(count).toBeGreaterThan(16);
    await page.getByRole("button", { name: expected.own }).click();
    expect((await inReach(page, ".own-account")).cut).toEqual([]);
    expect(await isInReach(page.getByRole("button", { name: expected.signOut }))).toBe(true);
  });

  it("keeps the account in reach where the window is lower still, and lets the screens be scrolled to", async () => {
    const page = await site.signedIn({ width: 1280, height: 480 });
    expect(await isInReach(page.getByRole("button", { name: "Your account" }))).toBe(true);
    const last = page.getByRole("navigation").getByRole("link", { name: "Settings" });
    await last.focus();
    expect(await isInReach(last)).toBe(true);
  });

  it("opens and closes what belongs to the account by keyboard, and gives the focus back", async () => {
    const page = await site.signedIn();
    const own = page.getByRole("button", { name: "Your account" });
    await own.focus();
    await page.keyboard.press("Enter");
    expect(await own.getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.press("Tab");
    expect(await page.locator(".own-account :focus").count()).toBe(1);
    await page.keyboard.press("Escape");
    expect(await own.getAttribute("aria-expanded")).toBe("false");
    expect(await page.locator(".own > button:focus").count()).toBe(1);
    await own.click();
    await page.mouse.click(900, 400);
    expect(await own.getAttribute("aria-expanded")).toBe("false");
  });

  it("is one button on a phone; behind it are the same screens in the same groups", async () => {
    const page = await site.signedIn({ width: 360, height: 740 });
    const people = page.getByRole("link", { name: "People & cards" });
    expect(await people.isVisible()).toBe(false);
    await page.getByRole("button", { name: "Menu" }).click();
    expect(await page.getByRole("navigation").getByRole("list").count()).toBe(4);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    await people.click();
    await page.getByRole("heading", { name: "People & cards" }).waitFor();
    expect(await people.isVisible()).toBe(false);
  });
});
