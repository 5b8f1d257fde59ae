import type { Bytes } from "../base/bytes";
import { joined } from "../base/bytes";
import { pack } from "../base/pack";
import { eventsFormat, syncFormat } from "../wire/message";
import { recordBytes } from "../wire/record";
import type { ListToKeep, RecordsToSend, SyncStatus } from "./session";

/** Part of reader/capture: what was kept of the front end's line, part by part. */
export interface CaptureToSend {
  waiting(): boolean;
  payload(nonce: Bytes): Bytes;
  acknowledge(part: number, nonce: Bytes): void;
}

/** The payload of `sync`. */
export function encodeSync(nonce: Bytes, list: ListToKeep, removalsThrough: number, journal: RecordsToSend, s: SyncStatus): Bytes {
  return pack(syncFormat, [
    nonce, list.version, removalsThrough, s.settingsVersion, s.commandDone, journal.nextSequence, journal.acknowledgedThrough,
    s.uptimeS, s.time, s.flags, s.recoveries & 65535, s.freeBlocks & 65535, s.firmware,
    list.target(), list.place(), list.buckets,
  ]);
}

/** The payload of `events`: `records` of wire/record one after the other. */
export function encodeEvents(nonce: Bytes, records: Bytes): Bytes {
  return joined(pack(eventsFormat, [nonce, records.length / recordBytes]), records);
}
