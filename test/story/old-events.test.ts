import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import { paths } from "../../host-tools/api/paths";
import type { SiteRow } from "../../host-tools/api/directory";
import type { ReaderIdentity } from "../../host-tools/api/readers";
import { oldEvents } from "../../host-tools/backend/ingest/old-events";
import { Retention } from "../../host-tools/backend/retention";
import { BackendAtWork } from "../support/backend-at-work";
import { JournalBook } from "../support/journal-book";
import type { ModelReader } from "../support/model-reader";
import { tapOf } from "../support/model-reader";

/* A site keeps its events for as long as it says; what a reader may tell again, and what its journal is proven by, stays. */
const startMs = Date.UTC(2026, 9, 3);
const dayMs = 86_400_000;
let dir: string;
let at: BackendAtWork;
let identity: ReaderIdentity;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "latchkey-old-"));
  at = await BackendAtWork.start({ dataDir: dir, nowMs: () => startMs });
  ({ identity } = await at.reader("Lobby"));
});
afterEach(async () => {
  await at.stop();
  rmSync(dir, { recursive: true });
});

const keep = (keepEventsDays: number | null) => at.client.send<SiteRow>("PATCH", paths.site, { keepEventsDays });
const records = () => at.recordsOf(identity.readerId);
const taps = (count: number) => Array.from({ length: count }, () => tapOf(undefined));
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** The backend is started anew that many days later. */
async function later(days: number): Promise<void> {
  const { port } = at.backend;
  await at.stop();
  at = await BackendAtWork.start({ dataDir: dir, port, nowMs: () => startMs + days * dayMs });
}

/** Waits until the oldest record that is left has this number. */
async function oldestIs(sequence: number): Promise<void> {
  const untilMs = Date.now() + 10_000;
  while ((await records())[0] !== sequence && Date.now() < untilMs) await wait(20);
  expect((await records())[0]).toBe(sequence);
}

async function readerOn(epoch: number, nextSequence = 1): Promise<ModelReader> {
  const reader = await at.modelOf(identity, epoch);
  reader.nextSequence = nextSequence;
  await reader.sync();
  return reader;
}

test("events are kept for ever where nobody says otherwise, and none for less than a day", async () => {
  expect((await at.client.get<SiteRow>(paths.site)).keepEventsDays).toBeNull();
  const reader = await readerOn(1);
  for (const count of [32, 32, 6]) await reader.report(taps(count));
  await expect(keep(0)).rejects.toThrow("expected number to be >=1");
  const before = await records();
  await later(3_650);
  await wait(200);
  expect(await records()).toEqual(before);
});

test("what is older than the site wants goes, all but what its reader may tell again", async () => {
  const reader = await readerOn(1);
  for (const count of [32, 32, 20]) await reader.report(taps(count));
  await keep(30);
  await later(29);
  const same = await readerOn(2, 85);
  await same.report(taps(10));
  await wait(200);
  expect(await records()).toEqual(numbers(1, 94));
  await later(31);
  await oldestIs(31);
  /* The receipt for its last 32 was lost: they come again, and are known. */
  const again = await readerOn(2, 85);
  await again.report(taps(10), 85);
  expect(await records()).toEqual(numbers(31, 94));
});

test("what a reader tells again from far behind does not come back once it was forgotten, whatever boot it is in", async () => {
  const reader = await readerOn(1);
  for (let n = 0; n < 6; n++) await reader.report(taps(32));
  await reader.report(taps(8));
  await keep(30);
  await later(31);
  await oldestIs(137);
  /* A cut: flash knew of few of the receipts (docs/flash-format.md, section 4), so hundreds come again, written in the boot before. */
  const again = await readerOn(2, 201);
  for (let from = 33; from <= 169; from += 32) expect(await again.report(taps(32), from, 1)).toBe(from + 31);
  expect(await records()).toEqual(numbers(137, 200));
  await again.report(taps(3));
  expect(await records()).toEqual(numbers(137, 203));
  /* The same after the backend was started anew, and a journal that was erased begins below. */
  await later(32);
  await oldestIs(140);
  const erased = await readerOn(3);
  await erased.report(taps(32), 65, 1);
  await erased.report(taps(2), 1);
  expect(await records()).toEqual([...numbers(140, 203), 1, 2]);
});

test("a journal is proven by what it is proven by, however old that is", async () => {
  const first = await readerOn(3);
  const book = new JournalBook(first);
  await book.close();
  await book.taps(50);
  await book.close();
  await book.taps(75);
  await keep(1);
  await later(100);
  await oldestIs(52);
  const second = await readerOn(4, first.nextSequence);
  const goesOn = book.with(second);
  await goesOn.taps(9);
  await goesOn.close();
  await second.sync();
  const { journalProven, journalBreak } = await at.readerRow(identity.readerId);
  expect([journalProven?.sequence, journalBreak]).toEqual([137, null]);
});

test("of a reader that was removed nothing is kept but the newest event of all, whose number no other may get", async () => {
  await (await readerOn(1)).report(taps(20));
  await at.client.send("DELETE", `${paths.readers}/${identity.readerId}`, undefined);
  await keep(30);
  await later(31);
  const { store } = at.backend.services;
  const left = () => store.read.selectFrom("event").select("sequence").execute();
  for (const untilMs = Date.now() + 10_000; (await left()).length > 1 && Date.now() < untilMs; ) await wait(20);
  expect(await left()).toEqual([{ sequence: 20 }]);
});

test("while many are forgotten, a reader's events are taken as ever", async () => {
  const { store } = at.backend.services;
  await keep(1);
  const old = Math.floor(startMs / 1000) - 3 * 86_400;
  await store.change((trx) =>
    sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
      insert into event (reader, sequence, epoch, type, reason, door, technology, flags, at, received_at, detail)
      select 4000, i, 1, 1, 0, 1, 0, 0, ${old}, ${old}, 0 from n`.execute(trx),
  );
  const reader = await readerOn(1);
  let done = false;
  const forgotten = new Retention(at.backend.services, [oldEvents]).forget().then(() => (done = true));
  for (let n = 0; n < 5; n++) await reader.report(taps(1));
  expect([await records(), done]).toEqual([[1, 2, 3, 4, 5], false]);
  await forgotten;
  const { left } = await store.read.selectFrom("event").select((all) => all.fn.countAll<number>().as("left")).executeTakeFirstOrThrow();
  expect(left).toBe(5);
});
