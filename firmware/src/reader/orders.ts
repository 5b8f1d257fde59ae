import type { Bytes } from "../base/bytes";
import type { Door } from "../door/door";
import type { Capture } from "./capture";
import type { Recorder } from "./recorder";
import type { Stores } from "./stores";
import type { WallClock } from "./wall-clock";
import { takesTraces } from "../sync/takes-traces";
import { refused } from "../store/pages";
import * as event from "../wire/event";
import * as message from "../wire/message";
import * as record from "../wire/record";

/** A clock that moved by less than this is not worth a record. */
const clockNewsS = 2;

export interface OrderRoom {
  stores: Stores;
  door: Door;
  wall: WallClock;
  recorder: Recorder;
  /** Undefined where no traces are taken. */
  capture: Capture | undefined;
}

/** What the backend may tell a reader to do, each only once the session has proven it genuine and fresh. */
export class Orders {
  private readonly room: OrderRoom;

  constructor(room: OrderRoom) {
    this.room = room;
  }

  settings(bytes: Bytes): void {
    const stores = this.room.stores;
    const settings = stores.settingsStore.save(bytes);
    stores.settings = settings;
    this.room.door.catchUp();
    this.room.recorder.event(record.system, event.settingsUpdated, settings.version);
  }

  /** The number is durable before the door moves: a command is never carried out twice, whatever the power does. */
  command(number: number, action: number, argument: number): void {
    const done = this.keeps(number) && this.obey(number, action, argument);
    /* A trace moves nothing at the door; the backend keeps who asked for it. */
    if (takesTraces && done && action === message.actionTrace) return;
    this.room.recorder.event(record.command, done ? event.unlockedByCommand : event.commandRefused, number);
  }

  private keeps(number: number): boolean {
    const state = this.room.stores.state;
    state.commandDone = number;
    try {
      state.save();
      return true;
    } catch (e) {
      return refused(e);
    }
  }

  private obey(number: number, action: number, argument: number): boolean {
    const door = this.room.door;
    if (action === message.actionUnlock) return door.unlock(argument);
    if (takesTraces && action === message.actionTrace) return this.room.capture!.startCapture(number, argument & 255, argument >>> 8);
    return action === message.actionMode && door.setMode(argument & 255, argument >>> 8);
  }

  clock(unixSeconds: number): void {
    const moved = this.room.wall.offer(unixSeconds);
    if (Math.abs(moved) >= clockNewsS) this.room.recorder.event(record.system, event.clockSet, unixSeconds);
  }

  listChanged(version: number): void {
    this.room.recorder.event(record.system, event.listUpdated, version);
  }
}
