import type { Bytes } from "../base/bytes";
import type { Bus, Parts } from "../hal/bus";
import type { Clock, Timer } from "../hal/clock";
import type { Native } from "../hal/native";
import { concat } from "../base/bytes";
import { pack } from "../base/pack";
import * as wire from "../wire/capture";
import * as message from "../wire/message";
import { Redactor } from "./redact";

/** More is not kept: the oldest goes, and is counted. */
const entriesMax = 64;
const bytesMax = 2048;
const secondsMax = 600;
/** In place of an order's number: what is kept goes to the cable (reader/cable), not to the backend. */
export const cableNumber = -1;
/** A poll that found nobody, as far as it is told apart from one that did: D5 4B 00 with its checksum and end. */
const nobodySum = 0xe0;

/** The run of bytes that `parts` are on the line. */
function joined(parts: Parts): Bytes {
  const runs: Bytes[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    runs.push(typeof part === "number" ? new Uint8Array([part]) : part);
  }
  return concat(runs);
}

export interface CaptureRoom {
  bus: Bus;
  clock: Clock;
  native: Native;
  /** Lets the front end's driver speak and listen on this bus from now on. */
  attach(bus: Bus): void;
  nextSequence(): number;
  /** Something is there to be sent. */
  ready(): void;
}

/**
 * What passes on the front end's line, kept for a while when the backend asks for it (docs/traces.md). While none runs, the
 * driver stands on the bus itself and nothing here is called.
 */
export class Capture {
  /** Of the capture that runs or waits to be sent; 0: none, cableNumber: the cable's. */
  number: number;
  /** The part to be sent next. */
  part: number;
  private readonly room: CaptureRoom;
  private redactor: Redactor | undefined;
  entries: Bytes[];
  size: number;
  /** Entries that went to make room. */
  lost: number;
  running: boolean;
  private startMs: number;
  private sequence: number;
  /** Entries before the last poll. */
  mark: number;
  private tapsLeft: number;
  cardThere: boolean;
  private timer: Timer | undefined;

  constructor(room: CaptureRoom) {
    this.room = room;
    this.redactor = undefined;
    this.entries = [];
    this.number = this.part = this.size = this.lost = this.startMs = this.sequence = this.mark = this.tapsLeft = 0;
    this.running = this.cardThere = false;
    this.timer = undefined;
  }

  /** Keeps what passes until `taps` cards came and went or `seconds` are over. False: that cannot be, or another is not done with. */
  startCapture(number: number, taps: number, seconds: number): boolean {
    if (!taps || !seconds || seconds > secondsMax || this.number) return false;
    const room = this.room;
    this.redactor = new Redactor();
    this.entries = [];
    this.number = number;
    this.part = this.size = this.lost = this.mark = 0;
    this.tapsLeft = taps;
    this.cardThere = false;
    this.running = true;
    this.startMs = room.clock.uptimeMs();
    this.sequence = room.nextSequence();
    this.timer = room.clock.after(seconds * 1000, () => this.stopCapture());
    /* First of all where the journal stands: verdicts from there on are this capture's. */
    this.put(wire.recorded, pack("u32", [this.sequence]));
    this.mark = 1;
    room.attach(this.bus());
    return true;
  }

  /** True when a part waits to be sent. */
  waiting(): boolean {
    return this.number > 0 && !this.running;
  }

  /** The part that is next, as wire/message has it; the same until it is acknowledged. */
  payload(nonce: Bytes): Bytes {
    const entries = this.entries;
    const parts = [nonce];
    let size = message.traceBytes;
    for (let i = 0; i < entries.length && size + entries[i]!.length <= message.upPayloadBytesMax; i++) {
      size += entries[i]!.length;
      parts.push(entries[i]!);
    }
    const last = parts.length > entries.length ? 1 : 0;
    parts[0] = pack(message.traceFormat, [nonce, this.number, this.part, last, this.lost]);
    return concat(parts);
  }

  /** The backend has that part for good. */
  acknowledge(part: number, nonce: Bytes): void {
    if (!this.waiting() || part !== this.part) return;
    const size = this.payload(nonce).length - message.traceBytes;
    let gone = 0;
    while (gone < size) gone += this.entries.shift()!.length;
    this.part++;
    if (!this.entries.length) this.number = 0;
  }

  private bus(): Bus {
    const below = this.room.bus;
    return {
      write: (parts: Parts) => {
        this.sent(joined(parts));
        below.write(parts);
      },
      wake: () => below.wake(),
      listen: (receive: (chunk: string) => void) => {
        below.listen((chunk: string) => {
          this.heard(this.room.native.bytes(chunk));
          receive(chunk);
        });
      },
    };
  }

  private sent(bytes: Bytes): void {
    this.noteRecords();
    if (bytes[6] === 0x4a) this.mark = this.entries.length;
    const kept = this.redactor!.sent(bytes);
    this.put(kept === bytes ? wire.sent : wire.sent | wire.redacted, kept);
  }

  private heard(bytes: Bytes): void {
    const kept = this.redactor!.heard(bytes);
    this.put(kept === bytes ? wire.heard : wire.heard | wire.redacted, kept);
    const end = bytes.length;
    const listed = bytes[end - 5] === 0xd5 && bytes[end - 4] === 0x4b && bytes[end - 2] === nobodySum;
    if (listed) this.nobody();
    else if (bytes[bytes.indexOf(0xd5) + 1] === 0x4b) this.cardThere = true;
  }

  /** Polls that find nobody are not worth their place; the one that ends a tap is kept. */
  private nobody(): void {
    if (this.cardThere) {
      this.cardThere = false;
      if (!--this.tapsLeft) this.stopCapture();
      return;
    }
    while (this.entries.length > this.mark) this.size -= this.entries.pop()!.length;
  }

  private noteRecords(): void {
    const next = this.room.nextSequence();
    if (next === this.sequence) return;
    this.sequence = next;
    this.put(wire.recorded, pack("u32", [next]));
  }

  private put(kind: number, bytes: Bytes): void {
    const us = Math.floor((this.room.clock.uptimeMs() - this.startMs) * 1000);
    const kept = bytes.length > wire.chunkBytesMax ? bytes.subarray(0, wire.chunkBytesMax) : bytes;
    const entry = concat([pack(wire.entryFormat, [us, kind, kept.length]), kept]);
    this.entries.push(entry);
    this.size += entry.length;
    while (this.entries.length > entriesMax || this.size > bytesMax) {
      this.size -= this.entries.shift()!.length;
      this.lost++;
      this.mark--;
    }
  }

  stopCapture(): void {
    if (!this.running) return;
    this.noteRecords();
    this.running = false;
    this.room.clock.cancel(this.timer);
    this.room.attach(this.room.bus);
    this.room.ready();
  }
}
