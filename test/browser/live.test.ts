import type { Page } from "playwright-core";
import { fromHex } from "../../firmware/src/base/bytes";
import * as reason from "../../firmware/src/access/reason";
import * as event from "../../firmware/src/wire/event";
import { statusClockSure, statusForced } from "../../firmware/src/wire/message";
import { doorEvent } from "../../firmware/src/wire/record";
import { uid } from "../../firmware/src/wire/technology";
import type { ModelReader } from "../support/model-reader";
import { tapOf } from "../support/model-reader";
import { describeWith } from "../support/needs";
import { ConsoleAtWork } from "./open-console";

jest.setTimeout(60_000);

/* What a reader says over real datagrams, as it appears on a page that nobody touches. */
describeWith(["chromium"], "the console while things happen", () => {
  const card = "04a1b2c3d4e5f6";
  let site: ConsoleAtWork;
  let lobby: ModelReader;
  let page: Page;

  beforeAll(async () => {
    site = await ConsoleAtWork.start();
    lobby = await site.work.reader("Lobby");
    const staff = await site.work.level("Staff", [lobby.identity.doorId!]);
    const kim = await site.work.person("Kim Minji", [staff.id]);
    await site.work.card(kim.id, card);
    page = await site.signedIn();
    await lobby.sync();
  });
  afterAll(() => site?.stop());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
    expect(site.foreign.splice(0)).toEqual([]);
  });

  const nowS = () => Math.floor(Date.now() / 1000);
  const log = () => page.getByRole("log");

  it("shows a tap with door, person, verdict, reason, and that the card can be copied", async () => {
    await lobby.report([tapOf(lobby.token(uid, fromHex(card)), { reason: reason.granted, time: nowS() })]);
    const line = log().getByRole("listitem").filter({ hasText: "Kim Minji" });
    await line.waitFor();
    const text = await line.innerText();
    for (const part of ["Granted", "Lobby", "On the list, within its hours", "can be copied"]) expect(text).toContain(part);
  });

  it("shows a stranger's card refused, and counts it", async () => {
    const token = lobby.token(uid, fromHex("0badcafe"));
    await lobby.report([tapOf(token, { reason: reason.unknownCredential, flags: 0, time: nowS() })]);
    await log().getByRole("listitem").filter({ hasText: "Denied" }).filter({ hasText: "Unknown card" }).waitFor();
    await page.getByRole("link", { name: /Denied in the last hour 1/ }).waitFor();
  });

  it("names somebody who has no right at the door, a moment after the reader told that it does not know the card", async () => {
    const lee = await site.work.person("Lee", []);
    await site.work.card(lee.id, "04a1b2c3d4e5f7");
    const token = lobby.token(uid, fromHex("04a1b2c3d4e5f7"));
    await lobby.report([tapOf(token, { reason: reason.unknownCredential, flags: 0, time: nowS() })]);
    const line = log().getByRole("listitem").filter({ hasText: "Lee" });
    await line.getByText("Not on this door's list: no access level for it").waitFor();
    await line.getByRole("link", { name: "Lee" }).click();
    await page.getByRole("dialog").getByText("Not on this door's list: no access level for it").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Now" }).click();
  });

  it("carries alarms in its title and tells them outside of the page while nobody looks at it", async () => {
    await page.context().grantPermissions(["notifications"]);
    await page.evaluate(`(() => {
      const Real = Notification;
      window.told = [];
      window.Notification = class extends Real { constructor(title, more) { super(title, more); told.push(title + ": " + more.body); } };
    })()`);
    const hide = (hidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, "hidden", { configurable: true, get: () => ${hidden} }); document.dispatchEvent(new Event("visibilitychange"))`);
    const happens = (happening: number) =>
      lobby.report([tapOf(undefined, { type: doorEvent, reason: happening, technology: 0, flags: 0, time: nowS(), detail: 40 })]);
    const titled = async (title: string) => {
      while ((await page.title()) !== title) await new Promise((next) => setTimeout(next, 20));
    };
    await hide(true);
    await happens(event.opened);
    await happens(event.heldOpen);
    await happens(event.tamperOpened);
    await titled("(2) Now · Latchkey");
    expect(await page.evaluate("told")).toEqual(["Lobby: Door held open for 40 sec", "Lobby: Reader's case opened"]);
    await hide(false);
    await titled("Now · Latchkey");
    await happens(event.tamperClosed);
    await log().getByText("Reader's case closed").waitFor();
    expect(await page.title()).toBe("Now · Latchkey");
  });

  it("shows a forced door as an alarm in the list, on the door and in the figures", async () => {
    await lobby.report([tapOf(undefined, { type: doorEvent, reason: event.forcedOpen, technology: 0, flags: 0, time: nowS() })]);
    lobby.flags = statusClockSure | statusForced;
    await lobby.sync();
    await log().getByText("Door forced open").waitFor();
    await page.getByRole("link", { name: /Lobby Forced open/ }).waitFor();
    await page.getByRole("link", { name: /Doors held or forced 1/ }).waitFor();
    lobby.flags = statusClockSure;
    await lobby.sync();
    await page.getByRole("link", { name: /Lobby Locked/ }).waitFor();
  });

  it("tells when a reader's list is older than the server's, and when it has caught up", async () => {
    const kim = (await site.work.client.get<{ rows: { id: number }[] }>("/api/v1/people")).rows[0]!;
    await site.work.change(kim.id, { enabled: false });
    await page.getByRole("link", { name: "Readers", exact: true }).click();
    await page.getByRole("row", { name: /Lobby reader.*Version \d+ of \d+/ }).waitFor();
    await lobby.sync();
    await page.getByRole("row", { name: /Lobby reader.*Online.*up to date/ }).waitFor();
    await page.getByRole("link", { name: "Now" }).click();
  });

  it("filters by door and verdict in its address", async () => {
    await page.goto(`${site.work.backend.url}/#/now?kind=tap&verdict=granted`);
    await log().getByText("Kim Minji").first().waitFor();
    expect(await log().getByText("Denied").count()).toBe(0);
    expect(await log().getByRole("listitem").count()).toBe(1);
    await page.getByLabel("Kind").selectOption({ label: "Cards: Denied" });
    await log().getByText("Unknown card").first().waitFor();
    expect(page.url()).toContain("verdict=denied");
  });
});
