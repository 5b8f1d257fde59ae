import type { Bytes } from "../base/bytes";
import type { Candidate } from "../credential/identify";
import type { Burst, Entry } from "../credential/keypad";
import type { Signal } from "../door/signal";
import type { Clock, Timer } from "../hal/clock";
import type { Keypad } from "../hal/keypad";
import type { Native } from "../hal/native";
import type { State } from "../store/state";
import type { Grant } from "../wire/grant";
import type { Lockouts } from "../access/lockouts";
import { clearTries, countTry, isBarred, lockoutsOf } from "../access/lockouts";
import { readTries, saveTries } from "../store/tries";
import * as reason from "../access/reason";
import { again, burstEnd, burstGapMs, ended, newBurst, noKey, press, pulse } from "../credential/keypad";
import { pinBytes, pinLabel } from "../wire/card-profile";

/** When a PIN is wanted, and for each key, whichever it is: a short tone, then green blinks until something else is shown (door/signal). */
const pinPattern = "52041404140414041404140414041404*";
/** A key came garbled, so all are wanted again: two short red tones before it. */
const againPattern = "62026202" + pinPattern;
/** For the first key and between two. */
const keyMs = 10000;
/** For all of them. */
const entryMs = 30000;

export interface PinRoom {
  clock: Clock;
  native: Native;
  state: State;
  signal: Signal;
}

/** What the answer is told to (reader/taps). */
export interface PinTaps {
  /**
   * What the list holds for `candidate`, looked for once. A lease stands in for a line of the list where there is none; a list
   * that was never whole, or is not any more, cannot say that it was not taken back.
   */
  known(candidate: Candidate): Grant | undefined;
  /** `asked`: its PIN was right. */
  decide(best: Candidate, asked: boolean): void;
  conclude(why: number, unlockMs: number, technology: number, token: Bytes | undefined): void;
}

/** Somebody who is to type. */
interface Asked extends Entry {
  best: Candidate;
  taps: PinTaps;
  burst: Burst;
  untilMs: number;
  /** He takes too long. */
  late: Timer | undefined;
  /** The burst is over. */
  quiet: Timer | undefined;
}

/** Asks for the PIN of a card that has proved itself and checks it by what lies on that card. Nobody looks at the keypad at other times. */
export class Pins {
  private readonly room: PinRoom;
  private readonly keypad: Keypad;
  private readonly lockouts: Lockouts;
  private asked: Asked | undefined;

  constructor(room: PinRoom, keypad: Keypad) {
    this.room = room;
    this.keypad = keypad;
    this.lockouts = lockoutsOf(readTries(room.state));
    this.asked = undefined;
  }

  /** Tells `taps` once, at once or later, how it ended; the same card held up again while it is asked changes nothing. */
  askPin(best: Candidate, taps: PinTaps): void {
    const room = this.room;
    const nowMs = room.clock.uptimeMs();
    if (this.asked && room.native.same(this.asked.best.token!, best.token!)) return;
    this.dropPin();
    const why = !best.pin || room.native.same(best.pin.verifier, new Uint8Array(pinBytes)) ? reason.pinNotOnCard : reason.pinBarred;
    if (why === reason.pinNotOnCard || isBarred(this.lockouts, best.token!, nowMs)) return answer(best, taps, why);
    this.asked = { best: best, taps: taps, burst: newBurst(), digits: "", untilMs: nowMs + entryMs, late: undefined, quiet: undefined };
    this.keypad.listen((bit: number, atMs: number) => this.pulsed(bit, atMs));
    this.awaitKey(pinPattern);
  }

  /** Whoever is asked has had his time. */
  dropPin(): void {
    const asked = this.asked;
    if (asked) this.finish(asked, reason.pinNotGiven);
  }

  private finish(asked: Asked, why: number): void {
    this.asked = undefined;
    this.keypad.listen(undefined);
    this.room.clock.cancel(asked.late);
    this.room.clock.cancel(asked.quiet);
    answer(asked.best, asked.taps, why);
  }

  private pulsed(bit: number, atMs: number): void {
    const asked = this.asked;
    if (!asked) return;
    this.keyed(pulse(asked.burst, bit, atMs));
    this.room.clock.cancel(asked.quiet);
    asked.quiet = this.room.clock.after(burstGapMs, () => this.keyed(burstEnd(asked.burst)));
  }

  private keyed(key: number): void {
    const asked = this.asked;
    if (!asked || key === noKey) return;
    const next = press(asked, key);
    if (next === ended) this.finish(asked, this.verdictOn(asked));
    else this.awaitKey(next === again ? againPattern : pinPattern);
  }

  private awaitKey(pattern: string): void {
    const clock = this.room.clock;
    const asked = this.asked!;
    this.room.signal.play(pattern);
    clock.cancel(asked.late);
    asked.late = clock.after(Math.max(0, Math.min(keyMs, asked.untilMs - clock.uptimeMs())), () => this.dropPin());
  }

  /** The try counts on flash before anyone knows how it ends. */
  private verdictOn(asked: Asked): number {
    const room = this.room;
    const token = asked.best.token!;
    const pin = asked.best.pin!;
    if (!countTry(this.lockouts, token, room.clock.uptimeMs())) return reason.pinBarred;
    if (!this.keep()) return reason.pinUncounted;
    if (!room.native.same(pin.cmac(room.native.bytes(pinLabel + asked.digits)), pin.verifier)) return reason.pinWrong;
    clearTries(this.lockouts, token);
    this.keep();
    return 0;
  }

  private keep(): boolean {
    try {
      saveTries(this.room.state, this.lockouts.rows);
      return true;
    } catch (e) {
      return false;
    }
  }
}

/** While somebody types, the list may have learnt otherwise: whoever was right is looked up and judged anew. */
function answer(best: Candidate, taps: PinTaps, why: number): void {
  if (why) return taps.conclude(why, 0, best.technology, best.token);
  best.token = undefined;
  taps.known(best);
  taps.decide(best, true);
}
