import { crc32 } from "node:zlib";
import { fromHex } from "../../firmware/src/base/bytes";
import { granted, unknownCredential } from "../../firmware/src/access/reason";
import { createTokens } from "../../firmware/src/credential/token";
import { chainKeyOf, tokenKeyOf } from "../../firmware/src/crypto/kdf";
import { Grants } from "../../firmware/src/store/grants";
import { Journal } from "../../firmware/src/store/journal";
import { JournalChain } from "../../firmware/src/store/journal-chain";
import { SettingsStore } from "../../firmware/src/store/settings";
import { booted } from "../../firmware/src/wire/event";
import { chain, decodeRecord, recordBytes, tap, type Record } from "../../firmware/src/wire/record";
import { encodeSettings } from "../../firmware/src/wire/settings";
import { uid } from "../../firmware/src/wire/technology";
import { JournalProof } from "../../host-tools/backend/ingest/journal-proof";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import { loadBoard } from "../../host-tools/flash/board-config";
import { loadList } from "../../host-tools/flash/image/load-list";
import { standAlone } from "../../host-tools/provision/settings";
import { VirtualClock } from "../../host-tools/simulator/board/clock";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { jsNative } from "../../host-tools/hal/native";
import { SimulatedReader } from "../../host-tools/simulator/reader";

/* The flash of a stock ESP32 with as much in it as is promised, laid out by the host's own loader, under the whole reader. */
const people = 100_000;
const events = 5_000;
const native = { ...jsNative(), crc32: (bytes: Uint8Array) => crc32(bytes) };
const deviceKey = new Uint8Array(32).fill(7);
const start = 1_790_000_000;
const tokenOf = createTokens(nodeCipher(), tokenKeyOf(nodeCipher(), deviceKey));
const cardOf = (person: number): string => `04${person.toString(16).padStart(12, "0")}`;

describe("an ESP32 with 100,000 grants and 5,000 events", () => {
  const { flash } = loadBoard(process.cwd(), "esp32-devkit");
  const clock = new VirtualClock(start);
  const identity = {
    readerId: fromHex("0102030405060708"), deviceKey, drbgSeed: new Uint8Array(32).fill(9), provisionedAt: start,
    backendHost: new Uint8Array(4), backendPort: 0, wifiName: "", wifiKey: "",
  };
  const pages = { journal: flash.regions.journal.pages, grants: flash.regions.grants.pages };
  const reader = new SimulatedReader({ identity, clock, link: { send: () => undefined, listen: () => undefined }, seed: 1, pages });
  let before = 0;

  beforeAll(() => {
    reader.powerOff();
    new SettingsStore(reader.region("settings"), native).save(encodeSettings(standAlone(1)));
    const grants = Array.from({ length: people }, (_, i) => ({
      token: tokenOf(uid, fromHex(cardOf(i))), levels: 1, validFrom: 0, validUntil: 0, flags: 0, key: undefined,
    }));
    eraseAll("grants");
    loadList(reader.region("grants"), native, grants, 9);
    eraseAll("journal");
    fillJournal();
    reader.powerOn();
  });
  afterAll(() => reader.powerOff());

  function eraseAll(name: "grants" | "journal"): void {
    for (let page = 0; page < reader.region(name).pages; page++) reader.region(name).erase(page);
  }

  function fillJournal(): void {
    const journal = new Journal(reader.region("journal"), native, 1, false);
    journal.chain = new JournalChain(nodeCipher(), chainKeyOf(nodeCipher(), deviceKey));
    for (let n = 1; n <= events; n++) {
      journal.append({ type: tap, reason: granted, door: 1, technology: uid, flags: 1, time: start - events + n, token: undefined, detail: n });
      journal.prepare();
    }
    before = journal.nextSequence - 1;
  }

  function records(): Record[] {
    const journal = new Journal(reader.region("journal"), native, 0, false);
    const found: Record[] = [];
    for (let raw = journal.batch(32); raw.length; raw = journal.batch(32)) {
      for (let at = 0; at < raw.length; at += recordBytes) found.push(decodeRecord(raw, at));
      journal.acknowledgedThrough = found.at(-1)!.sequence;
    }
    return found;
  }

  function tapped(card: string): boolean {
    reader.tap(`uid:${card}`);
    clock.advance(400);
    const isOpen = reader.door.isOn("relay");
    reader.remove();
    clock.advance(30_000);
    return isOpen;
  }

  it("lets in who is on the list, refuses who is not, and keeps every event, to the exact number", () => {
    const random = seededRandom(4);
    const known = [0, 1, people - 1, ...Array.from({ length: 12 }, () => Math.floor(random() * people))];
    for (const person of known) expect(tapped(cardOf(person))).toBe(true);
    for (let i = 0; i < 5; i++) expect(tapped(cardOf(people + i))).toBe(false);
    const all = records();
    const old = all.filter(({ sequence, type }) => sequence <= before && type !== chain);
    expect(old.map(({ detail }) => detail)).toEqual(Array.from({ length: events }, (_, i) => i + 1));
    const fresh = all.filter(({ sequence }) => sequence > before);
    expect(fresh.filter(({ reason, type }) => type === 3 && reason === booted)).toHaveLength(1);
    const taps = fresh.filter(({ type }) => type === tap);
    expect(taps.map(({ reason }) => reason)).toEqual([...known.map(() => granted), ...new Array<number>(5).fill(unknownCredential)]);
    expect(reader.restarts).toBe(0);
  });

  it("has the whole list and a journal that proves itself from end to end", () => {
    const grants = new Grants(reader.region("grants"), native);
    expect([grants.count, grants.version, grants.damaged]).toEqual([people, 9, false]);
    for (let person = 0; person < people; person += 97) expect(grants.find(tokenOf(uid, fromHex(cardOf(person))))).toBeDefined();
    const proof = new JournalProof(new JournalChain(nodeCipher(), chainKeyOf(nodeCipher(), deviceKey)));
    const found = records().flatMap((record) => proof.follow(record) ?? []);
    expect(found.filter(({ broken }) => broken)).toEqual([]);
    expect(found.filter(({ whole }) => whole).length).toBeGreaterThanOrEqual(39);
  });
});
