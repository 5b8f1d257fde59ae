import { messageMalformed, raise } from "../../firmware/src/base/fault";
import { u32At, unpack } from "../../firmware/src/base/pack";
import * as wire from "../../firmware/src/wire/capture";
import { Recorder } from "./recorder";
import type { FrameLine } from "./trace";

/** Where the journal's next sequence had risen to that. */
export interface RecordMark {
  us: number;
  nextSequence: number;
}

export type CapturedLine = FrameLine | RecordMark;
export const isMark = (line: CapturedLine): line is RecordMark => "nextSequence" in line;

export const redactedNote = "redacted at capture";
const answerCodes = [0xd4, 0xd5];

/** The entries of a reader's capture (wire/capture), put together from its parts, as lines. Throws { fault: messageMalformed }. */
export function capturedLines(bytes: Uint8Array): CapturedLine[] {
  const lines: CapturedLine[] = [];
  let us = 0;
  let note: { note?: string } = {};
  const recorder = new Recorder(
    () => us,
    (line) => lines.push({ ...(line as FrameLine), ...note }),
  );
  for (const entry of entriesOf(bytes)) {
    us = Math.max(us, entry.us);
    if (entry.kind === wire.recorded) lines.push({ us, nextSequence: u32At(entry.bytes, 0) });
    else {
      const redacted = (entry.kind & wire.redacted) !== 0;
      note = redacted ? { note: redactedNote } : {};
      const whole = redacted ? refitted(entry.bytes) : entry.bytes;
      if ((entry.kind & ~wire.redacted) === wire.sent) recorder.sent(whole);
      else recorder.received(whole);
    }
  }
  recorder.finish();
  return lines;
}

interface Entry {
  us: number;
  kind: number;
  bytes: Uint8Array;
}

function entriesOf(bytes: Uint8Array): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + wire.entryBytes > bytes.length) raise(messageMalformed);
    const [us, kind, length] = unpack(wire.entryFormat, bytes, at) as number[];
    const end = at + wire.entryBytes + length!;
    const known = (kind! & ~wire.redacted) <= wire.heard || (kind === wire.recorded && length === 4);
    if (end > bytes.length || length! > wire.chunkBytesMax || !known) raise(messageMalformed);
    entries.push({ us: us!, kind: kind!, bytes: bytes.slice(at + wire.entryBytes, end) });
    at = end;
  }
  return entries;
}

/** A blanked frame gets the checksum of what is left of it: it was whole when it passed. */
function refitted(bytes: Uint8Array): Uint8Array {
  const fitted = bytes.slice();
  for (const at of [5, 11]) {
    const length = bytes[at - 2]!;
    const isFrame = bytes[at - 3] === 0xff && answerCodes.includes(bytes[at]!) && at + length < bytes.length;
    if (isFrame) fitted[at + length] = -bytes.subarray(at, at + length).reduce((sum, byte) => sum + byte, 0) & 0xff;
  }
  return fitted;
}
