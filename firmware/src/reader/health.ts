import type { Door } from "../door/door";
import type { Signal } from "../door/signal";
import type { Clock } from "../hal/clock";
import type { Stores } from "./stores";
import type { Recoveries } from "./recoveries";
import type { Recorder } from "./recorder";
import type { WallClock } from "./wall-clock";
import { codeOf, flashFailed, grantsDamaged, journalFull, settingsDamaged } from "../base/fault";
import * as event from "../wire/event";
import * as message from "../wire/message";
import * as record from "../wire/record";

/** From this share of the journal (unacknowledged) and of the list on, the backend shows an alarm. */
const highPercent = 75;
/** How often the idle work is done: the door's times looked at, pages erased ahead, the list checked, the signals brought up to date. */
const choresMs = 500;
/** A journal that took nothing since boot, or a board that can do nothing, is given this long: the restart it would cause has just been tried. */
export const hopelessMs = 600000;

export interface HealthRoom {
  clock: Clock;
  stores: Stores;
  door: Door;
  wall: WallClock;
  signal: Signal;
  recorder: Recorder;
  recoveries: Recoveries;
}

/** How the reader is: told to the backend with every sync, shown by the light, and proven to the watchdog. */
export class Health {
  private readonly room: HealthRoom;
  private frontEndDown: boolean;
  private turnsSeen: number;
  private choresDone: number;
  private choresSeen: number;
  private shown: number;
  /** What the last idle work on flash failed with or found; 0: nothing. */
  private choreFault: number;

  constructor(room: HealthRoom) {
    this.room = room;
    this.frontEndDown = false;
    this.turnsSeen = -1;
    this.choresDone = 0;
    this.choresSeen = -1;
    this.shown = this.choreFault = 0;
  }

  /** Flash at once: the backend may mend a list sooner than the first chore, and what was wrong with it would never be told. */
  start(): void {
    this.tendFlash();
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
    const stores = this.room.stores;
    return (
      this.room.door.status() |
      (this.room.wall.sure() ? message.statusClockSure : 0) |
      (this.frontEndDown ? message.statusFrontEndDown : 0) |
      (stores.journal.fill() >= highPercent ? message.statusJournalHigh : 0) |
      (stores.journal.worn ? message.statusJournalWorn : 0) |
      (stores.grants.fill() >= highPercent ? message.statusListHigh : 0) |
      (stores.grants.damaged ? message.statusListDamaged : 0) |
      (stores.state.damaged ? message.statusStateDamaged : 0) |
      (this.isWorn() ? message.statusFlashWorn : 0)
    );
  }

  /** What is wrong with flash without any work having failed now, the gravest first. */
  private standing(): number {
    const stores = this.room.stores;
    if (stores.grants.damaged) return grantsDamaged;
    if (this.isWorn()) return flashFailed;
    return stores.settingsStore.damaged ? settingsDamaged : 0;
  }

  private isWorn(): boolean {
    const stores = this.room.stores;
    return stores.state.badPage > 0 || stores.settingsStore.worn || stores.grants.badPage > 0;
  }

  /** True when the poller (whose `turns` rise) and the timers both moved on since the last call, and the journal takes records. */
  progressed(turns: number): boolean {
    const moved = turns !== this.turnsSeen && this.choresDone !== this.choresSeen && this.journalWell();
    this.turnsSeen = turns;
    this.choresSeen = this.choresDone;
    return moved;
  }

  /** A full journal counts as well, and one that failed from the start for a while: a restart mends neither. */
  private journalWell(): boolean {
    const recorder = this.room.recorder;
    const lastFault = recorder.lastFault;
    return lastFault === journalFull || (recorder.kept ? !lastFault : this.room.clock.uptimeMs() < hopelessMs);
  }

  /** The next timer first: a fault in the chores must not end them. Counted last: what was not done proves nothing. */
  private chores(): void {
    this.room.clock.after(choresMs, () => this.chores());
    this.room.door.catchUp();
    this.show();
    this.room.recoveries.tell();
    this.tendFlash();
    this.choresDone++;
  }

  /** Pages erased ahead, the list checked; a journal that failed is tried again, which also says since when it works. */
  private tendFlash(): void {
    const recorder = this.room.recorder;
    let fault = 0;
    try {
      this.room.stores.journal.prepare();
      this.room.stores.grants.prepare();
    } catch (e) {
      fault = codeOf(e);
    }
    if (!fault) fault = this.standing();
    const news = fault !== this.choreFault ? fault : recorder.kept && recorder.lastFault !== journalFull ? recorder.lastFault : 0;
    this.choreFault = fault;
    if (news) recorder.event(record.system, event.faultSeen, news);
  }

  /** The light tells the worst that is true. */
  private show(): void {
    const held = (this.room.door.status() & (message.statusHeld | message.statusForced | message.statusLockFails)) !== 0;
    const worst = held ? 2 : this.frontEndDown || this.room.stores.grants.damaged ? 1 : 0;
    if (worst === this.shown) return;
    this.shown = worst;
    if (worst === 2) this.room.signal.held();
    else if (worst === 1) this.room.signal.trouble();
    else this.room.signal.idle();
  }
}
