import { createHash } from "node:crypto";
import { concat } from "../../../firmware/src/base/bytes";
import { Journal } from "../../../firmware/src/store/journal";
import { JournalChain } from "../../../firmware/src/store/journal-chain";
import { chain, decodeRecord, recordBytes, type Entry, type Record } from "../../../firmware/src/wire/record";
import { JournalProof } from "../../../host-tools/backend/ingest/journal-proof";
import { nodeCipher } from "../../../host-tools/hal/node-cipher";
import { nobleCipher } from "../../../host-tools/simulator/board/cipher";
import { PowerCut, SimulatedFlash } from "../../../host-tools/simulator/board/flash";
import { type TearMode, tearModes } from "../../../host-tools/simulator/board/flash-tear";
import { jsNative } from "../../../host-tools/hal/native";

const key = new Uint8Array(32).fill(3);
const entry = (detail: number): Entry => ({
  type: 1, reason: 1, door: 1, technology: 1, flags: 1, time: 1_790_000_000 + detail, token: new Uint8Array(8).fill(detail), detail,
});

function journalOn(flash: SimulatedFlash, epoch = 1, keepNewest = false): Journal {
  const journal = new Journal(flash.region(0, flash.pages), jsNative(), epoch, keepNewest);
  journal.chain = new JournalChain(nobleCipher(), key);
  return journal;
}

/** Records as they would arrive. */
function drain(journal: Journal): Record[] {
  const records: Record[] = [];
  for (let raw = journal.batch(32); raw.length; raw = journal.batch(32)) {
    for (let at = 0; at < raw.length; at += recordBytes) records.push(decodeRecord(raw, at));
    journal.acknowledge(records.at(-1)!.sequence);
  }
  return records;
}

/** `events` of them with an idle moment after each, in pages of 30 slots. */
function written(events: number, flash = new SimulatedFlash({ pageBytes: 1024, pages: 8 })): Record[] {
  const journal = journalOn(flash);
  for (let n = 1; n <= events; n++) {
    journal.append(entry(n));
    journal.prepare();
  }
  return drain(journal);
}

function findings(records: Record[], proof = new JournalProof(new JournalChain(nodeCipher(), key))) {
  return records.map((record) => proof.follow(record)).filter((found) => found !== undefined);
}

/** The power goes at the operation `ahead` of what `work` does to `flash`, half done as `mode` and `chances` say; or after it. */
function cut(flash: SimulatedFlash, how: { ahead: number; mode: TearMode; chances: number[] }, work: () => void): void {
  let n = 0;
  flash.cutAfter(how.ahead, how.mode, () => how.chances[n++ % how.chances.length]!);
  try {
    work();
  } catch (e) {
    expect(e).toBeInstanceOf(PowerCut);
  }
  flash.restore();
}

/** What came of two pages full, of which the second has no chain record: each of the two places for it was torn by a cut. */
function withoutLastChainRecord(flash: SimulatedFlash): Record[] {
  const journal = journalOn(flash);
  const records: Record[] = [];
  for (let n = 1; n <= 57; n++) {
    journal.append(entry(n));
    if (n === 29) records.push(...drain(journal));
  }
  for (const epoch of [2, 3]) cut(flash, { ahead: 1, mode: "partial", chances: [0.4] }, () => journalOn(flash, epoch).append(entry(58)));
  return [...records, ...drain(journalOn(flash, 4))];
}

const breaksIn = (records: Record[]) => findings(records).flatMap(({ broken }) => broken ?? []);
const without = (records: Record[], at: number) => records.filter((_, i) => i !== at);

describe("a journal that closes each of its pages", () => {
  const records = written(150);
  const closings = records.filter(({ type }) => type === chain);
  /* Chain records: 1 begins, the others vouch for what is between. */
  const vouchedFrom = records.indexOf(closings[0]!);
  const vouchedTo = records.indexOf(closings.at(-1)!);

  it("is found whole, page after page", () => {
    expect(closings.length).toBe(6);
    expect(findings(records).map(({ sequence, broken }) => [sequence, broken])).toEqual(closings.map(({ sequence }) => [sequence, undefined]));
  });

  it("is found out wherever a record is missing, doubled under another number, or changed in any field", () => {
    const clock = (record: Record): Partial<Record> => ({ time: record.time + 1 });
    const changes: ((record: Record) => Partial<Record>)[] = [
      clock,
      (record) => ({ reason: record.reason ^ 1 }),
      (record) => ({ door: record.door + 1 }),
      (record) => ({ technology: record.technology ^ 4 }),
      (record) => ({ flags: record.flags ^ 1 }),
      (record) => ({ detail: record.detail + 1 }),
      (record) => ({ epoch: record.epoch + 1 }),
      (record) => ({ token: Uint8Array.from(record.token!, (byte, i) => (i === 7 ? byte ^ 128 : byte)) }),
    ];
    for (let at = vouchedFrom + 1; at < vouchedTo; at++) {
      if (records[at]!.type === chain) continue;
      expect(breaksIn(without(records, at))).toEqual(["missing"]);
      for (const change of changes) {
        expect(breaksIn(records.map((record, i) => (i === at ? { ...record, ...change(record) } : record)))).toEqual(["altered"]);
      }
    }
  });

  it("is found out when two records have changed places, and when one was slipped in", () => {
    const [a, b] = [records[vouchedFrom + 3]!, records[vouchedFrom + 4]!];
    const swapped = records.map((record) => (record === a ? { ...b, sequence: a.sequence } : record === b ? { ...a, sequence: b.sequence } : record));
    expect(breaksIn(swapped)).toEqual(["altered"]);
    const wide = records.map((record) => ({ ...record, sequence: record.sequence * 2 }));
    wide.splice(vouchedFrom + 3, 0, { ...wide[vouchedFrom + 3]!, sequence: wide[vouchedFrom + 3]!.sequence - 1 });
    expect(breaksIn(wide)).toContain("added");
  });

  it("is found out when a chain record was made without the key, or left out for good", () => {
    const forged = new JournalChain(nodeCipher(), new Uint8Array(32).fill(4));
    const value = forged.value();
    const last = { ...closings.at(-1)!, token: value.subarray(4, 12) };
    expect(breaksIn(records.map((record) => (record.type === chain && record.sequence === last.sequence ? last : record)))).toEqual(["altered"]);
    const many = written(1400, new SimulatedFlash({ pageBytes: 4096, pages: 20 }));
    const first = many.find(({ type }) => type === chain);
    expect(breaksIn(many.filter((record) => record.type !== chain || record === first))).toEqual(["unclosed"]);
  });

  it("does not mind what comes twice, in whatever portions", () => {
    for (const back of [1, 7, 40]) {
      const twice = records.flatMap((_, i) => records.slice(Math.max(0, i - back), i + 1));
      expect(breaksIn(twice)).toEqual([]);
    }
  });
});

describe("a reader's life", () => {
  it("goes on in the same chain after restarts, wherever they come", () => {
    const flash = new SimulatedFlash({ pageBytes: 1024, pages: 8 });
    const records: Record[] = [];
    for (let boot = 1; boot <= 60; boot++) {
      const journal = journalOn(flash, boot);
      for (let n = 0; n < boot % 9; n++) {
        journal.append(entry(n));
        if (n % 2) journal.prepare();
      }
      records.push(...drain(journal));
    }
    expect(records.filter(({ type }) => type === chain).length).toBeGreaterThan(5);
    expect(breaksIn(records)).toEqual([]);
  });

  it("that never had an idle moment still closes each page", () => {
    const journal = journalOn(new SimulatedFlash({ pageBytes: 1024, pages: 8 }));
    for (let n = 0; n < 150; n++) journal.append(entry(n));
    const records = drain(journal);
    expect(records.filter(({ type }) => type === chain).map(({ sequence }) => Math.floor((sequence - 1) / 30))).toEqual([0, 1, 2, 3, 4]);
    expect(breaksIn(records)).toEqual([]);
  });

  it.each(tearModes)("is not accused when the power goes while the page before one whose chain record was torn twice is taken away: %s", (mode) => {
    for (let ahead = 1; ahead <= 4; ahead++) {
      const flash = new SimulatedFlash({ pageBytes: 1024, pages: 2 });
      const proof = new JournalProof(new JournalChain(nodeCipher(), key));
      const found = findings(withoutLastChainRecord(flash), proof);
      /* Of the erase half done, the header and the chain record stay and the record behind it goes. */
      cut(flash, { ahead, mode, chances: [0.97, 0.9] }, () => journalOn(flash, 5).append(entry(59)));
      const journal = journalOn(flash, 6);
      for (let n = 60; n < 100; n++) {
        journal.append(entry(n));
        found.push(...findings(drain(journal), proof));
      }
      expect(found.length).toBeGreaterThan(1);
      expect(found.filter(({ broken }) => broken && broken !== "begunAnew")).toEqual([]);
    }
  });

  it("owns up to what it overwrote, and is compared again from its next chain record on", () => {
    const journal = journalOn(new SimulatedFlash({ pageBytes: 1024, pages: 4 }), 1, true);
    const add = (events: number) => {
      for (let n = 0; n < events; n++) {
        journal.append(entry(n));
        journal.prepare();
      }
      return drain(journal);
    };
    const proof = new JournalProof(new JournalChain(nodeCipher(), key));
    const found = [...findings(add(50), proof), ...findings(add(300), proof), ...findings(add(60), proof)];
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(({ broken }) => broken)).toEqual([]);
  });

  it("is told apart from another journal under its name", () => {
    const before = written(100);
    const after = written(20, new SimulatedFlash({ pageBytes: 1024, pages: 8 })).map((record) => ({ ...record, epoch: 2 }));
    expect(breaksIn([...before, ...after])).toEqual(["wentBack"]);
    const ahead = after.map((record) => ({ ...record, sequence: record.sequence + 500 }));
    expect(breaksIn([...before, ...ahead])).toEqual(["begunAnew"]);
  });
});

it("the hash is that of its definition, whatever the portions", () => {
  const own = new JournalChain(nodeCipher(), key);
  const records = Array.from({ length: 19 }, (_, i) => new Uint8Array(recordBytes).fill(i + 7));
  for (const record of records) own.add(record);
  const zeroed = records.map((record) => record.map((byte, i) => (i < 28 ? byte : 0)));
  let hash: Uint8Array = key;
  for (let at = 0; at < records.length; at += 8) {
    hash = createHash("sha256").update(concat([hash, ...zeroed.slice(at, at + 8)])).digest();
  }
  expect(Buffer.from(own.value()).equals(hash)).toBe(true);
  expect(own.count).toBe(19);
});
