import type { Bytes } from "../base/bytes";
import type { Journal } from "../store/journal";
import type { WallClock } from "./wall-clock";
import type { Clock } from "../hal/clock";
import { codeOf } from "../base/fault";
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

  /** A verdict on a tap. Returns whether it is on flash; the caller's policy decides what that means for the door. */
  tap(reason: number, granted: boolean, technology: number, token: Bytes | undefined): boolean {
    return this.append(record.tap, reason, granted ? record.flagGranted : 0, { technology: technology, token: token, detail: 0 });
  }

  /** Anything else: `type` of wire/record, `event` and `detail` of wire/event. */
  event(type: number, event: number, detail: number): boolean {
    return this.append(type, event, 0, { technology: 0, token: undefined, detail: detail });
  }

  private append(
    type: number,
    reason: number,
    flags: number,
    what: { technology: number; token: Bytes | undefined; detail: number },
  ): boolean {
    const sure = this.wall.sure();
    try {
      this.journal.append({
        type: type,
        reason: reason,
        door: this.door(),
        technology: what.technology,
        flags: sure ? flags : flags | record.flagClockUnsure,
        time: sure ? this.wall.now() : Math.floor(this.clock.uptimeMs() / 1000),
        token: what.token,
        detail: what.detail,
      });
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
