import type { Bytes } from "../../../firmware/src/base/bytes";
import { concat } from "../../../firmware/src/base/bytes";
import { messageMalformed, raise } from "../../../firmware/src/base/fault";
import { pack, unpack } from "../../../firmware/src/base/pack";
import * as wire from "../../../firmware/src/wire/message";
import { decodeRecords, recordBytes } from "../../../firmware/src/wire/record";
import type { Record as JournalRecord } from "../../../firmware/src/wire/record";

/** wire/message, sync: what a reader says of itself. */
export interface SyncStatus {
  nonce: Bytes;
  listVersion: number;
  removalsThrough: number;
  settingsVersion: number;
  commandDone: number;
  nextSequence: number;
  acknowledgedThrough: number;
  uptimeS: number;
  time: number;
  flags: number;
  recoveries: number;
  freeBlocks: number;
  firmware: number;
  /** Of a whole list on its way: the version it ends with, and the first word from which on it is still to come; 0 and 0: none. */
  target: number;
  place: number;
  /** Of the reader's table. */
  buckets: number;
}

export function decodeSync(payload: Bytes): SyncStatus {
  if (payload.length !== wire.syncBytes) raise(messageMalformed);
  const [nonce, ...rest] = unpack(wire.syncFormat, payload, 0);
  const n = rest as number[];
  return {
    nonce: nonce as Bytes,
    listVersion: n[0]!,
    removalsThrough: n[1]!,
    settingsVersion: n[2]!,
    commandDone: n[3]!,
    nextSequence: n[4]!,
    acknowledgedThrough: n[5]!,
    uptimeS: n[6]!,
    time: n[7]!,
    flags: n[8]!,
    recoveries: n[9]!,
    freeBlocks: n[10]!,
    firmware: n[11]!,
    target: n[12]!,
    place: n[13]!,
    buckets: n[14]!,
  };
}

/** Records must come in rising order, as a journal gives them; anything else is refused whole. */
export function decodeEvents(payload: Bytes): { nonce: Bytes; records: JournalRecord[] } {
  if (payload.length < wire.eventsBytes) raise(messageMalformed);
  const count = payload[wire.eventsBytes - 1]!;
  const right = count > 0 && count <= wire.eventsRecordsMax && payload.length === wire.eventsBytes + count * recordBytes;
  if (!right) raise(messageMalformed);
  const records = decodeRecords(payload, wire.eventsBytes, count);
  if (records.some(({ sequence }, i) => i > 0 && sequence <= records[i - 1]!.sequence)) raise(messageMalformed);
  return { nonce: payload.subarray(0, 8), records };
}

export function encodeNews(nonce: Bytes, nowMs: number, body: { kind: number; bytes: Bytes; more: boolean }): Bytes {
  const seconds = Math.floor(nowMs / 1000);
  const head = [nonce, seconds, Math.floor(nowMs - seconds * 1000), body.kind, body.more ? 1 : 0];
  return concat([pack(wire.newsFormat, head), body.bytes]);
}

export function encodeReceipt(nonce: Bytes, through: number): Bytes {
  return pack(wire.receiptFormat, [nonce, through]);
}

/** One part of a capture; `bytes`: entries of wire/capture. */
export interface CapturePart {
  nonce: Bytes;
  command: number;
  part: number;
  last: boolean;
  lost: number;
  bytes: Bytes;
}

export function decodeTrace(payload: Bytes): CapturePart {
  if (payload.length < wire.traceBytes) raise(messageMalformed);
  const [nonce, command, part, last, lost] = unpack(wire.traceFormat, payload, 0);
  const n = [command, part, last, lost] as number[];
  return { nonce: nonce as Bytes, command: n[0]!, part: n[1]!, last: n[2] === 1, lost: n[3]!, bytes: payload.slice(wire.traceBytes) };
}
