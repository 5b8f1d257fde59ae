import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Download, Page } from "playwright-core";
import { readPcapng } from "../../host-tools/trace/convert/read-pcapng";
import { parseTrace } from "../../host-tools/trace/trace-file";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(90_000);

/* A trace of a reader in the same page, and files from outside: seen, walked through, replayed, taken away. */
describeWith(["chromium"], "the traces", () => {
  let site: ConsoleAtWork;
  let page: Page;

  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    await site.work.door("Front door");
    page = await site.signedIn();
  });
  afterAll(() => site?.stop());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  const go = (screen: string) => page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: screen }).click();
  const file = (name: string) => resolve(__dirname, "../traces", name);
  const open = (on: Page, name: string) => on.locator("input[type=file]").setInputFiles(file(name));
  const rows = (on: Page = page) => on.locator("tbody tr");
  const bytesOf = async (download: Download) => readFileSync(await download.path());

  /** The file behind one of the buttons in the head. */
  async function taken(button: string): Promise<Buffer> {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button }).click()]);
    return bytesOf(download);
  }

  it("come from a reader that was asked for its next card, and replay with the recorded verdict", async () => {
    await go("Simulator");
    await page.getByRole("button", { name: "Start a reader" }).click();
    await page.getByRole("heading", { name: "Front door (simulated)" }).waitFor();
    await go("Traces");
    await page.getByText("No traces yet.").waitFor();
    await page.getByRole("button", { name: "Record at a reader" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Reader").selectOption({ label: "Front door (simulated)" });
    await sheet.getByRole("button", { name: "Record", exact: true }).click();
    await page.getByText("Front door (simulated) records. Hold the card to it now.").waitFor();
    await go("Simulator");
    await page.getByRole("textbox", { name: "Another card" }).fill("0B AD CA FE");
    const told = page.getByText("Front door (simulated)").first();
    await told.waitFor();
    await expectFetched();
    await page.getByRole("button", { name: "Tap Another card" }).click();
    await page.getByRole("log").getByRole("listitem").filter({ hasText: "Red light" }).first().waitFor();
    await go("Traces");
    await page.getByRole("link", { name: /Front door \(simulated\) \d+/ }).click();
    await rows().filter({ hasText: "card 0BADCAFE" }).first().waitFor();
    await page.getByRole("button", { name: "Replay in this page" }).click();
    await page.getByText("The reader decides as recorded.").waitFor();
    expect(await page.getByText("denied (Unknown card)").count()).toBe(2);
    await page.getByRole("button", { name: "All traces" }).click();
    await rows().filter({ hasText: "Here" }).waitFor();
  });

  /** Until the reader has fetched its order, a tap would be before the recording. */
  async function expectFetched(): Promise<void> {
    const { contacts } = site.work.backend.services;
    while (!contacts.all().some(({ status }) => status && status.commandDone > 0))
      await new Promise((next) => setTimeout(next, 50));
  }

  it("open from a file: problems are marked and found one after the other, by mouse and by keyboard", async () => {
    await open(page, "answer-garbled.jsonl");
    await page.getByRole("heading", { name: "answer-garbled.jsonl" }).waitFor();
    await page.getByText("2 problems").waitFor();
    const troubles = rows().filter({ hasText: "Problem: " });
    expect(await troubles.allInnerTexts()).toEqual([
      expect.stringContaining("broken frame"),
      expect.stringContaining("say that again"),
    ]);
    await page.getByRole("button", { name: "Next problem" }).click();
    const chosen = page.locator("tbody tr[aria-current=true]");
    const focused = (text: string) => page.locator("tbody tr:focus").filter({ hasText: text }).waitFor();
    await chosen.filter({ hasText: "broken frame" }).waitFor();
    await chosen.focus();
    await page.keyboard.press("ArrowDown");
    await focused("say that again");
    await page.keyboard.press("Home");
    await focused("wake up");
    await page.getByRole("group", { name: /^Timeline/ }).focus();
    await page.keyboard.press("ArrowRight");
    await chosen.filter({ hasText: "GetFirmwareVersion" }).waitFor();
  });

  it("show the air behind the line, and are taken away as JSON Lines and pcapng", async () => {
    await page.getByRole("button", { name: "On the air" }).click();
    await rows().filter({ hasText: "REQA: who is there?" }).first().waitFor();
    await rows().filter({ hasText: "SAK: selected" }).first().waitFor();
    const lines = parseTrace((await taken("Download: JSON Lines")).toString("utf8"));
    expect(lines).toEqual(parseTrace(readFileSync(file("answer-garbled.jsonl"), "utf8")));
    const captured = readPcapng(new Uint8Array(await taken("Download: pcapng for Wireshark")));
    expect(captured.lines.length).toBeGreaterThan(10);
    await page.getByRole("button", { name: "All traces" }).click();
  });

  it("open from other programs' files, and say what is wrong with one that is none", async () => {
    await open(page, "foreign/proxmark.list");
    await rows().filter({ hasText: "READ page 4" }).waitFor();
    await page.getByRole("button", { name: "All traces" }).click();
    await open(page, "README.md");
    await page.getByRole("alert").getByText("does not say what format it has").waitFor();
    await open(page, "foreign/nfc-list.log");
    await rows().filter({ hasText: "card 04A1B2C3" }).first().waitFor();
    await page.getByRole("button", { name: "All traces" }).click();
  });

  it("fit a phone, in Korean", async () => {
    const phone = await site.signedIn({ locale: "ko-KR", width: 360, height: 740 });
    await phone.goto(`${site.work.backend.url}/#/traces`);
    await phone.getByRole("heading", { name: "통신 기록" }).waitFor();
    await open(phone, "ntag-torn-then-granted.jsonl");
    await rows(phone).filter({ hasText: "문제: " }).first().waitFor();
    expect(await phone.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    await phone.getByRole("button", { name: "이 페이지에서 재생" }).click();
    await phone.getByText("리더기의 판정이 기록과 같습니다.").waitFor();
    await phone.context().close();
  });
});
