import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import { airOf } from "../air/air-of";
import { header, isAir, traceFormat, traceVersion, type AirLine, type Trace } from "../trace";
import { ByteWriter } from "./byte-writer";
import { oddParity, parityWords, periodsInBit, periodsInUs } from "./carrier";
import { airFrameBytesMax, refuse } from "./refuse";

/*
 * A Proxmark3's binary trace: records without a header before them. Each is u32 start in carrier periods, u16 duration, u16
 * length with the high bit set for a card's frame, the frame, and a bit of parity for each of its bytes, high bit first: one byte of
 * them also where nothing but a start was heard. Of that no line is made.
 */
const recordHeadBytes = 8;
const fromCardBit = 0x8000;
const wrapAt = 2 ** 32;
/** A byte with its parity takes about this long; what takes less was a shorter frame. */
const wholeByteMax = 8.5 * periodsInBit;
/** Start and end of a frame add about this much. */
const startPeriods = 96;
const noteMore = (notes: string[]): { note?: string } => (notes.length > 0 ? { note: notes.join("; ") } : {});

/** A trace of the records. `now`: unix seconds of the file. Throws TRACE_RECORD where they do not add up, TRACE_NO_FRAMES where there are none. */
export function readProxmarkTrace(bytes: Uint8Array, now: number): Trace {
  const lines: AirLine[] = [];
  const clock = new PeriodClock();
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0, number = 1; at < bytes.length; number++) {
    if (at + recordHeadBytes > bytes.length) throw wrong(number, `breaks off after ${bytes.length - at} bytes`);
    const claimed = file.getUint16(at + 6, true);
    const length = claimed & ~fromCardBit;
    const end = at + recordHeadBytes + length + parityBytes(length);
    if (length > airFrameBytesMax) throw wrong(number, `says that its frame has ${length} bytes`);
    if (end > bytes.length) throw wrong(number, `says that its frame has ${length} bytes; the file ends before`);
    const frame = bytes.subarray(at + recordHeadBytes, at + recordHeadBytes + length);
    const parity = bytes.subarray(at + recordHeadBytes + length, end);
    const us = clock.us(file.getUint32(at, true));
    const bits = shortBits(length, file.getUint16(at + 4, true));
    at = end;
    if (length === 0) continue;
    lines.push({
      us,
      air: claimed & fromCardBit ? "in" : "out",
      bytes: toHex(frame),
      ...bits,
      ...(bits.bits ? {} : wrongParity(frame, parity)),
    });
  }
  if (lines.length === 0) throw refuse("TRACE_NO_FRAMES", "The file holds no record.");
  return {
    header: header.parse({
      format: traceFormat,
      version: traceVersion,
      host: "other",
      now,
      about: "Imported from a Proxmark3 trace",
    }),
    lines,
  };
}

const wrong = (number: number, what: string): Error => refuse("TRACE_RECORD", `Record ${number} ${what}.`);

/** Microseconds since the first record; the counter may wrap, and records that overlap keep their order. */
class PeriodClock {
  private first: number | undefined;
  private last = 0;

  us(periods: number): number {
    this.first ??= periods;
    const since = (periods - this.first + wrapAt) % wrapAt;
    /* A step of more than half the circle is one backwards. */
    const step = (since - (this.last % wrapAt) + wrapAt) % wrapAt;
    if (step < wrapAt / 2) this.last += step;
    return Math.round(this.last / periodsInUs);
  }
}

const parityBytes = (length: number): number => Math.max(1, Math.ceil(length / 8));

function shortBits(length: number, duration: number): { bits?: number } {
  if (length !== 1 || duration >= wholeByteMax) return {};
  return { bits: Math.min(7, Math.max(1, Math.ceil((duration - wholeByteMax) / periodsInBit) + 7)) };
}

function wrongParity(frame: Uint8Array, parity: Uint8Array): { note?: string } {
  const wrongBytes = [...frame.keys()].filter((i) => ((parity[i >> 3]! >> (7 - (i & 7))) & 1) !== oddParity(frame[i]!));
  return noteMore(wrongBytes.length > 0 ? [parityWords(wrongBytes.map((i) => i + 1))] : []);
}

/** The frames of the air as a Proxmark3 keeps them; notes, field and verdicts have no place there. Throws TRACE_NO_FRAMES. */
export function writeProxmarkTrace(trace: Trace): Uint8Array {
  const file = new ByteWriter();
  for (const line of airOf(trace).filter(isAir)) {
    const bytes = fromHex(line.bytes);
    const bitsSent = bytes.length * 9 - (line.bits ? 9 - line.bits : 0);
    file.u32(Math.round(line.us * periodsInUs) % wrapAt).u16(Math.min(0xffff, bitsSent * periodsInBit + startPeriods));
    file
      .u16(bytes.length | (line.air === "in" ? fromCardBit : 0))
      .bytes(bytes)
      .bytes(parityOf(bytes));
  }
  if (file.length === 0) throw refuse("TRACE_NO_FRAMES", "The trace holds nothing that was on the air.");
  return file.whole();
}

function parityOf(bytes: Uint8Array): Uint8Array {
  const parity = new Uint8Array(parityBytes(bytes.length));
  bytes.forEach((byte, i) => (parity[i >> 3]! |= oddParity(byte) << (7 - (i & 7))));
  return parity;
}
