import type { Clock, Timer } from "../hal/clock";
import type { InputPin, OutputPin } from "../hal/pin";
import { statusDoorOpen, statusForced, statusHeld, statusLockFails, statusTamper, statusUnlocked } from "../wire/message";
import type { Settings } from "../wire/settings";
import { evacuate } from "../wire/settings";
import { debounce } from "./debounce";
import type { DoorState } from "./state";
import * as state from "./state";

/** Timers are never set further ahead: a mode may last months, which no board's timer holds. */
const waitMsMax = 3600000;

export interface DoorOptions {
  clock: Clock;
  relay: OutputPin;
  /** Undefined where nothing is wired. */
  contact: InputPin | undefined;
  rex: InputPin | undefined;
  tamper: InputPin | undefined;
  /** Journals a number of wire/event; called after the relay was driven. */
  record: (event: number, detail: number) => void;
  settings: () => Settings;
}

/** The wires of one door, driven by door/state. */
export class Door {
  private readonly options: DoorOptions;
  private readonly state: DoorState;
  private timer: Timer | undefined;

  constructor(options: DoorOptions) {
    options.relay.set(false);
    this.options = options;
    this.state = state.doorAtRest(options.settings().mode);
    this.timer = undefined;
  }

  /** From here on the wires are watched. A door found open is told as opened, a mode that unlocks takes effect; an exit button found pressed opens nothing. */
  start(): void {
    const wires = this.options;
    this.state.excusedUntil = this.options.clock.uptimeMs() + 1;
    this.watch(state.contact, wires.contact);
    this.watch(state.rex, wires.rex);
    this.watch(state.tamper, wires.tamper);
    this.catchUp();
  }

  /** Pulses the relay for `ms`, at most 30 s. False when the mode forbids it: the door stays as it is. */
  unlock(ms: number): boolean {
    const s = this.state;
    const was = s.relay;
    const nowMs = this.options.clock.uptimeMs();
    state.letIn(s, ms, nowMs);
    this.drive(was, nowMs);
    return s.relay;
  }

  /** `mode` of wire/settings, for `seconds` (0: until changed by command or settings). False: no such mode. */
  setMode(mode: number, seconds: number): boolean {
    if (mode > evacuate) return false;
    this.step(state.setMode, mode, seconds);
    return true;
  }

  /** To be called after new settings, and now and then: then no lost timer holds a door open. */
  catchUp(): void {
    this.step(state.tick, 0, 0);
  }

  modeInForce(): number {
    if (this.options.settings().mode !== this.state.settingsMode) this.catchUp();
    return this.state.mode;
  }

  /** The door's part of the status flags of wire/message. */
  status(): number {
    const s = this.state;
    return (
      (s.open ? statusDoorOpen : 0) |
      (s.relay ? statusUnlocked : 0) |
      (s.forced ? statusForced : 0) |
      (s.held ? statusHeld : 0) |
      (s.tamper ? statusTamper : 0) |
      (state.lockFails(s) ? statusLockFails : 0)
    );
  }

  private watch(kind: number, pin: InputPin | undefined): void {
    if (!pin) return;
    debounce(this.options.clock, pin, (on) => this.step(kind, on ? 1 : 0, 0));
    if (pin.get()) this.step(kind, state.found, 0);
  }

  /** Relay first, then the next timer, then the journal: no trouble with flash can hold a door open. */
  private step(kind: number, value: number, seconds: number): void {
    const was = this.state.relay;
    const nowMs = this.options.clock.uptimeMs();
    const actions = state.next(this.state, { kind, value, seconds }, this.options.settings(), nowMs);
    this.drive(was, nowMs);
    for (let i = 0; i < actions.length; i++) this.options.record(actions[i]!.event, actions[i]!.detail);
  }

  private drive(was: boolean, nowMs: number): void {
    const on = this.state.relay;
    if (on !== was) this.options.relay.set(on);
    this.wait(nowMs);
  }

  private wait(nowMs: number): void {
    this.options.clock.cancel(this.timer);
    this.timer = undefined;
    const waitMs = state.dueAt(this.state, nowMs) - nowMs;
    if (waitMs > waitMsMax * 1000000) return;
    this.timer = this.options.clock.after(Math.max(0, Math.min(waitMs, waitMsMax)), () => {
      this.timer = undefined;
      this.catchUp();
    });
  }
}
