import type { Page } from "playwright-core";
import { describeWith } from "../support/needs";
import { ConsoleAtWork, loaded } from "./open-console";

jest.setTimeout(120_000);

const screens = ["now", "events", "people", "cards", "levels", "schedules", "import", "readers", "doors", "tags", "traces", "simulator", "accounts", "audit", "settings"];
/* What a screen asks for when it opens; Import asks for nothing that it could not do without. */
const asking = screens.filter((name) => name !== "import");

/* Runs in the page: text that stands too faintly on what is behind it (WCAG 2.2, 1.4.3: 4.5, large text 3). */
const faintTexts = `(() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (text) => { paint.clearRect(0, 0, 1, 1); paint.fillStyle = text; paint.fillRect(0, 0, 1, 1); return [...paint.getImageData(0, 0, 1, 1).data]; };
  const over = ([r, g, b, a], [R, G, B]) => [r * a / 255 + R * (1 - a / 255), g * a / 255 + G * (1 - a / 255), b * a / 255 + B * (1 - a / 255)];
  const behind = (one) => { const own = rgba(getComputedStyle(one).backgroundColor); return own[3] === 255 ? own : over(own, one.parentElement ? behind(one.parentElement) : [255, 255, 255]); };
  const part = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const ratio = (a, b) => { const [low, high] = [light(a), light(b)].sort((x, y) => x - y); return (high + 0.05) / (low + 0.05); };
  const says = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const found = [];
  for (const one of document.querySelectorAll("body *")) {
    const style = getComputedStyle(one);
    if (!says(one) || !one.getClientRects().length || style.visibility === "hidden" || one.closest("[disabled], svg, .unseen, .skip")) continue;
    const back = behind(one);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const got = ratio(over(rgba(style.color), back), back);
    if (got < least) found.push(one.tagName + "." + one.className + " " + got.toFixed(2) + " " + one.textContent.trim().slice(0, 40));
  }
  return found;
})()`;

/* A screen with two lists has two of them; the first to succeed takes its button along. */
const pressAgain = `for (const button of document.querySelectorAll(".notice button")) button.click()`;

describeWith(["chromium"], "every screen of the console", () => {
  let site: ConsoleAtWork;
  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    const door = await site.work.door("Front door");
    await site.work.reader("Front door");
    const level = await site.work.level("Everywhere", [door.id]);
    await site.work.card((await site.work.person("Kim", [level.id])).id, "04a1b2c3");
    await site.work.card((await site.work.change((await site.work.person("Lee", [])).id, { enabled: false })).id, "04a1b2c4");
  });
  afterAll(() => site?.stop());

  async function open(page: Page, screen: string): Promise<void> {
    await page.goto("about:blank");
    await page.goto(`${site.work.backend.url}/#/${screen}`);
    await page.locator("h1").waitFor();
  }

  it.each(["light", "dark"] as const)("can be read in %s colours", async (colorScheme) => {
    const page = await site.signedIn({ colorScheme });
    for (const screen of screens) {
      await open(page, screen);
      await loaded(page);
      expect([screen, await page.evaluate(faintTexts)]).toEqual([screen, []]);
    }
  });

  it("claims nothing while the server does not answer, says so once, and asks again for all that it lacks", async () => {
    const page = await site.signedIn();
    for (const screen of asking) {
      await page.route(/\/api\/v1\/(?!session|site$)/, (route) => route.abort());
      await open(page, screen);
      await page.getByRole("alert").first().waitFor();
      const claims = { empty: await page.locator("main .empty").count(), loading: await page.getByText("Loading", { exact: true }).count() };
      expect([screen, claims]).toEqual([screen, { empty: screen === "simulator" ? 1 : 0, loading: 0 }]);
      await page.unroute(/\/api\/v1\/(?!session|site$)/);
      await page.evaluate(pressAgain);
      await page.getByRole("alert").first().waitFor({ state: "detached" });
    }
  });
});
