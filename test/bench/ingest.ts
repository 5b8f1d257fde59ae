import { fromHex } from "../../firmware/src/base/bytes";
import type { Bytes } from "../../firmware/src/base/bytes";
import * as message from "../../firmware/src/wire/message";
import { uid } from "../../firmware/src/wire/technology";
import type { Backend } from "../../host-tools/backend/server";
import { BackendAtWork } from "../support/backend-at-work";
import type { ModelReader } from "../support/model-reader";
import { tapOf } from "../support/model-reader";

const readers = 1000;

interface Load {
  framesEach: number;
  recordsEach: number;
}

/**
 * Events a second that the backend takes durably: sealed frames go in as they come from the network, and the clock stops when
 * the last sealed receipt has come out. Every reader has one frame under way, as in the field; sealing on the reader's side and
 * the sockets are not counted.
 */
export async function ingestFigures(): Promise<Record<string, number>> {
  return {
    "ingest.single_per_s": await eventsPerSecond({ framesEach: 40, recordsEach: 1 }),
    "ingest.batched_per_s": await eventsPerSecond({ framesEach: 15, recordsEach: message.eventsRecordsMax }),
  };
}

async function eventsPerSecond(load: Load): Promise<number> {
  const at = await BackendAtWork.start();
  try {
    const crowd = await enrol(at);
    const total = readers * load.framesEach * load.recordsEach;
    const frames = crowd.map((reader) => framesOf(reader, load));
    const startedMs = performance.now();
    await Promise.all(frames.map((queue) => pump(at.backend, queue)));
    const seconds = (performance.now() - startedMs) / 1000;
    await assertStored(at, total);
    return Math.round(total / seconds);
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

function framesOf(reader: ModelReader, load: Load): Bytes[] {
  const entry = tapOf(reader.token(uid, fromHex("04a1b2c3d4e5f6")), { door: 1 });
  const batch = Array.from({ length: load.recordsEach }, () => entry);
  return Array.from({ length: load.framesEach }, (_, i) =>
    reader.frame(message.events, reader.eventsPayload(batch, 1 + i * load.recordsEach)),
  );
}

/** Sends the next frame when the one before is confirmed. */
function pump(backend: Backend, frames: Bytes[]): Promise<void> {
  return new Promise((done) => {
    let next = 0;
    const peer = { send: (): void => (next < frames.length ? void setImmediate(go) : done()) };
    const go = (): void => backend.services.gateway.receive(frames[next++]!, peer);
    go();
  });
}

async function assertStored(at: BackendAtWork, total: number): Promise<void> {
  const read = at.backend.services.store.read;
  const { stored } = await read
    .selectFrom("event")
    .select((all) => all.fn.countAll<number>().as("stored"))
    .executeTakeFirstOrThrow();
  if (stored !== total) throw new Error(`${stored} events stored, ${total} confirmed`);
}
