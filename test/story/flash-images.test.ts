import { cardsCapacity, grantsCapacity } from "../../firmware/src/store/grant-shape";
import { grantsDamaged } from "../../firmware/src/base/fault";
import { Grants } from "../../firmware/src/store/grants";
import { Journal } from "../../firmware/src/store/journal";
import { sealWords, wordsOf } from "../../firmware/src/store/pages";
import { fromHex } from "../../firmware/src/base/bytes";
import { createTokens } from "../../firmware/src/credential/token";
import { tokenKeyOf } from "../../firmware/src/crypto/kdf";
import { decodeIdentity, encodeIdentity, identityBytes } from "../../firmware/src/wire/identity";
import { faultSeen } from "../../firmware/src/wire/event";
import { flagRemoved } from "../../firmware/src/wire/grant";
import * as message from "../../firmware/src/wire/message";
import { uid } from "../../firmware/src/wire/technology";
import { recordsOf } from "../../host-tools/flash/image/read-journal";
import { loadList } from "../../host-tools/flash/image/load-list";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { jsNative } from "../../host-tools/hal/native";
import { regionPages } from "../../host-tools/simulator/reader";
import { knownCard, LoneReader } from "../support/lone-reader";
import type { VirtualDoor } from "../support/virtual-site";
import { VirtualSite } from "../support/virtual-site";

/* What a reader does with flash that it did not write, or not so: it stands locked and says why, and does not start over and over. */
type RegionName = keyof typeof regionPages;
const names = Object.keys(regionPages) as RegionName[];
const random = seededRandom(11);
const contents = {
  zeros: (bytes: Uint8Array) => bytes.fill(0),
  noise: (bytes: Uint8Array) => bytes.map(() => Math.floor(random() * 256)),
};

interface Holder {
  region(name: RegionName): ReturnType<LoneReader["reader"]["region"]>;
}

function overwrite(reader: Holder, name: RegionName, change: (page: Uint8Array) => Uint8Array): void {
  const region = reader.region(name);
  for (let page = 0; page < region.pages; page++) {
    const bytes = change(region.read(page * region.pageBytes, region.pageBytes));
    region.erase(page);
    region.write(page * region.pageBytes, bytes);
  }
}

/** Half an hour with taps: nobody let in, no start of its own accord. */
function standsLocked(site: LoneReader): void {
  for (let minute = 0; minute < 30; minute++) {
    site.tap(`uid:${knownCard}`);
    expect(site.reader.door.isOn("relay")).toBe(false);
    site.pass(60_000);
  }
  expect(site.reader.restarts).toBe(0);
}

function withFlash(change: (site: LoneReader) => void): LoneReader {
  const site = new LoneReader();
  site.pass(5000);
  site.reader.powerOff();
  change(site);
  site.reader.powerOn();
  return site;
}

describe.each(Object.entries(contents))("flash full of %s", (_, content) => {
  it("is a board that nobody has provisioned: locked, without a name", () => {
    const site = withFlash(({ reader }) => names.forEach((name) => overwrite(reader, name, content)));
    expect(site.reader.reader!.id).toBe("");
    standsLocked(site);
  });

  it.each(["settings", "grants"] as const)("in %s keeps the door locked", (name) => {
    const site = withFlash(({ reader }) => overwrite(reader, name, content));
    standsLocked(site);
    const refusals = site.records().filter(({ type }) => type === 1).map(({ flags }) => flags & 1);
    expect(refusals.slice(-30)).toEqual(new Array(30).fill(0));
  });

  it.each(["state", "journal"] as const)("in %s: the reader goes on with what is whole", (name) => {
    const site = withFlash(({ reader }) => overwrite(reader, name, content));
    site.tap(`uid:${knownCard}`);
    expect(site.reader.door.isOn("relay")).toBe(true);
    site.pass(600_000);
    expect(site.reader.restarts).toBe(0);
  });
});

it("stores of another reader under this one's identity open for nobody: tokens are made with each reader's own key", () => {
  const { crc32 } = jsNative();
  const site = withFlash(({ reader }) => {
    const region = reader.region("identity");
    const own = decodeIdentity(region.read(0, identityBytes), crc32)!;
    const other = encodeIdentity({ ...own, deviceKey: new Uint8Array(32).fill(8) }, crc32);
    region.erase(0);
    region.write(0, other);
  });
  expect(site.reader.reader!.id).toBe("0102030405060708");
  standsLocked(site);
});

describe("a list that is not as it claims", () => {
  const token = createTokens(nobleCipher(), tokenKeyOf(nobleCipher(), new Uint8Array(32).fill(7)))(uid, fromHex(knownCard));
  const limits = { levels: 1, validFrom: 0, validUntil: 0, flags: 0, key: undefined };
  const list = [token, ...Array.from({ length: 400 }, () => Uint8Array.from({ length: 8 }, () => Math.floor(random() * 256)))];

  /** The list in pages of the table, each header as `change` leaves it and sealed again. */
  const withPages = (change: (head: Uint32Array) => void) =>
    withFlash(({ reader }) => {
      overwrite(reader, "grants", (page) => page.fill(255));
      loadList(reader.region("grants"), jsNative(), list.map((one) => ({ ...limits, token: one })), 3);
      overwrite(reader, "grants", (page) => {
        const head = wordsOf(page).subarray(0, 8);
        if (head[0] === 0x32474b4c) {
          change(head);
          sealWords(jsNative(), head, 0);
        }
        return page;
      });
    });

  it("opens as it is, when nothing is changed", () => {
    const site = withPages(() => undefined);
    site.tap(`uid:${knownCard}`);
    expect(site.reader.door.isOn("relay")).toBe(true);
  });

  it("to hold more rows than a page can: locked", () => standsLocked(withPages((head) => (head[4] = (head[4]! & 0xffff0000) | 0xffff))));
  it("to cover more buckets than there are: locked", () => standsLocked(withPages((head) => (head[3] = 0xffff0000))));
});

describe("told to the backend", () => {
  let site: VirtualSite;
  let door: VirtualDoor;
  const card = "04a1b2c3d4e5f6";
  beforeEach(async () => {
    site = await VirtualSite.start(3);
    door = await site.door("Lobby");
    const level = await site.at.level("Staff", [door.identity.doorId!]);
    await site.at.card((await site.at.person("Kim", [level.id])).id, card);
    await site.pass(30_000);
    door.reader.powerOff();
  });
  afterEach(() => site.stop());

  const status = () => site.at.backend.services.contacts.all()[0]!.status!;
  const saysWithin = (flag: number) => site.passUntil(() => (status().flags & flag) !== 0, 60_000);

  test.each([
    ["grants", message.statusListDamaged, "listDamaged"],
    ["state", message.statusStateDamaged, "stateDamaged"],
  ] as const)("%s of noise is an alarm, and the reader is served all it needs", async (name, flag, alarm) => {
    overwrite(door.reader, name, contents.noise);
    door.reader.powerOn();
    await saysWithin(flag);
    expect((await site.at.readerRow(door.identity.readerId)).alarms).toContain(alarm);
    await site.pass(60_000);
    door.reader.tap(`uid:${card}`);
    await site.pass(300);
    expect(door.reader.door.isOn("relay")).toBe(true);
  });

  test("a change of the list that cannot be read any more is an alarm and an event, opens for nobody, and the list comes anew", async () => {
    const region = door.reader.region("grants");
    const { deviceKey } = door.identity;
    const token = createTokens(nobleCipher(), tokenKeyOf(nobleCipher(), fromHex(deviceKey)))(uid, fromHex(card));
    expect(new Grants(region, jsNative()).find(token)).toBeDefined();
    new Grants(region, jsNative()).apply([{ token: new Uint8Array(8).fill(9), levels: 1, validFrom: 0, validUntil: 0, flags: flagRemoved, key: undefined }], 90);
    for (const log of [0, 1]) region.write(log * region.pageBytes + 32, new Uint8Array(16));
    expect(new Grants(region, jsNative()).find(token)).toBeUndefined();
    door.reader.powerOn();
    await saysWithin(message.statusListDamaged);
    await site.pass(60_000);
    expect(recordsOf(door.reader.region("journal")).some(({ reason, detail }) => reason === faultSeen && detail === grantsDamaged)).toBe(true);
    door.reader.tap(`uid:${card}`);
    await site.pass(300);
    expect(door.reader.door.isOn("relay")).toBe(true);
  });

  test("a journal more than three quarters full is an alarm, until the backend has it", async () => {
    const journal = new Journal(door.reader.region("journal"), jsNative(), 1, false);
    const free = { type: 3, reason: 33, door: 1, technology: 0, flags: 0, time: 1_790_000_000, token: undefined, detail: 0 };
    while (journal.fill() < 85) journal.append(free);
    door.reader.powerOn();
    await saysWithin(message.statusJournalHigh);
    expect((await site.at.readerRow(door.identity.readerId)).alarms).toEqual(["journalHigh"]);
    await site.passUntil(() => (status().flags & message.statusJournalHigh) === 0, 600_000);
    expect((await site.at.readerRow(door.identity.readerId)).alarms).toEqual([]);
  });

  const lineOf = (key?: Uint8Array) => ({ levels: 1, validFrom: 0, validUntil: 0, flags: 0, key, token: Uint8Array.from({ length: 8 }, () => Math.floor(random() * 256)) });

  test.each([
    ["of grants without card keys", grantsCapacity, () => [lineOf()]],
    ["of cards with keys, two lines each", cardsCapacity, () => [lineOf(new Uint8Array(16)), lineOf()]],
  ])("a list three quarters full is an alarm: %s", async (_name, capacity, linesOf) => {
    overwrite(door.reader, "grants", (page) => page.fill(255));
    const region = door.reader.region("grants");
    const many = Math.ceil(capacity(region.pageBytes, region.pages, false) * 0.75);
    loadList(region, jsNative(), Array.from({ length: many }, linesOf).flat(), 9);
    door.reader.powerOn();
    await saysWithin(message.statusListHigh);
    expect((await site.at.readerRow(door.identity.readerId)).alarms).toEqual(["listHigh"]);
  });

  test("settings of a newer firmware are as good as none: an alarm, until they come again", async () => {
    overwrite(door.reader, "settings", contents.zeros);
    door.reader.powerOn();
    await site.passUntil(() => status().settingsVersion === 0, 60_000);
    expect((await site.at.readerRow(door.identity.readerId)).alarms).toContain("settingsMissing");
    await site.pass(60_000);
    expect((await site.at.readerRow(door.identity.readerId)).alarms).toEqual([]);
  });

  test("journal pages of a newer format are not taken for this one's: numbers come again, and that is told", async () => {
    overwrite(door.reader, "journal", (page) => {
      const words = wordsOf(page);
      if (words[0] !== 0x314a4b4c) return page;
      words[1] = 9;
      sealWords(jsNative(), words.subarray(0, 8), 0);
      return page;
    });
    door.reader.powerOn();
    await site.pass(60_000);
    expect((await site.at.readerRow(door.identity.readerId)).journalBreak).toMatchObject({ reason: "wentBack" });
  });
});
