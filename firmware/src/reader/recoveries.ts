import type { Clock } from "../hal/clock";
import type { Counts } from "../nfc/pn532";
import type { Recorder } from "./recorder";
import * as event from "../wire/event";
import * as record from "../wire/record";
import * as recovery from "../wire/recovery";

/** One kind is told at most this often, and half as often each time that it goes on. */
const pauseMs = 60000;
const pauseMaxMs = 86400000;

/** Tells of trouble with the front end that the reader has cured by itself: one record for one recovery, and no flood of them. */
export class Recoveries {
  private readonly clock: Clock;
  private readonly recorder: Recorder;
  private readonly counts: () => Counts | undefined;
  /** What was told of, by kind. Undefined until all was well once: however the front end came up at boot is no recovery. */
  private told: number[] | undefined;
  /** By kind: before this uptime no more of it, and how long that was; undefined: none of it yet. */
  private readonly quietUntilMs: number[];
  private readonly quietMs: number[];

  /** `counts`: undefined while the front end is not well. */
  constructor(clock: Clock, recorder: Recorder, counts: () => Counts | undefined) {
    this.clock = clock;
    this.recorder = recorder;
    this.counts = counts;
    this.told = undefined;
    this.quietUntilMs = [];
    this.quietMs = [];
  }

  /** To be called now and then. What it took last names the recovery; what is not told now is counted in the next. */
  tell(): void {
    const counts = this.counts();
    if (!counts) return;
    const taken = [counts.alertsMissed, counts.repeats, counts.aborts, counts.initialisations, counts.resets];
    const told = this.told || taken;
    let kind = recovery.reset;
    this.told = told;
    while (kind >= 0 && taken[kind]! <= told[kind]!) kind--;
    const nowMs = this.clock.uptimeMs();
    if (kind < 0 || nowMs < this.quietUntilMs[kind]!) return;
    const count = taken[kind]! - told[kind]!;
    this.told = taken;
    this.hush(kind, nowMs);
    this.recorder.event(record.system, event.frontEndRecovered, recovery.recoveryDetail(kind, count));
  }

  private hush(kind: number, nowMs: number): void {
    const lastMs = this.quietMs[kind]!;
    const goesOn = nowMs - this.quietUntilMs[kind]! < lastMs;
    this.quietMs[kind] = goesOn ? Math.min(lastMs * 2, pauseMaxMs) : pauseMs;
    this.quietUntilMs[kind] = nowMs + this.quietMs[kind]!;
  }
}
