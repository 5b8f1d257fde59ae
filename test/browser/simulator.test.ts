import type { Page } from "playwright-core";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(90_000);

/* The whole path inside one page: a card in the field, the shipped firmware, the backend, the list of events, and back. */
describeWith(["chromium"], "the simulator", () => {
  const card = "04 A2 2C 1A 5F 61 80";
  let site: ConsoleAtWork;
  let page: Page;
  let held = "nothing yet";

  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    const door = await site.work.door("Front door");
    await site.work.level("Everywhere", [door.id]);
    page = await site.signedIn();
  });
  afterAll(() => site?.stop());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  const go = (screen: string) => page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: screen }).click();
  const lines = () => page.getByRole("log").getByRole("listitem");
  const tapCard = () => page.getByRole("button", { name: "Tap Kim Minji" }).click();

  const listCell = () =>
    page
      .getByRole("row", { name: /Front door \(simulated\)/ })
      .getByRole("cell")
      .nth(1);

  /** Waits until the reader holds a list that is newer than the one before, and is the server's newest. */
  async function newListArrived(): Promise<void> {
    await go("Readers");
    await listCell().filter({ hasText: "up to date" }).filter({ hasNotText: held }).waitFor();
    held = await listCell().innerText();
    await go("Simulator");
  }

  it("starts a reader at a door, which comes online by itself", async () => {
    await go("Simulator");
    await page.getByRole("button", { name: "Start a reader" }).click();
    await page.getByRole("heading", { name: "Front door (simulated)" }).waitFor();
    await newListArrived();
  });

  it("refuses a card that nobody has", async () => {
    await page.getByRole("textbox", { name: "Another card" }).fill("0B AD CA FE");
    await page.getByRole("button", { name: "Tap Another card" }).click();
    await lines().filter({ hasText: "Red light" }).first().waitFor();
    await go("Now");
    await lines().filter({ hasText: "Denied" }).filter({ hasText: "Unknown card" }).waitFor();
  });

  it("grants the card of a person added on the page, and shows it on Now within a second", async () => {
    await go("People & cards");
    await page.getByRole("button", { name: "Add person" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Name").fill("Kim Minji");
    await sheet.getByLabel("Everywhere").check();
    await sheet.getByLabel("Number").fill(card);
    await sheet.getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog", { name: "Kim Minji" }).getByText(card).waitFor();
    await page.keyboard.press("Escape");
    await newListArrived();
    await tapCard();
    await lines()
      .filter({ hasText: /Lock released \d+ ms after the card/ })
      .waitFor();
    await go("Now");
    const line = lines().filter({ hasText: "Kim Minji" }).filter({ hasText: "Granted" });
    await line.waitFor({ timeout: 1000 });
    expect(await line.innerText()).toMatch(/Front door/);
  });

  it("refuses the person's next tap once they are disabled on the page", async () => {
    await go("People & cards");
    await page.getByRole("link", { name: "Kim Minji" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("button", { name: "Disable", exact: true }).click();
    await sheet.getByText("Person or card is disabled").waitFor();
    await page.keyboard.press("Escape");
    await newListArrived();
    await tapCard();
    await go("Now");
    await lines().filter({ hasText: "Kim Minji" }).filter({ hasText: "Person or card is disabled" }).waitFor();
  });

  it("unlocks from the Doors screen, and notes that the door was opened", async () => {
    await go("Doors");
    await page.getByRole("button", { name: "Unlock Front door" }).click();
    await page.getByText("Front door: told to unlock for 3 s.").waitFor();
    await go("Simulator");
    await page.getByText("On: lock released").waitFor();
    await page.getByRole("button", { name: "Open the door" }).click();
    await page.getByRole("button", { name: "Close the door" }).click();
    await go("Now");
    await lines().filter({ hasText: "Unlocked from the console" }).waitFor();
    await lines().filter({ hasText: "Door opened" }).waitFor();
    await lines().filter({ hasText: "Door closed" }).waitFor();
  });

  it("decides while the network is unplugged, and hands in what happened once, afterwards", async () => {
    await go("Simulator");
    const refused = await lines().filter({ hasText: "Red light" }).count();
    await page.getByRole("button", { name: "Pull the network cable" }).click();
    await page.getByText("Not connected").waitFor();
    await tapCard();
    await lines().filter({ hasText: "Red light" }).nth(refused).waitFor();
    await page.getByRole("button", { name: "Plug in the network" }).click();
    await go("Now");
    const denied = lines().filter({ hasText: "Kim Minji" }).filter({ hasText: "Denied" });
    await denied.nth(1).waitFor();
    expect(await denied.count()).toBe(2);
  });

  it("comes back after a power cut with its list, and tells that it started again", async () => {
    await go("Simulator");
    await page.getByRole("button", { name: "Pull the power" }).click();
    await page.getByRole("button", { name: "Give power back" }).click();
    await go("Now");
    await lines().filter({ hasText: "Reader started (start number 2)" }).waitFor();
  });

  it("speaks Korean while it runs, and is taken down with its entry on the server", async () => {
    await page.getByRole("button", { name: "한국어" }).click();
    await page.getByRole("link", { name: "시뮬레이터" }).click();
    await page.getByRole("button", { name: "철거" }).click();
    await page.getByRole("button", { name: "리더기 시작" }).waitFor();
    await page.getByRole("link", { name: "리더기", exact: true }).click();
    await page.getByText("리더기가 없습니다.").waitFor();
  });
});
