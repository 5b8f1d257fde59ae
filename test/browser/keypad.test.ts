import type { Page } from "playwright-core";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(90_000);

/* A door that asks for a PIN, tried in the page alone: card with keys and PIN, keypad, verdict, and nothing left behind. */
describeWith(["chromium"], "the simulator's keypad", () => {
  let site: ConsoleAtWork;
  let page: Page;

  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    const door = await site.work.door("Vault", { assuranceMin: 3, asksPin: true });
    const staff = await site.work.level("Staff", [door.id]);
    await site.work.person("Kim Minji", [staff.id]);
    page = await site.signedIn();
    await go("Simulator");
    await page.getByRole("button", { name: "Start a reader" }).click();
    await page.getByRole("heading", { name: "Vault (simulated)" }).waitFor();
  });
  afterAll(() => site?.stop());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  const go = (screen: string) => page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: screen, exact: true }).click();
  const lines = () => page.getByRole("log").getByRole("listitem");
  const keypad = (name = "Keypad") => page.getByRole("group", { name });
  const asked = () => page.getByText("Type the PIN, then #");

  async function press(keys: string, under = keypad()): Promise<void> {
    for (const key of keys) {
      await under.getByRole("button", { name: new RegExp(key.replace(/[*]/, "\\*")) }).click();
      /* As fast as a hand, not faster than a keypad sends. */
      await page.waitForTimeout(120);
    }
  }

  const tapCard = () => page.getByRole("button", { name: "Tap the made card of Kim Minji" }).click();

  it("makes a card with a PIN, refuses what is no PIN, and tells it to the server without the digits", async () => {
    await page.getByLabel("PIN", { exact: true }).fill("47a1");
    await page.getByRole("button", { name: "Make a card, a tag or a phone" }).click();
    await page.getByText("A PIN has 4 to 8 digits and nothing else.").waitFor();
    const sent: string[] = [];
    page.on("request", (request) => void sent.push(request.postData() ?? ""));
    await page.getByLabel("PIN", { exact: true }).fill("4711");
    await page.getByRole("button", { name: "Make a card, a tag or a phone" }).click();
    await page.getByText("with a PIN").waitFor();
    expect(sent.filter((text) => text.includes("desfire"))).toHaveLength(1);
    expect(sent.join()).not.toContain("4711");
  });

  it("asks after the card, releases the lock once the PIN is typed, and says so on Now", async () => {
    await go("Readers");
    await page.getByRole("row", { name: /Vault \(simulated\)/ }).getByRole("cell").nth(1).filter({ hasText: "up to date" }).waitFor();
    await go("Simulator");
    expect(await asked().count()).toBe(0);
    await tapCard();
    await asked().waitFor();
    expect(await page.getByText("Off: locked").count()).toBe(1);
    await press("99*4711#");
    await page.getByText("On: lock released").waitFor();
    await lines().filter({ hasText: "Green light" }).first().waitFor();
    await asked().waitFor({ state: "detached" });
    await go("Now");
    await lines().filter({ hasText: "Kim Minji" }).filter({ hasText: "Granted" }).waitFor();
  });

  it("shows red for a wrong PIN, in Korean too", async () => {
    await page.getByRole("button", { name: "한국어" }).click();
    await page.getByRole("link", { name: "시뮬레이터" }).click();
    await page.getByRole("button", { name: "Kim Minji의 만든 카드 태그" }).click();
    await page.getByText("PIN을 누른 뒤 #을 누르세요").waitFor();
    await press("4712#", keypad("키패드"));
    await lines().filter({ hasText: "빨강 표시등" }).first().waitFor();
    await page.getByRole("link", { name: "현황" }).click();
    await lines().filter({ hasText: "Kim Minji" }).filter({ hasText: "PIN이 틀림" }).waitFor();
    await page.getByRole("button", { name: "English" }).click();
  });

  it("makes a phone with a lease for this door, which opens in place of a PIN because its owner unlocked it", async () => {
    await go("Simulator");
    await page.getByLabel("Kind").selectOption({ label: "Phone" });
    await page.getByRole("button", { name: "Make a card, a tag or a phone" }).click();
    const hold = page.getByRole("button", { name: "Tap the made phone of Kim Minji" });
    await hold.waitFor();
    await go("Readers");
    await page.getByRole("row", { name: /Vault \(simulated\)/ }).getByRole("cell").nth(1).filter({ hasText: "up to date" }).waitFor();
    await go("Simulator");
    await hold.click();
    await page.getByText("On: lock released").waitFor();
    expect(await asked().count()).toBe(0);
    await go("Now");
    await lines().filter({ hasText: "Kim Minji" }).filter({ hasText: "Granted" }).filter({ hasText: "The phone has a lease for this door" }).waitFor();
  });

  it("leaves no card behind when the reader is taken down", async () => {
    await go("Cards");
    await page.getByRole("row", { name: /DESFire.*Kim Minji/ }).waitFor();
    await go("Simulator");
    await page.getByRole("button", { name: "Take down" }).click();
    await page.getByRole("button", { name: "Start a reader" }).waitFor();
    await go("Cards");
    await page.getByRole("row", { name: /DESFire.*Nobody/ }).waitFor();
    expect(await page.getByRole("row", { name: /Kim Minji/ }).count()).toBe(0);
  });
});
