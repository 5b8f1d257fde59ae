import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { shapeOf } from "../../firmware/src/store/journal-page";
import { recordBytes } from "../../firmware/src/wire/record";
import type { AuditRow } from "../../host-tools/api/audit";
import { breakPage } from "../support/broken-flash";
import { BackendAtWork } from "../support/backend-at-work";
import { JournalBook } from "../support/journal-book";
import type { VirtualDoor } from "../support/virtual-site";
import { VirtualSite } from "../support/virtual-site";

/* Somebody opens the reader while it is cut off, changes what its journal says with a programmer, and closes it again. */
describe("a journal that was touched on the reader's flash", () => {
  let site: VirtualSite;
  let door: VirtualDoor;
  const card = "04a1b2c3d4e5f6";

  beforeEach(async () => {
    site = await VirtualSite.start(5);
    door = await site.door("Lobby");
    const level = await site.at.level("Staff", [door.identity.doorId!]);
    const { id } = await site.at.person("Kim", [level.id]);
    await site.at.card(id, card);
    await taps(40);
    await site.pass(30_000);
    door.network.connected = false;
    await taps(110);
  });
  afterEach(() => site.stop());

  async function taps(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      door.tap(`uid:${card}`);
      await site.pass(2000);
    }
  }

  /** Everything offline since, told; and some more, so that the page closes. */
  async function comeHome(): Promise<void> {
    door.reader.powerOn();
    door.network.connected = true;
    await site.pass(60_000);
    await taps(140);
    await site.pass(60_000);
  }

  const audit = async () => (await site.at.client.get<{ rows: AuditRow[] }>("/api/v1/audit")).rows.filter((row) => row.action === "journal broken");
  const row = () => site.at.readerRow(door.identity.readerId);

  /** The journal's record `sequence`, as `change` leaves it, with a checksum that is right again. */
  function rewrite(sequence: number, change: (record: Buffer) => void): void {
    const region = door.reader.region("journal");
    const { slots, dataAt } = shapeOf(region);
    const number = Math.floor((sequence - 1) / slots);
    const place = number % region.pages;
    const page = Buffer.from(region.read(place * region.pageBytes, region.pageBytes));
    const record = page.subarray(dataAt + ((sequence - 1) % slots) * recordBytes).subarray(0, recordBytes);
    change(record);
    if (record.some((byte) => byte)) record.writeUInt32LE((crc32(record.subarray(0, 28)) ^ number) >>> 0, 28);
    region.erase(place);
    region.write(place * region.pageBytes, page);
  }

  test("untouched, it is found whole, over a network that loses, doubles and delays", async () => {
    door.reader.powerOff();
    door.network.faults = { lost: 0.3, doubled: 0.3, garbled: 0.05, delayMsMin: 5, delayMsMax: 1500 };
    await comeHome();
    const { journalProven, journalBreak } = await row();
    expect(journalProven!.sequence).toBeGreaterThan(123);
    expect([journalBreak, await audit()]).toEqual([null, []]);
  });

  test("with a page that takes nothing any more it is passed over and told, nothing is lost, and it is found whole behind it", async () => {
    breakPage(door.reader, "journal", 3);
    await comeHome();
    await taps(140);
    await site.pass(60_000);
    const { journalProven, journalBreak, alarms } = await row();
    expect([journalBreak, alarms, await audit()]).toEqual([null, ["journalWorn"], []]);
    const { slots } = shapeOf(door.reader.region("journal"));
    const records = await site.at.recordsOf(door.identity.readerId);
    expect(records).toEqual(records.map((_, i) => (i < 3 * slots ? i + 1 : i + 1 + slots)));
    expect(journalProven!.sequence).toBeGreaterThan(4 * slots);
    /* Another start knows it too. */
    door.reader.powerOff();
    await comeHome();
    expect(await row()).toMatchObject({ journalBreak: null, alarms: ["journalWorn"] });
  });

  test.each([
    ["altered", (record: Buffer) => void record.writeUInt8(record.readUInt8(1) ^ 3, 1)],
    ["missing", (record: Buffer) => void record.fill(0)],
  ])("%s: told by name, in the audit and at the reader, and nothing that came is lost", async (reason, change) => {
    door.reader.powerOff();
    rewrite(70, change);
    await comeHome();
    const { journalBreak, journalProven } = await row();
    expect(journalBreak).toMatchObject({ reason });
    expect(await audit()).toMatchObject([{ author: "backend", subject: `reader ${door.identity.readerId}`, detail: { reason } }]);
    expect(journalProven!.sequence).toBeGreaterThan(journalBreak!.sequence);
    const records = await site.at.recordsOf(door.identity.readerId);
    expect(records).toEqual(records.map((_, i) => (reason === "missing" && i >= 69 ? i + 2 : i + 1)));
  });

  test("put back to nothing: its numbers come again", async () => {
    door.reader.powerOff();
    const region = door.reader.region("journal");
    for (let page = 0; page < region.pages; page++) region.erase(page);
    await comeHome();
    expect((await row()).journalBreak).toMatchObject({ reason: "wentBack" });
    expect(await audit()).toHaveLength(1);
  });

  test("made new by the host tool, it is another reader, and nothing contradicts itself", async () => {
    door.reader.powerOff();
    door = await site.door("Lobby");
    await taps(140);
    await site.pass(60_000);
    const { journalProven, journalBreak } = await row();
    expect([journalProven !== null, journalBreak, await audit()]).toEqual([true, null, []]);
  });
});

describe("a backend that starts anew between two chain records", () => {
  let dir: string;
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), "latchkey-proof-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  async function throughRestart(tell?: Parameters<JournalBook["taps"]>[1]) {
    let own = await BackendAtWork.start({ dataDir: dir });
    const { identity } = await own.reader("Lobby");
    const first = await own.modelOf(identity, 3);
    await first.sync();
    let book = new JournalBook(first);
    await book.close();
    await book.taps(13);
    const { port } = own.backend;
    await own.stop();
    own = await BackendAtWork.start({ dataDir: dir, port });
    const second = await own.modelOf(identity, 4);
    second.nextSequence = first.nextSequence;
    await second.sync();
    book = book.with(second);
    await book.taps(9, tell);
    await book.close();
    await second.sync();
    const row = await own.readerRow(identity.readerId);
    await own.stop();
    return [row.journalProven?.sequence, row.journalBreak?.reason];
  }

  test("takes up where it was, from what it has stored", async () => expect(await throughRestart()).toEqual([24, undefined]));

  test("and still notices what is not as it was written", async () =>
    expect(await throughRestart((entry) => ({ ...entry, reason: 17 }))).toEqual([undefined, "altered"]));
});
