import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concat } from "../../../../firmware/src/base/bytes";
import { pack } from "../../../../firmware/src/base/pack";
import * as message from "../../../../firmware/src/wire/message";
import { encodeRecord, recordBytes } from "../../../../firmware/src/wire/record";
import { makeBackup } from "../../../../host-tools/backend/backup/make-backup";
import { restoreBackup } from "../../../../host-tools/backend/backup/restore";
import { BackendAtWork } from "../../../support/backend-at-work";
import { JournalBook } from "../../../support/journal-book";
import type { ModelReader } from "../../../support/model-reader";
import { tapOf } from "../../../support/model-reader";

let dir: string;
let dataDir: string;
let at: BackendAtWork;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "latchkey-"));
  dataDir = join(dir, "data");
  at = await BackendAtWork.start({ dataDir });
});
afterEach(async () => {
  await at.stop();
  rmSync(dir, { recursive: true });
});

const nowMs = 1_790_000_000_000;
const path = () => join(dir, "site.latchkey");

/** Onto a machine that knows nothing but the backup. */
async function restored(): Promise<void> {
  const { port } = at.backend;
  await at.stop();
  rmSync(dataDir, { recursive: true });
  await restoreBackup({ dataDir, path: path(), nowMs });
  at = await BackendAtWork.start({ dataDir, port });
}

/** The records of an earlier boot, as they lie on its flash. */
function tellAgain(reader: ModelReader, { from, count, epoch }: { from: number; count: number; epoch: number }) {
  const records = Array.from({ length: count }, (_, i) => {
    const record = new Uint8Array(recordBytes);
    encodeRecord(record, tapOf(undefined), from + i, epoch);
    return record;
  });
  return reader.ask(message.events, concat([pack(message.eventsFormat, [reader.nonce, count]), ...records]));
}

test("a reader that tells again of a boot since the backup, which was confirmed and whose mark a cut took, is not accused of numbers that come again", async () => {
  const first = await at.reader("Lobby");
  await first.sync();
  const book = new JournalBook(first);
  await book.close();
  await book.taps(4);
  makeBackup({ dataDir, path: path(), program: "0.0.0", nowMs });
  const second = await at.modelOf(first.identity, 2);
  Object.assign(second, { nextSequence: 6, acknowledged: 5 });
  await second.sync();
  await second.report([tapOf(undefined), tapOf(undefined), tapOf(undefined)]);

  await restored();
  const goesOn = await at.modelOf(first.identity, 2);
  Object.assign(goesOn, { counter: second.counter, nextSequence: 9, acknowledged: 8 });
  await goesOn.sync();
  const third = await at.modelOf(first.identity, 3);
  Object.assign(third, { nextSequence: 9, acknowledged: 5 });
  await third.sync();
  await tellAgain(third, { from: 6, count: 3, epoch: 2 });
  const { journalBreak } = await at.readerRow(first.identity.readerId);
  expect([journalBreak, await at.recordsOf(first.identity.readerId)]).toEqual([null, [1, 2, 3, 4, 5, 8, 6, 7, 8]]);
});
