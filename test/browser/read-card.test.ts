import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paths } from "../../host-tools/api/paths";
import { enrolledReaders } from "../../host-tools/cli/sim/enrolled";
import type { RunningSite } from "../../host-tools/cli/sim/site-process";
import { runSite } from "../../host-tools/cli/sim/site-process";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(120_000);

/* A fob from a drawer, whose number nobody knows: it is held to a reader, and is somebody's. */
describeWith(["chromium"], "a card read at a reader", () => {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-read-"));
  let site: ConsoleAtWork;
  let running: RunningSite;

  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    const { url, apiToken } = site.work.backend;
    running = await runSite(await enrolledReaders(join(dir, "sim"), ["Lobby"], { url, token: apiToken }), dir);
  });
  afterAll(async () => {
    running?.stop();
    await site?.stop();
    rmSync(dir, { recursive: true });
  });

  it("fills in the number, refuses one that is made anew at each tap, and leaves no trace behind", async () => {
    const page = await site.signedIn();
    await page.getByRole("link", { name: "People & cards" }).click();
    await page.getByRole("button", { name: "Add person" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Name").fill("Kim Minji");
    for (const [card, result] of [["uid:08A1B2C3", "another number each time"], ["uid:04A22C1A5F6180", undefined]] as const) {
      await sheet.getByRole("button", { name: "Read a card at Lobby" }).click();
      await sheet.getByText("Hold the card to Lobby now").waitFor();
      await until(async () => running.site.doors[0]!.reader.reader!.capture!.running);
      running.site.tap("Lobby", card);
      if (result) await sheet.getByText(result).waitFor();
    }
    await until(async () => (await sheet.getByLabel("Number").inputValue()) === "04A22C1A5F6180");
    await sheet.getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog", { name: "Kim Minji" }).getByText("04 A2 2C 1A 5F 61 80").waitFor();
    expect((await site.work.client.get<{ rows: unknown[] }>(paths.traces)).rows).toEqual([]);
    expect(site.complaints.splice(0)).toEqual([]);
  });

  async function until(so: () => Promise<boolean>): Promise<void> {
    while (!(await so())) await new Promise((next) => setTimeout(next, 50));
  }
});
