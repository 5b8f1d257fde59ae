import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { fromHex } from "../../firmware/src/base/bytes";
import * as reason from "../../firmware/src/access/reason";
import { uid } from "../../firmware/src/wire/technology";
import { paths } from "../../host-tools/api/paths";
import type { ModelReader } from "../support/model-reader";
import { tapOf } from "../support/model-reader";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(120_000);

/* "When did she come in that week?", of a site whose readers have told more than a page holds. */
describeWith(["chromium"], "the console's events", () => {
  const [kimsCard, leesCard] = ["04a1b2c3d4e5f6", "04a1b2c3d4e5f7"];
  const strangers = 150;
  const day = (text: string) => Date.parse(text) / 1000;
  let site: ConsoleAtWork;
  let kim: number;

  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    await site.work.client.send("PATCH", paths.site, { timeZone: "Asia/Seoul" });
    const lobby = await site.work.reader("Lobby");
    const staff = await site.work.level("Staff", [lobby.identity.doorId!]);
    kim = (await site.work.person("Kim Minji", [staff.id])).id;
    await site.work.card(kim, kimsCard);
    await site.work.card((await site.work.person("=Lee", [staff.id])).id, leesCard);
    await lobby.sync();
    /* Still the 2nd of October in London, already the 3rd in Seoul. */
    await tell(lobby, kimsCard, [day("2026-10-02T16:00:00Z")]);
    await tell(lobby, leesCard, [day("2026-10-02T14:00:00Z")]);
    for (let at = 0; at < strangers; at += 10) await tell(lobby, "0badcafe", Array.from({ length: 10 }, (_, i) => day("2026-10-05T03:00:00Z") + at + i));
  });
  afterAll(() => site?.stop());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  function tell(lobby: ModelReader, card: string, times: number[]): Promise<number> {
    const known = card !== "0badcafe";
    const more = known ? { reason: reason.granted } : { reason: reason.unknownCredential, flags: 0 };
    return lobby.report(times.map((time) => tapOf(lobby.token(uid, fromHex(card)), { ...more, time })));
  }

  async function open(query = ""): Promise<Page> {
    const page = await site.signedIn({ width: 360, height: 740 });
    await page.goto(`${site.work.backend.url}/#/events${query}`);
    await page.getByRole("heading", { name: "Events" }).waitFor();
    return page;
  }
  const lines = (page: Page) => page.locator("main li.event");

  it("goes back page by page to the first", async () => {
    const page = await open("?kind=tap");
    await lines(page).first().waitFor();
    expect(await lines(page).count()).toBe(100);
    await page.getByRole("button", { name: "Show older ones" }).click();
    await lines(page).filter({ hasText: "Kim Minji" }).waitFor();
    expect(await lines(page).count()).toBe(strangers + 2);
    expect(await page.getByRole("button", { name: "Show older ones" }).count()).toBe(0);
  });

  it("finds a day by the site's clock, and a verdict", async () => {
    const page = await open();
    await page.getByLabel("From day").fill("2026-10-03");
    await page.getByLabel("To day").fill("2026-10-03");
    await page.getByLabel("Kind").selectOption("tap granted");
    await lines(page).filter({ hasText: "Kim Minji" }).waitFor();
    expect(await lines(page).count()).toBe(1);
    expect(page.url()).toContain("since=2026-10-03");
  });

  it("shows one person's from the person's page, and the audit has who looked", async () => {
    const page = await open();
    await page.goto(`${site.work.backend.url}/#/people?person=${kim}`);
    await page.getByRole("link", { name: "Events of this person" }).click();
    await lines(page).filter({ hasText: "Kim Minji" }).waitFor();
    expect(await lines(page).count()).toBe(1);
    const { rows } = await site.work.client.get<{ rows: { action: string; subject: string; author: string }[] }>(paths.audit);
    expect(rows[0]).toMatchObject({ action: "read events", subject: `person ${kim}`, author: "owner" });
  });

  it("gives what was found as a file, with no name a formula", async () => {
    const page = await open("?verdict=granted");
    await lines(page).first().waitFor();
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download as CSV" }).click();
    const text = readFileSync(await (await waiting).path(), "utf8");
    expect(text.trim().split("\r\n").length).toBe(3);
    expect(text).toContain(",'=Lee,");
    expect(text).toContain(",Kim Minji,");
  });

  it("says when nothing matches", async () => {
    await (await open("?since=2030-01-01")).getByText("No event matches.").waitFor();
  });
});
