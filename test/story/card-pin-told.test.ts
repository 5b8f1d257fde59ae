import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AccessAnswer } from "../../host-tools/api/directory";
import type { CardsPage, ListedCard } from "../../host-tools/api/cards";
import { pathOf, paths } from "../../host-tools/api/paths";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey, Running, temporaryDir, type Finished } from "../support/command-line";
import { describeWith } from "../support/needs";
import { WayToBackend } from "../support/way-to-backend";

const uid = "04112233445566";

/* Whether a card has a PIN, from the bench to the list of cards: told in the same step, and put right by a repeat when it was not. */
describeWith(["socat"], "whether a card has a PIN", () => {
  const dir = temporaryDir();
  const pinFile = join(dir.path, "pin");
  let at: BackendAtWork;
  let way: WayToBackend;
  let chip: Running;
  let vault: { id: number };
  let kim: { id: number };
  let started = 0;
  let link: string;

  beforeEach(async () => {
    at = await BackendAtWork.start();
    way = await WayToBackend.open(at.backend.url);
    vault = await at.door("Vault", { asksPin: true });
    const staff = await at.level("Staff", [vault.id]);
    kim = await at.person("Kim", [staff.id]);
    link = join(dir.path, `bench-${started++}`);
    chip = new Running(["sim", "chip", "--link", link, "--card", `desfire-ev2:${uid}`]);
    await chip.line((line) => line === `ready ${link}`);
    writeFileSync(pinFile, "4711\n");
  });
  afterEach(async () => {
    chip.say("quit");
    expect(await chip.ended).toBe(0);
    await way.close();
    await at.stop();
  });
  afterAll(() => dir.clean());

  const card = (...args: string[]): Promise<Finished> =>
    latchkey(["card", args[0]!, "--port", link, "--wait", "2", "--server", way.url, "--token", at.backend.apiToken, ...args.slice(1)]);
  const encode = (...args: string[]): Promise<Finished> => card("encode", "--person", String(kim.id), ...args);
  const listed = async (): Promise<ListedCard> => (await at.client.get<CardsPage>(paths.cards)).rows[0]!;
  const withoutPin = async (): Promise<(string | null)[]> =>
    (await at.client.get<CardsPage>(`${paths.cards}?withoutPin=${vault.id}`)).rows.map(({ personName }) => personName);
  const audited = async (): Promise<unknown[]> => {
    const { rows } = await at.client.get<{ rows: { action: string; detail: string | null }[] }>(`${paths.audit}?limit=100`);
    return rows.filter(({ action }) => action.endsWith("card PIN")).map(({ action }) => action);
  };

  it("stands in the list from the step that encodes the card, with a line in the audit for each change and no digit anywhere", async () => {
    expect(await encode("--pin-file", pinFile)).toMatchObject({ code: 0 });
    const first = await listed();
    expect(first).toMatchObject({ hasPin: true, pinSince: expect.stringMatching(/^20/) });
    expect(await withoutPin()).toEqual([]);
    writeFileSync(pinFile, "918273\n");
    expect(await card("pin", "--pin-file", pinFile, "--json")).toMatchObject({ code: 0, stdout: expect.stringContaining('"hasPin":true') });
    expect(await listed()).toEqual(first);
    expect(await card("pin", "--remove")).toMatchObject({ code: 0 });
    expect(await listed()).toMatchObject({ hasPin: false });
    expect(await withoutPin()).toEqual(["Kim"]);
    expect(await audited()).toEqual(["remove card PIN", "set card PIN"]);
    expect(await card("pin", "--pin-file", pinFile)).toMatchObject({ code: 0 });
    expect(await encode()).toMatchObject({ code: 0 });
    expect(await listed()).toMatchObject({ hasPin: false });
    const told = JSON.stringify([await at.client.get(paths.audit), await at.client.get(paths.cards)]);
    for (const digits of ["4711", "918273"]) expect(told).not.toContain(digits);
  });

  it("is told by `card verify`, or by the same command again, when the backend was gone after the card had been written", async () => {
    expect(await encode()).toMatchObject({ code: 0 });
    way.cut = /PUT .*\/pin$/;
    const cut = await card("pin", "--pin-file", pinFile);
    expect(cut).toMatchObject({ code: 7, stderr: expect.stringMatching(/The card itself has its new PIN[^]*card verify[^]*SERVER_UNREACHABLE/) });
    expect(await listed()).toMatchObject({ hasPin: false });
    way.cut = undefined;
    expect(await card("verify")).toMatchObject({ code: 0, stdout: expect.stringContaining("the backend took it for a card without a PIN; it knows better now") });
    expect(await listed()).toMatchObject({ hasPin: true });
    expect((await card("verify")).stdout).not.toContain("knows better");
    way.cut = /PUT .*\/pin$/;
    const removed = await card("pin", "--remove");
    expect(removed).toMatchObject({ code: 7, stderr: expect.stringContaining("The card itself has no PIN any more") });
    way.cut = undefined;
    expect(await card("pin", "--remove")).toMatchObject({ code: 0 });
    expect(await listed()).toMatchObject({ hasPin: false });
    expect(await audited()).toEqual(["remove card PIN", "find card PIN"]);
  });

  it("is why the backend says of a card that may pass otherwise that this door refuses it", async () => {
    await at.reader("Vault");
    const access = (): Promise<AccessAnswer> => at.client.get(`${pathOf(paths.doorAccess, vault.id)}?person=${kim.id}`);
    expect(await encode()).toMatchObject({ code: 0 });
    expect(await access()).toMatchObject({ granted: false, credentials: [{ technology: "desfire", reason: "pinNotOnCard" }] });
    expect(await card("pin", "--pin-file", pinFile)).toMatchObject({ code: 0 });
    expect(await access()).toMatchObject({ granted: true });
  });
});
