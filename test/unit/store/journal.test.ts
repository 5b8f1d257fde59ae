import { journalFull } from "../../../firmware/src/base/fault";
import { Journal } from "../../../firmware/src/store/journal";
import { journalCapacity } from "../../../firmware/src/store/journal-page";
import { decodeRecord, gap, recordBytes, type Entry } from "../../../firmware/src/wire/record";
import { SimulatedFlash } from "../../../host-tools/simulator/board/flash";
import { jsNative } from "../../../host-tools/hal/native";

const native = jsNative();
const entry = (detail: number): Entry => ({ type: 1, reason: 1, door: 1, technology: 1, flags: 1, time: detail, token: undefined, detail });

function journalOn(flash: SimulatedFlash, keepNewest = false, epoch = 1) {
  return new Journal(flash.region(0, flash.pages), native, epoch, keepNewest);
}

function drain(journal: Journal) {
  const records = [];
  for (let raw = journal.batch(32); raw.length; raw = journal.batch(32)) {
    for (let at = 0; at < raw.length; at += recordBytes) records.push(decodeRecord(raw, at));
    journal.acknowledge(records.at(-1)!.sequence);
  }
  return records;
}

function fillUp(journal: Journal): number {
  for (let n = 0; ; n++) {
    try {
      journal.append(entry(n));
    } catch (e) {
      expect(e).toEqual({ fault: journalFull });
      return n;
    }
  }
}

describe.each([1024, 4096, 16384])("journal in pages of %i bytes", (pageBytes) => {
  const flashOf = (pages: number) => new SimulatedFlash({ pageBytes, pages });

  it("holds what its capacity promises, then refuses, and says how many it refused", () => {
    const flash = flashOf(3);
    const journal = journalOn(flash);
    const held = fillUp(journal);
    expect(held).toBeGreaterThanOrEqual(journalCapacity(pageBytes, 3));
    expect(journal.fill()).toBe(100);
    expect(() => journal.append(entry(0))).toThrow();
    const records = drain(journal);
    expect(records.map((r) => r.detail)).toEqual(Array.from({ length: held }, (_, i) => i));
    expect(journal.fill()).toBe(0);
    journal.append(entry(7));
    expect(drain(journal).map((r) => [r.type, r.detail])).toEqual([[gap, 2], [1, 7]]);
  });

  it("keeps the newest when told so, and tells how many are gone in their place", () => {
    const journal = journalOn(flashOf(3), true);
    const many = journalCapacity(pageBytes, 3) * 4 + 5;
    for (let n = 1; n <= many; n++) expect(journal.append(entry(n))).toBe(n);
    const records = drain(journal);
    const lost = records[0]!;
    expect([lost.type, lost.sequence]).toEqual([gap, lost.detail]);
    expect(records.slice(1).map((r) => r.detail)).toEqual(Array.from({ length: many - lost.detail }, (_, i) => lost.detail + 1 + i));
    expect(records.length - 1).toBeGreaterThanOrEqual(journalCapacity(pageBytes, 3));
  });

  it("goes on where it was after a restart, its number never repeating", () => {
    const flash = flashOf(4);
    let last = 0;
    for (let boot = 1; boot <= 40; boot++) {
      const journal = journalOn(flash, false, boot);
      for (let n = 0; n < 11; n++) {
        const sequence = journal.append(entry(boot));
        expect(sequence).toBe(last + 1);
        last = sequence;
      }
      expect(journal.nextSequence).toBe(last + 1);
      if (boot % 2) drain(journal);
      journal.prepare();
    }
  });

  it("is one flash write for each append once the next page is prepared", () => {
    const flash = flashOf(4);
    const journal = journalOn(flash);
    journal.append(entry(0));
    for (let n = 0; n < journalCapacity(pageBytes, 4) * 2; n++) {
      journal.prepare();
      const before = flash.operations;
      journal.append(entry(n));
      expect(flash.operations - before).toBe(1);
      if (n % 5 === 0) drain(journal);
    }
  });

  it("opens with one look at each page header and a page or two more", () => {
    const flash = flashOf(16);
    fillUp(journalOn(flash));
    const before = flash.reads;
    journalOn(flash);
    expect(flash.reads - before).toBeLessThanOrEqual(16 + 2 + 2 * 10 + 4);
  });

  it("forgets at most a few acknowledgements in a restart", () => {
    const flash = flashOf(4);
    const journal = journalOn(flash);
    for (let n = 1; n <= 20; n++) journal.append(entry(n));
    journal.acknowledge(20);
    expect(journalOn(flash).acknowledgedThrough).toBe(20);
  });

  it("starts anew on noise without believing any of it", () => {
    const image = Uint8Array.from({ length: pageBytes * 2 }, (_, i) => (i * 167) & 255);
    const journal = journalOn(new SimulatedFlash({ pageBytes, pages: 2, image }));
    expect([journal.nextSequence, journal.batch(9).length]).toEqual([1, 0]);
    journal.append(entry(3));
    expect(drain(journal).map((r) => r.detail)).toEqual([3]);
  });
});

it("alarms can see three quarters full", () => {
  const journal = journalOn(new SimulatedFlash({ pageBytes: 1024, pages: 5 }));
  for (let n = 0; n < 90; n++) journal.append(entry(n));
  expect(journal.fill()).toBe(75);
});
