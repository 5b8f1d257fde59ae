import type { Bytes } from "../base/bytes";
import type { Clock } from "../hal/clock";
import type { Native } from "../hal/native";
import type { OutputPin } from "../hal/pin";
import type { Target } from "./iso14443a";
import type { Answered, Pn532 } from "./pn532";
import type { Presence } from "./presence";
import { concat } from "../base/bytes";
import { codeOf, nfcCardError, nfcCardGone, nfcFrame } from "../base/fault";
import { parseTargets } from "./iso14443a";
import { encodeFrame } from "./pn532-frame";
import * as presence from "./presence";

/** A card in the field, to talk to until `finished` is called. */
export interface Card {
  target: Target;
  /** InDataExchange: the front end handles the card's protocol. */
  exchange(data: Bytes, done: Answered): void;
  /** InCommunicateThru: bytes as they are, for commands the front end does not know. */
  through(data: Bytes, done: Answered): void;
}

export interface FieldListener {
  present(card: Card, finished: () => void): void;
  removed(): void;
  tooMany(finished: () => void): void;
  /** The front end does not answer; told once until it is back. */
  lost(fault: number): void;
  back(): void;
}

export interface PollerOptions {
  pn532: Pn532;
  clock: Clock;
  native: Native;
  reset: OutputPin | undefined;
  listener: FieldListener;
}

/** InListPassiveTarget, at most two, 106 kbit/s type A (UM0701-02, 7.3.5). */
const listTargets = encodeFrame(new Uint8Array([0xd4, 0x4a, 2, 0]));
/** The listing ends by itself after some 100 ms (Pn532.initialise). */
const listMs = 1000;
const cardMs = 1000;
const idleGapMs = 5;
const heldGapMs = 120;
/** Between attempts to bring a silent front end back; short, so that the next card is served soon after. */
const recoverGapMs = 200;
const resetPulseMs = 10;
/** Longer than the longest turn: a card that fails at every retry of every exchange. */
const stalledMs = 6000;

/** Asks the front end for cards, for ever, and brings it back when it falls silent. */
export class Poller {
  /** Completed polls and recoveries since boot: the watchdog's proof that this loop runs. */
  turns: number;
  private readonly options: PollerOptions;
  private readonly field: Presence;
  private down: boolean;

  constructor(options: PollerOptions) {
    this.options = options;
    this.turns = 0;
    this.field = presence.nobody();
    this.down = false;
  }

  start(): void {
    this.recover(0);
  }

  /** After a fault that nothing caught: goes on by itself if that fault broke the chain of polls. */
  revive(): void {
    const turns = this.turns;
    this.options.clock.after(stalledMs, () => {
      if (this.turns === turns) this.start();
    });
  }

  private poll(): void {
    this.options.pn532.command(listTargets, listMs, (code: number, answer: Bytes) => {
      this.turns++;
      if (code) return this.recover(code);
      try {
        this.found(parseTargets(answer));
      } catch (e) {
        if (codeOf(e) === nfcFrame) this.recover(nfcFrame);
        else throw e;
      }
    });
  }

  private found(targets: Target[]): void {
    const news = presence.next(this.field, targets, this.options.native);
    const go = () => this.later();
    if (news === presence.arrived) this.options.listener.present(this.card(targets[0]!), go);
    else if (news === presence.tooMany) this.options.listener.tooMany(go);
    else {
      if (news === presence.removed) this.options.listener.removed();
      this.later();
    }
  }

  private later(): void {
    const gapMs = this.field.now === presence.empty ? idleGapMs : heldGapMs;
    this.options.clock.after(gapMs, () => this.poll());
  }

  private card(target: Target): Card {
    const pn532 = this.options.pn532;
    const ask = (head: number[], data: Bytes, done: Answered) =>
      pn532.command(encodeFrame(concat([new Uint8Array(head), data])), cardMs, (code: number, answer: Bytes) => {
        if (code) done(code, answer);
        else done(cardFault(answer[0]), answer.subarray(1));
      });
    return {
      target: target,
      exchange: (data: Bytes, done: Answered) => ask([0xd4, 0x40, target.number], data, done),
      through: (data: Bytes, done: Answered) => ask([0xd4, 0x42], data, done),
    };
  }

  /** Wakes and sets the chip up anew; with a reset line, through a hardware reset once it has failed before. */
  private recover(code: number): void {
    if (code) this.lost(code);
    const reset = this.down ? this.options.reset : undefined;
    if (reset) reset.set(true);
    this.options.clock.after(reset ? resetPulseMs : 0, () => {
      if (reset) reset.set(false);
      this.options.pn532.initialise((failed: number) => this.recovered(failed));
    });
  }

  private recovered(failed: number): void {
    this.turns++;
    if (failed) {
      this.lost(failed);
      this.options.clock.after(recoverGapMs, () => this.recover(failed));
      return;
    }
    if (this.down) this.options.listener.back();
    this.down = false;
    this.later();
  }

  private lost(code: number): void {
    if (!this.down) this.options.listener.lost(code);
    this.down = true;
  }
}

/** The status byte of an exchange (UM0701-02, 7.1): 1 is "the card did not answer in time". */
function cardFault(status: number | undefined): number {
  if (status === undefined) return nfcFrame;
  const error = status & 63;
  return error === 0 ? 0 : error === 1 ? nfcCardGone : nfcCardError;
}
