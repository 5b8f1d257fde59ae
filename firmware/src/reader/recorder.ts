import type { Bytes } from "../base/bytes";
import type { Journal } from "../store/journal";
import type { Reading, WallClock } from "./wall-clock";
import type { Clock } from "../hal/clock";
import { codeOf } from "../base/fault";
import type { Entry } from "../wire/record";
import * as record from "../wire/record";

/** Writes what happened into the journal, dated as well as the reader can. */
export class Recorder {
  /** Records that could not be written since boot. */
  lost: number;
  /** Records on flash since boot. */
  kept: number;
  /** What kept the last record from flash; 0: nothing. */
  lastFault: number;
  private readonly journal: Journal;
  private readonly wall: WallClock;
  private readonly clock: Clock;
  private readonly door: () => number;
  private readonly written: () => void;

  constructor(journal: Journal, wall: WallClock, clock: Clock, hooks: { door: () => number; written: () => void }) {
    this.journal = journal;
    this.wall = wall;
    this.clock = clock;
    this.door = hooks.door;
    this.written = hooks.written;
    this.lost = this.kept = this.lastFault = 0;
  }

  /** A verdict on a tap, made at `when`. Returns whether it is on flash; the caller's policy decides what that means for the door. */
  tap(reason: number, granted: boolean, technology: number, token: Bytes | undefined, when: Reading): boolean {
    const flags = granted ? record.flagGranted : 0;
    return this.append({ type: record.tap, reason: reason, door: 0, technology: technology, flags: flags, time: 0, token: token, detail: 0 }, when);
  }

  /** Anything else: `type` of wire/record, `event` and `detail` of wire/event. */
  event(type: number, event: number, detail: number): boolean {
    return this.append({ type: type, reason: event, door: 0, technology: 0, flags: 0, time: 0, token: undefined, detail: detail }, this.wall.read());
  }

  private append(entry: Entry, when: Reading): boolean {
    entry.door = this.door();
    if (when.sure) entry.time = when.now;
    else {
      entry.time = Math.floor(this.clock.uptimeMs() / 1000);
      entry.flags |= record.flagClockUnsure;
    }
    try {
      this.journal.append(entry);
    } catch (e) {
      this.lost++;
      this.lastFault = codeOf(e);
      return false;
    }
    this.kept++;
    this.lastFault = 0;
    this.written();
    return true;
  }
}
