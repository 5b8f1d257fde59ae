import type { Locator, Page } from "playwright-core";
import { fromHex } from "../../firmware/src/base/bytes";
import * as reason from "../../firmware/src/access/reason";
import { uid } from "../../firmware/src/wire/technology";
import type { ReaderIdentity } from "../../host-tools/api/readers";
import { paths } from "../../host-tools/api/paths";
import type { ModelReader } from "../support/model-reader";
import { tapOf } from "../support/model-reader";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(90_000);

/* An admin before an empty site, who knows nothing of it, from the first screen to the first card that opens a door. */
describeWith(["chromium"], "the first steps", () => {
  let site: ConsoleAtWork;
  let page: Page;
  let reader: ModelReader;
  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    page = await site.signedIn({ width: 360, height: 740 });
  });
  afterAll(() => site?.stop());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  const steps = () => page.getByRole("region", { name: "First steps" });
  const step = (text: string): Locator => steps().getByRole("listitem").filter({ has: page.getByRole("link", { name: text, exact: true }) });
  const isAt = (text: string, state: string) => step(text).and(page.locator(`[data-state=${state}]`)).waitFor();
  const isNext = (text: string) => step(text).and(page.locator("[aria-current=step]")).waitFor();
  const now = () => page.goto(`${site.work.backend.url}/#/now`);
  const save = () => page.getByRole("dialog").getByRole("button", { name: /^(Save|Add)/ }).click();
  const nowS = () => Math.floor(Date.now() / 1000);

  it("begin with a door, and lead to the screen where it is made", async () => {
    await isNext("Name a door");
    await steps().getByText("0 of 6 done").waitFor();
    await step("Name a door").getByRole("link").click();
    await page.getByRole("button", { name: "Add door" }).click();
    await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("Lobby");
    await save();
    await page.getByRole("heading", { name: "Lobby" }).waitFor();
    await now();
    await isAt("Name a door", "done");
    await isNext("Put a reader at it");
  });

  it("tell a reader that was made from one that was heard, and that no board reaches this address", async () => {
    await step("Put a reader at it").getByText("latchkey serve --host 0.0.0.0").waitFor();
    await step("Put a reader at it").getByRole("link", { name: /simulator/ }).waitFor();
    const identity = await site.work.client.send<ReaderIdentity>("POST", paths.readers, { name: "Lobby", door: "Lobby" });
    await step("Put a reader at it").getByText("has not been heard yet").waitFor();
    reader = await site.work.modelOf(identity);
    await reader.sync();
    await isAt("Put a reader at it", "done");
    await isNext("Make an access level");
  });

  it("go on with a level and a person, who needs a right before a card is of use", async () => {
    const kim = await site.work.person("Kim", []);
    await step("Add a person").getByText("without a right at any door").waitFor();
    await step("Make an access level").getByRole("link").click();
    await page.getByRole("button", { name: "Add access level" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Name", { exact: true }).fill("Everywhere");
    await sheet.getByLabel("Lobby").check();
    await save();
    await now();
    await isAt("Make an access level", "done");
    const { rows } = await site.work.client.get<{ rows: { id: number }[] }>(paths.levels);
    await site.work.change(kim.id, { levels: [rows[0]!.id] });
    await isAt("Add a person", "done");
    await isNext("Give the person a card");
    await site.work.card(kim.id, "04a1b2c3");
    await isNext("Hold the card to the reader");
  });

  it("say where to look when the card is refused, and end with the tap that opens", async () => {
    const token = reader.token(uid, fromHex("04a1b2c3"));
    await reader.report([tapOf(token, { reason: reason.outsideSchedule, flags: 0, time: nowS() })]);
    await step("Hold the card to the reader").getByText("refused").waitFor();
    await reader.report([tapOf(token, { reason: reason.granted, time: nowS() })]);
    await steps().getByText("a card has opened a door").waitFor();
    await isAt("Limit the hours", "open");
  });

  it("are in nobody's way on a site that is at work, and come back from the foot", async () => {
    const answered = page.waitForResponse((response) => response.url().endsWith(paths.firstSteps));
    await page.reload();
    await Promise.all([(await answered).finished(), page.getByRole("log").getByText("Kim").first().waitFor()]);
    expect(await steps().count()).toBe(0);
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("button", { name: "First steps" }).click();
    await steps().getByText("a card has opened a door").waitFor();
    await steps().getByRole("button", { name: "Hide" }).click();
    await steps().waitFor({ state: "detached" });
  });

  it("stay hidden where somebody has hidden them, on a young site too, and are told in Korean", async () => {
    const young = await ConsoleAtWork.start();
    try {
      const theirs = await young.signedIn({ locale: "ko-KR" });
      const own = theirs.getByRole("region", { name: "시작하기" });
      await own.getByRole("link", { name: "문 만들기" }).waitFor();
      await own.getByRole("button", { name: "숨기기" }).click();
      await theirs.reload();
      await theirs.getByText("아직 문이 없습니다.").waitFor();
      expect(await own.count()).toBe(0);
      await theirs.getByRole("button", { name: "내 계정" }).click();
      await theirs.getByRole("button", { name: "시작하기" }).click();
      await own.getByText("6단계 중 0단계").waitFor();
    } finally {
      await young.stop();
    }
  });
});
