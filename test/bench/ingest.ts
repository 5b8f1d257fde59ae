import { monitorEventLoopDelay } from "node:perf_hooks";
import { fromHex } from "../../firmware/src/base/bytes";
import type { Bytes } from "../../firmware/src/base/bytes";
import { shapeOf } from "../../firmware/src/store/journal-page";
import * as message from "../../firmware/src/wire/message";
import { tap, type Entry } from "../../firmware/src/wire/record";
import { uid } from "../../firmware/src/wire/technology";
import { BackendAtWork } from "../support/backend-at-work";
import { ChainedEntries } from "../support/journal-book";
import type { ModelReader } from "../support/model-reader";
import { tapOf } from "../support/model-reader";

const readers = 1000;
/** Of a page of an ESP32's journal, one of them for the chain record. */
const { slots } = shapeOf({ pageBytes: 4096 });

interface Load {
  framesEach: number;
  recordsEach: number;
}

interface Taken {
  perSecond: number;
  /** Processor time of the whole process for an event, in microseconds. */
  processorUs: number;
  /** For how long nothing else had its turn at most. */
  blockedMs: number;
}

/**
 * Events a second that the backend takes durably: sealed frames go in as they come from the network, and the clock stops when
 * the last sealed receipt has come out and what the records prove is stored as well. Every reader has one frame under way, as in the field; sealing on
 * the reader's side and the sockets are not counted. Journals hold a chain record in each page, as those of readers do; only the others count as events.
 */
export async function ingestFigures(): Promise<Record<string, number>> {
  const single = await taken({ framesEach: 40, recordsEach: 1 });
  const batched = await taken({ framesEach: 16, recordsEach: message.eventsRecordsMax });
  return {
    "ingest.single_per_s": Math.round(single.perSecond),
    "ingest.single_processor_us": single.processorUs,
    "ingest.batched_per_s": Math.round(batched.perSecond),
    "ingest.batched_processor_us": batched.processorUs,
    "ingest.blocked_ms": batched.blockedMs,
  };
}

async function taken(load: Load): Promise<Taken> {
  const at = await BackendAtWork.start();
  try {
    const crowd = await enrol(at);
    const queues = crowd.map((reader) => framesOf(reader, load));
    const blocked = monitorEventLoopDelay({ resolution: 1 });
    blocked.enable();
    const [startedMs, processor] = [performance.now(), process.cpuUsage()];
    await deliver(at, queues);
    const seconds = (performance.now() - startedMs) / 1000;
    const { user, system } = process.cpuUsage(processor);
    blocked.disable();
    const events = await eventsStored(at, readers * load.framesEach * load.recordsEach);
    return { perSecond: events / seconds, processorUs: Math.round(((user + system) / events) * 10) / 10, blockedMs: Math.round(blocked.max / 1e6) };
  } finally {
    await at.stop();
  }
}

/** Readers at one door with a known card each, so that names are looked up as in the field. */
async function enrol(at: BackendAtWork): Promise<ModelReader[]> {
  const door = await at.door("Gate");
  const level = await at.level("Staff", [door.id]);
  const person = await at.person("Kim", [level.id]);
  await at.card(person.id, "04a1b2c3d4e5f6");
  const crowd: ModelReader[] = [];
  for (let i = 0; i < readers; i++) crowd.push(await at.reader("Gate"));
  await Promise.all(crowd.map((reader) => reader.sync()));
  return crowd;
}

function framesOf(reader: ModelReader, { framesEach, recordsEach }: Load): Bytes[] {
  const journal = journalOf(reader, framesEach * recordsEach);
  return Array.from({ length: framesEach }, (_, i) => {
    const batch = journal.slice(i * recordsEach, (i + 1) * recordsEach);
    return reader.frame(message.events, reader.eventsPayload(batch, 1 + i * recordsEach));
  });
}

/** Taps, and the chain record of each page as soon as it was begun. */
function journalOf(reader: ModelReader, records: number): Entry[] {
  const entry = tapOf(reader.token(uid, fromHex("04a1b2c3d4e5f6")), { door: 1 });
  const chained = new ChainedEntries(reader.identity.deviceKey);
  return Array.from({ length: records }, (_, i) => {
    const next = i % slots === 0 ? chained.closing() : entry;
    chained.add(next, i + 1, reader.epoch);
    return next;
  });
}

/** Datagrams that a socket hands on in one turn of the event loop (libuv). */
const perTurn = 32;

/** Each reader's next frame once the one before is confirmed, and of all that wait as many in a turn as a socket hands on. */
async function deliver(at: BackendAtWork, queues: Bytes[][]): Promise<void> {
  const { gateway, queue } = at.backend.services;
  const ready = queues.map((frames) => ({ frames, next: 0 }));
  let open = queues.length;
  while (open > 0) {
    for (const from of ready.splice(0, perTurn)) {
      const send = (): void => void (from.next < from.frames.length ? ready.push(from) : open--);
      gateway.receive(from.frames[from.next++]!, { send });
    }
    await new Promise((next) => setImmediate(next));
  }
  await queue.idle();
}

/** How many of `records` were taps; every journal has to be found whole. */
async function eventsStored(at: BackendAtWork, records: number): Promise<number> {
  const { read } = at.backend.services.store;
  const stored = await read.selectFrom("event").select("type").select((all) => all.fn.countAll<number>().as("count")).groupBy("type").execute();
  const sum = stored.reduce((total, { count }) => total + count, 0);
  if (sum !== records) throw new Error(`${sum} records stored, ${records} confirmed`);
  const begun = await read.selectFrom("reader").select("num").where("chain_sequence", "is not", null).where("break_at", "is", null).execute();
  if (begun.length !== readers) throw new Error(`only ${begun.length} of ${readers} journals are followed without a contradiction`);
  return stored.find(({ type }) => type === tap)!.count;
}
