import type { Page } from "playwright-core";
import { fromHex } from "../../firmware/src/base/bytes";
import type { CardOrders, CardsPage } from "../../host-tools/api/cards";
import type { DoorRow, PersonRow } from "../../host-tools/api/directory";
import { pathOf, paths } from "../../host-tools/api/paths";
import { tapOf } from "../support/model-reader";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(60_000);

describeWith(["chromium"], "the lists of cards and of door tags", () => {
  let site: ConsoleAtWork;
  let door: DoorRow;
  let kim: PersonRow;

  beforeAll(async () => void (site = await ConsoleAtWork.start()));
  afterAll(() => site?.stop());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  const row = (page: Page, text: RegExp | string) => page.getByRole("row").filter({ hasText: text });
  const open = (page: Page, name: string) => page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name, exact: true }).click();

  it("say where nothing is how the first one comes", async () => {
    const page = await site.signedIn();
    await open(page, "Cards");
    await page.getByText("No cards yet.").waitFor();
    await open(page, "Door tags");
    await page.getByText("No door tags yet.").waitFor();
  });

  it("show whose each card is, how it is read and where it was last, by the filters in the address", async () => {
    door = await site.work.door("Vault", { assuranceMin: 3 });
    const staff = await site.work.level("Staff", [door.id]);
    [kim] = [await site.work.person("Kim Minji", [staff.id]), await site.work.person("Lee", [])];
    await site.work.card(kim.id, "04a1b2c3", { label: "old fob" });
    const orders = await site.work.client.send<CardOrders>("POST", paths.cards, { technology: "desfire", uid: "04112233445566" });
    await site.work.client.send("POST", pathOf(paths.cardRegistration, orders.id), { personId: kim.id, keyVersion: 1 });
    await site.work.client.send("POST", paths.cardMasters, { technology: "desfire" });
    const reader = await site.work.reader("Vault");
    await reader.sync();
    await reader.report([tapOf(reader.token(1, fromHex("04a1b2c3")), { door: 1, time: Math.floor(Date.now() / 1000) - 120 })]);

    const page = await site.signedIn();
    await open(page, "Cards");
    await row(page, "04 A1 B2 C3").filter({ hasText: "can be copied" }).filter({ hasText: "Kim Minji" }).filter({ hasText: "at Vault" }).waitFor();
    await row(page, "04 11 22 33 44 55 66").filter({ hasText: "Version 1 of 2: encode again" }).waitFor();
    await page.getByLabel("Too weak for").selectOption("Vault");
    await page.getByText("Vault: who needs a better card").waitFor();
    await row(page, "DESFire").waitFor({ state: "detached" });
    expect(await row(page, "Kim Minji").count()).toBe(1);
    expect(page.url()).toContain(`below=${door.id}`);
    await page.getByLabel("Kind").selectOption("NTAG tag");
    await page.getByText("No card fits.").waitFor();
  });

  it("disable a card from its row, and lead to its person", async () => {
    const page = await site.signedIn();
    await open(page, "Cards");
    await page.getByRole("button", { name: "Disable 04 A1 B2 C3" }).click();
    await row(page, "04 A1 B2 C3").filter({ hasText: "Disabled" }).waitFor();
    expect((await site.work.client.get<PersonRow>(pathOf(paths.person, kim.id))).credentials[0]).toMatchObject({ enabled: false });
    await page.getByRole("button", { name: "Enable 04 A1 B2 C3" }).click();
    await row(page, "04 A1 B2 C3").filter({ hasText: "Can open doors" }).waitFor();
    await row(page, "04 A1 B2 C3").getByRole("link", { name: "Kim Minji" }).click();
    await page.getByRole("dialog", { name: "Kim Minji" }).waitFor();
  });

  it("say whether each card has a PIN, and lead from a door that asks for one to the cards it will refuse", async () => {
    const { client } = site.work;
    await client.send("PATCH", pathOf(paths.door, door.id), { assuranceMin: 0, asksPin: true });
    const rows = (await client.get<CardsPage>(`${paths.cards}?technology=desfire`)).rows;
    expect(rows[0]).toMatchObject({ hasPin: null });
    const page = await site.signedIn();
    await open(page, "Cards");
    await row(page, "04 11 22 33 44 55 66").filter({ hasText: "Not known" }).waitFor();
    await row(page, "04 A1 B2 C3").filter({ hasText: "Cannot have one" }).waitFor();
    await client.send("PUT", pathOf(paths.cardPin, rows[0]!.id!), { hasPin: true });
    await row(page, "04 11 22 33 44 55 66").filter({ hasText: /Has one.*since/ }).waitFor();
    await open(page, "Doors");
    await page.getByRole("listitem").filter({ hasText: "Vault" }).getByRole("link", { name: "1 card here without one" }).click();
    await page.getByText("Vault: who may pass and has a card without a PIN").waitFor();
    expect(page.url()).toContain(`withoutPin=${door.id}`);
    await row(page, "DESFire").waitFor({ state: "detached" });
    expect(await row(page, "Kim Minji").count()).toBe(1);
    await page.getByRole("button", { name: "Disable 04 A1 B2 C3" }).click();
    await open(page, "Doors");
    await page.getByText("Every card here has one").waitFor();
  });

  it("revoke a tag after asking, and keep it in the list", async () => {
    const keys = { metaKey: "00112233445566778899aabbccddeeff", macKey: "ffeeddccbbaa99887766554433221100" };
    await site.work.client.send("POST", paths.doorTags, { doorId: door.id, uid: "04112233445577", label: "left of the door", ...keys });
    const page = await site.signedIn({ locale: "ko-KR" });
    await page.getByRole("link", { name: "출입문 태그" }).click();
    await row(page, "04 11 22 33 44 55 77").filter({ hasText: "left of the door" }).filter({ hasText: "사용 중" }).waitFor();
    page.once("dialog", (asked) => void asked.dismiss());
    await page.getByRole("button", { name: "태그 04 11 22 33 44 55 77 회수" }).click();
    expect(await row(page, "사용 중").count()).toBe(1);
    page.once("dialog", (asked) => void asked.accept());
    await page.getByRole("button", { name: "태그 04 11 22 33 44 55 77 회수" }).click();
    await row(page, "회수됨").waitFor();
    expect(await page.getByRole("button", { name: /회수$/ }).count()).toBe(0);
  });

  it("say what went wrong when the list cannot be had", async () => {
    const page = await site.signedIn();
    await page.goto(`${site.work.backend.url}/#/cards?below=99`);
    await page.getByRole("alert").getByRole("button", { name: "Try again" }).waitFor();
    expect(site.complaints.splice(0).every((text) => text.includes("404"))).toBe(true);
  });
});
