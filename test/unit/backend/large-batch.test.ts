import type { Record as JournalRecord } from "../../../firmware/src/wire/record";
import { BackendAtWork } from "../../support/backend-at-work";
import { tapOf } from "../../support/model-reader";

/* As full as frames can be, and many of them: what comes when everybody is back at once. */
const [frames, recordsEach] = [2000, 32];

let at: BackendAtWork;
beforeEach(async () => void (at = await BackendAtWork.start()));
afterEach(() => at.stop());

const recordsOf = (frame: number): JournalRecord[] =>
  Array.from({ length: recordsEach }, (_, i) => ({ ...tapOf(undefined), sequence: 1 + frame * recordsEach + i, epoch: 1, crc: 0 }));

async function stored(): Promise<number> {
  const { read } = at.backend.services.store;
  return (await read.selectFrom("event").select((all) => all.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count;
}

test("while it is written everything else has its turn, and nobody is answered before it is on disk", async () => {
  await at.reader("Lobby");
  const { queue, contacts } = at.backend.services;
  const [contact] = contacts.all();
  let answered = 0;
  for (let frame = 0; frame < frames; frame++) queue.add({ contact: contact!, epoch: 1, records: recordsOf(frame), durable: () => answered++ });
  let done = false;
  void queue.idle().then(() => (done = true));
  const seen: { answered: number; stored: number }[] = [];
  while (!done) {
    await new Promise((next) => setImmediate(next));
    seen.push({ answered, stored: await stored() });
  }
  expect(seen.at(-1)).toEqual({ answered: frames, stored: frames * recordsEach });
  expect(seen.filter((turn) => turn.answered * recordsEach > turn.stored)).toEqual([]);
  /* Others had their turn while nothing of it was to be seen yet, between receipts, and while what it proves was looked at. */
  expect(seen.filter((turn) => turn.stored === 0).length).toBeGreaterThan(10);
  expect(seen.filter((turn) => turn.answered > 0 && turn.answered < frames).length).toBeGreaterThan(60);
  expect(seen.filter((turn) => turn.answered === frames).length).toBeGreaterThan(10);
});
