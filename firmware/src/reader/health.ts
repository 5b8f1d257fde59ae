import type { Door } from "../door/door";
import type { Signal } from "../door/signal";
import type { Clock } from "../hal/clock";
import type { Grants } from "../store/grants";
import type { Journal } from "../store/journal";
import type { Recorder } from "./recorder";
import type { WallClock } from "./wall-clock";
import * as event from "../wire/event";
import * as message from "../wire/message";
import * as record from "../wire/record";

/** From this share of unacknowledged records on, the backend shows an alarm. */
const journalHighPercent = 75;
/** How often the idle work is done: the door's times looked at, pages erased ahead, the list checked, the signals brought up to date. */
const choresMs = 500;

export interface HealthRoom {
  clock: Clock;
  journal: Journal;
  grants: Grants;
  door: Door;
  wall: WallClock;
  signal: Signal;
  recorder: Recorder;
}

/** How the reader is: told to the backend with every sync, shown by the light, and proven to the watchdog. */
export class Health {
  private readonly room: HealthRoom;
  private frontEndDown: boolean;
  private turnsSeen: number;
  private choresDone: number;
  private choresSeen: number;
  private shown: number;

  constructor(room: HealthRoom) {
    this.room = room;
    this.frontEndDown = false;
    this.turnsSeen = -1;
    this.choresDone = 0;
    this.choresSeen = -1;
    this.shown = 0;
  }

  start(): void {
    this.room.clock.after(choresMs, () => this.chores());
  }

  frontEndLost(fault: number): void {
    this.frontEndDown = true;
    this.room.recorder.event(record.system, event.frontEndLost, fault);
    this.show();
  }

  frontEndBack(): void {
    this.frontEndDown = false;
    this.room.recorder.event(record.system, event.frontEndBack, 0);
    this.show();
  }

  /** Status flags of wire/message. */
  flags(): number {
    return (
      this.room.door.status() |
      (this.room.wall.sure() ? message.statusClockSure : 0) |
      (this.frontEndDown ? message.statusFrontEndDown : 0) |
      (this.room.journal.fill() >= journalHighPercent ? message.statusJournalHigh : 0)
    );
  }

  /** True when the poller (whose `turns` rise) and the timers both moved on since the last call. */
  progressed(turns: number): boolean {
    const moved = turns !== this.turnsSeen && this.choresDone !== this.choresSeen;
    this.turnsSeen = turns;
    this.choresSeen = this.choresDone;
    return moved;
  }

  /** Timers first: a fault in the chores must not end them. */
  private chores(): void {
    this.choresDone++;
    this.room.clock.after(choresMs, () => this.chores());
    this.room.door.catchUp();
    this.show();
    this.room.journal.prepare();
    this.room.grants.prepare();
  }

  /** The light tells the worst that is true. */
  private show(): void {
    const held = (this.room.door.status() & (message.statusHeld | message.statusForced)) !== 0;
    const worst = held ? 2 : this.frontEndDown || this.room.grants.damaged ? 1 : 0;
    if (worst === this.shown) return;
    this.shown = worst;
    if (worst === 2) this.room.signal.held();
    else if (worst === 1) this.room.signal.trouble();
    else this.room.signal.idle();
  }
}
