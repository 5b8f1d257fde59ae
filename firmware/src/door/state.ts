import * as event from "../wire/event";
import type { Settings } from "../wire/settings";
import * as settings from "../wire/settings";

/** The relay is never energised longer than this at a stretch, unless the mode holds the door unlocked. */
export const pulseMsMax = 30000;
/** An opening this soon after the relay fell or the exit button was let go is still the permitted one. */
export const graceMs = 1000;
/** An exit input pressed longer than this is stuck: it excuses nothing more until it is let go. */
export const rexStuckMs = 60000;
/**
 * A reader cannot see its lock. A relay that welded leaves a door that opens to everyone, so what tells of it is a door that opens with
 * the relay idle and nothing to excuse it, again and again: so many times, each soon after the last. One such opening is a break-in,
 * and a door that stays open after a grant is held open: neither proves anything of the lock.
 */
export const unexcusedMax = 3;
export const unexcusedWithinMs = 900000;
/** Later than any uptime. */
const never = 1e15;

/* inputs of `next`: what happened at the door */
export const unlock = 1;
export const setMode = 2;
export const contact = 3;
export const rex = 4;
export const tamper = 5;
/** Time passed, or the settings changed. */
export const tick = 6;

/** A wire that is on when the door starts: for how long it has been, nobody knows. */
export const found = 2;

export interface DoorInput {
  kind: number;
  /** unlock: ms. setMode: the mode. contact, rex, tamper: 1 for open, pressed, case open, `found` if so at the start, else 0. */
  value: number;
  /** setMode: seconds, 0 until changed. */
  seconds: number;
}

export interface DoorAction {
  /** A number of wire/event. */
  event: number;
  detail: number;
}

/** All times are uptime in ms. */
export interface DoorState {
  /** In force. */
  mode: number;
  /** The settings' mode when last seen: a change of it ends what a command set. */
  settingsMode: number;
  modeUntil: number;
  /** The relay falls. */
  relayUntil: number;
  limited: boolean;
  /** An opening until then is no break-in. */
  excusedUntil: number;
  /** A grant waits for its opening; over at `excusedUntil`. */
  awaited: boolean;
  open: boolean;
  openedAt: number;
  heldAt: number;
  held: boolean;
  forced: boolean;
  /** Openings without excuse, each within `unexcusedWithinMs` of the last. */
  unexcused: number;
  unexcusedAt: number;
  rex: boolean;
  rexStuckAt: number;
  tamper: boolean;
  relay: boolean;
}

/** A door just powered on: relay idle, whatever it was before; nothing about a cut can open it. */
export function doorAtRest(mode: number): DoorState {
  return {
    mode, settingsMode: mode, modeUntil: never, relayUntil: 0, limited: false, excusedUntil: 0, awaited: false,
    open: false, openedAt: 0, heldAt: never, held: false, forced: false, unexcused: 0, unexcusedAt: 0,
    rex: false, rexStuckAt: never, tamper: false, relay: false,
  };
}

/** The mode holds the door unlocked for everyone. */
function free(s: DoorState): boolean {
  return s.mode === settings.unlocked || s.mode === settings.evacuate;
}

/**
 * Moves `s` on by one input at `nowMs` and returns what to record; `s.relay` is the level to drive.
 * No pin, no clock, no flash: the same inputs give the same door.
 */
export function next(s: DoorState, input: DoorInput, site: Settings, nowMs: number): DoorAction[] {
  const out: DoorAction[] = [];
  const on = input.value !== 0;
  if (input.kind === unlock) pulse(s, input.value, nowMs, true);
  else expire(s, site, nowMs, out);
  if (input.kind === setMode) {
    s.modeUntil = input.seconds ? nowMs + input.seconds * 1000 : never;
    enter(s, input.value, site, nowMs, out);
  } else if (input.kind === contact && on !== s.open) turned(s, on, site, nowMs, out);
  else if (input.kind === rex && on !== s.rex) exit(s, input.value, site, nowMs, out);
  else if (input.kind === tamper && on !== s.tamper) {
    s.tamper = on;
    out.push({ event: on ? event.tamperOpened : event.tamperClosed, detail: 0 });
  }
  s.relay = free(s) || nowMs < s.relayUntil;
  return out;
}

/** The input `unlock` by itself, for whoever stands at the door waits for it: nothing but the relay. */
export function letIn(s: DoorState, ms: number, nowMs: number): void {
  pulse(s, ms, nowMs, true);
  s.relay = nowMs < s.relayUntil || free(s);
}

/** The alarm of a lock that does not hold; it ends when there has been no such opening for `unexcusedWithinMs`. */
export function lockFails(s: DoorState): boolean {
  return s.unexcused >= unexcusedMax;
}

/** When `next` must be called again though nothing happened. */
export function dueAt(s: DoorState, nowMs: number): number {
  let due = Math.min(s.modeUntil, Math.min(s.heldAt, s.rexStuckAt));
  if (s.relayUntil > nowMs) due = Math.min(due, s.relayUntil);
  if (s.awaited) due = Math.min(due, s.excusedUntil);
  return due;
}

/** Everything whose time has come. */
function expire(s: DoorState, site: Settings, nowMs: number, out: DoorAction[]): void {
  if (site.mode !== s.settingsMode || nowMs >= s.modeUntil) {
    s.settingsMode = site.mode;
    s.modeUntil = never;
    enter(s, site.mode, site, nowMs, out);
  }
  if (s.limited && nowMs >= s.relayUntil) {
    s.limited = false;
    out.push({ event: event.relockedLimit, detail: 0 });
  }
  if (s.awaited && nowMs >= s.excusedUntil) {
    s.awaited = false;
    out.push({ event: event.notOpened, detail: 0 });
  }
  if (s.unexcused && nowMs >= s.unexcusedAt + unexcusedWithinMs) s.unexcused = 0;
  if (nowMs >= s.heldAt) {
    s.heldAt = never;
    s.held = true;
    out.push({ event: event.heldOpen, detail: openSeconds(s, nowMs) });
  }
  if (nowMs >= s.rexStuckAt) {
    s.rexStuckAt = never;
    out.push({ event: event.rexStuck, detail: 0 });
  }
}

/**
 * Energises the relay; a later unlock prolongs an earlier one and never cuts it short.
 * `awaited`: someone was let in, which a lockdown forbids whoever orders it; false for a request to exit.
 */
function pulse(s: DoorState, ms: number, nowMs: number, awaited: boolean): void {
  if (s.mode !== settings.normal && (free(s) || (awaited && s.mode === settings.lockdown))) return;
  if (!(ms > 0)) return;
  const until = nowMs + Math.min(ms, pulseMsMax);
  if (until > s.relayUntil) {
    s.relayUntil = until;
    s.limited = ms > pulseMsMax;
  }
  s.excusedUntil = Math.max(s.excusedUntil, s.relayUntil + graceMs);
  if (awaited && !s.open) s.awaited = true;
}

function enter(s: DoorState, mode: number, site: Settings, nowMs: number, out: DoorAction[]): void {
  if (mode === s.mode) return;
  const wasFree = free(s);
  s.mode = mode;
  out.push({ event: event.modeChanged, detail: mode });
  if (mode !== settings.normal) {
    s.relayUntil = 0;
    s.limited = s.awaited = false;
    s.excusedUntil = Math.min(s.excusedUntil, nowMs + graceMs);
  }
  if (wasFree) s.excusedUntil = nowMs + graceMs;
  if (free(s)) endHeld(s, nowMs, out);
  else if (wasFree && s.open) s.heldAt = heldDue(site, nowMs);
}

function turned(s: DoorState, open: boolean, site: Settings, nowMs: number, out: DoorAction[]): void {
  s.open = open;
  if (open) {
    const excused = free(s) || nowMs < s.excusedUntil || (s.rex && s.rexStuckAt !== never);
    s.forced = !excused;
    s.awaited = false;
    s.openedAt = nowMs;
    if (!free(s)) s.heldAt = heldDue(site, nowMs);
    out.push({ event: excused ? event.opened : event.forcedOpen, detail: 0 });
    if (!excused) unexcused(s, nowMs, out);
    return;
  }
  endHeld(s, nowMs, out);
  s.forced = false;
  out.push({ event: event.closed, detail: openSeconds(s, nowMs) });
}

/** Told once for each run of them. */
function unexcused(s: DoorState, nowMs: number, out: DoorAction[]): void {
  s.unexcusedAt = nowMs;
  if (++s.unexcused === unexcusedMax) out.push({ event: event.lockNotHolding, detail: unexcusedMax });
}

/**
 * A request to exit works in every mode, lockdown included: what keeps people out must not keep them in. A button found pressed is no
 * request: one that sticks would open the door at every start. Whoever presses while the power returns presses again.
 */
function exit(s: DoorState, pressed: number, site: Settings, nowMs: number, out: DoorAction[]): void {
  s.rex = pressed !== 0;
  if (!pressed) {
    if (s.rexStuckAt !== never) s.excusedUntil = Math.max(s.excusedUntil, nowMs + graceMs);
    s.rexStuckAt = never;
    return;
  }
  s.rexStuckAt = nowMs + rexStuckMs;
  if (pressed === found) return;
  s.excusedUntil = Math.max(s.excusedUntil, nowMs + site.unlockMs + graceMs);
  if (site.policies & settings.policyRexUnlocks) pulse(s, site.unlockMs, nowMs, false);
  out.push({ event: event.rexPressed, detail: 0 });
}

function endHeld(s: DoorState, nowMs: number, out: DoorAction[]): void {
  s.heldAt = never;
  if (s.held) out.push({ event: event.heldEnded, detail: openSeconds(s, nowMs) });
  s.held = false;
}

function heldDue(site: Settings, nowMs: number): number {
  return site.heldOpenS ? nowMs + site.heldOpenS * 1000 : never;
}

function openSeconds(s: DoorState, nowMs: number): number {
  return Math.floor((nowMs - s.openedAt) / 1000);
}
