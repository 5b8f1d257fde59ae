import type { Bytes } from "../base/bytes";
import type { Clock } from "../hal/clock";
import type { Native } from "../hal/native";
import type { OutputPin } from "../hal/pin";
import type { Target } from "./iso14443a";
import type { Answered, Counts, Pn532 } from "./pn532";
import type { Presence } from "./presence";
import { codeOf, nfcFrame, nfcSilent } from "../base/fault";
import { parseTargets } from "./iso14443a";
import { encodeFrame } from "./pn532-frame";
import * as presence from "./presence";

/** The card in the field, to talk to until `finished` is called. */
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

/** InListPassiveTarget, at most two, 106 kbit/s type A (UM0701-02, 7.3.5), and its answer that names one card. */
const listTargets = [encodeFrame(new Uint8Array([0xd4, 0x4a, 2, 0]))];
const listedOne = 0x4b + 256 * 1;
const noTarget: Target = { number: 1, atqa: 0, sak: 0, uid: new Uint8Array(0), ats: undefined };
const idleGapMs = 5;
const heldGapMs = 120;
/** Between attempts to bring a silent front end back; short, so that the next card is served soon after. */
const recoverGapMs = 50;
const resetPulseMs = 10;
const silencesMax = 20;
/** Longer than the longest turn: a card that fails at every retry of every exchange. */
const stalledMs = 6000;

/** Asks the front end for cards, for ever, and brings it back when it falls silent. */
export class Poller {
  /** Completed polls and recoveries since boot: the watchdog's proof that this loop runs. */
  turns: number;
  private readonly pn532: Pn532;
  private readonly options: PollerOptions;
  private readonly field: Presence;
  /* One of each for the poller's whole life: made anew for every poll they would cost more than the poll. */
  private readonly card: Card;
  private readonly listed: Answered;
  private readonly finished: () => void;
  private readonly again: () => void;
  /** Failures in a row; from the second on the front end counts as lost. */
  private troubles: number;
  /** Listings in a row that did not end. */
  private silences: number;
  private down: boolean;

  constructor(options: PollerOptions) {
    const pn532 = options.pn532;
    this.turns = 0;
    this.pn532 = pn532;
    this.options = options;
    this.field = presence.nobody();
    this.card = {
      target: noTarget,
      exchange: pn532.exchange.bind(pn532) as Card["exchange"],
      through: pn532.through.bind(pn532) as Card["through"],
    };
    this.listed = this.hearList.bind(this) as Answered;
    this.finished = () => this.onwards();
    this.again = () => this.poll();
    this.troubles = 0;
    this.silences = 0;
    this.down = false;
  }

  start(): void {
    this.recover(0);
  }

  /** The steps taken since boot, once all is well again; undefined until then. */
  steps(): Counts | undefined {
    return this.troubles || this.silences || this.pn532.fault ? undefined : this.pn532.counts;
  }

  /** After a fault that nothing caught: goes on by itself if that fault broke the chain of polls. */
  revive(): void {
    const turns = this.turns;
    this.options.clock.after(stalledMs, () => {
      if (this.turns === turns) this.start();
    });
  }

  private poll(): void {
    this.pn532.command(listTargets, listedOne, this.listed);
  }

  /** `count`: undefined for the usual answer, one card. */
  private hearList(code: number, rest: Bytes, count?: number): void {
    this.turns++;
    if (code) return this.recover(code);
    this.silences = 0;
    if (this.troubles) this.calm(rest, count);
    else this.news(rest, count);
  }

  private news(rest: Bytes, count: number | undefined): void {
    if (count === 0 && this.field.now === presence.empty) this.later();
    else this.parse(count === undefined ? 1 : count, rest);
  }

  private parse(count: number, rest: Bytes): void {
    try {
      this.found(parseTargets(count, rest));
    } catch (e) {
      if (codeOf(e) === nfcFrame) this.recover(nfcFrame);
      else throw e;
    }
  }

  private found(targets: Target[]): void {
    const news = presence.next(this.field, targets, this.options.native);
    if (news === presence.arrived) this.arrived(targets[0]!);
    else if (news === presence.tooMany) this.options.listener.tooMany(this.finished);
    else {
      if (news === presence.removed) this.options.listener.removed();
      this.later();
    }
  }

  private arrived(target: Target): void {
    this.card.target = target;
    this.options.listener.present(this.card, this.finished);
  }

  private later(): void {
    this.options.clock.after(this.field.now === presence.empty ? idleGapMs : heldGapMs, this.again);
  }

  /** After the listener has done with a card: a front end that failed on it is set up anew before the next. */
  private onwards(): void {
    if (this.pn532.fault) this.recover(this.pn532.fault);
    else this.later();
  }

  /**
   * Wakes and sets the chip up anew; with a reset line, through a hardware reset once that was not enough. A listing
   * without end is no failure by itself: copies of the chip that ignore RFConfiguration list until a card comes.
   */
  private recover(code: number): void {
    if (code === nfcSilent) this.silences++;
    else if (code) this.trouble(code);
    const reset = this.down || this.silences > silencesMax ? this.options.reset : undefined;
    if (reset) {
      this.silences = 0;
      this.pn532.counts.resets++;
      reset.set(true);
    }
    this.options.clock.after(reset ? resetPulseMs : 0, () => {
      if (reset) reset.set(false);
      this.pn532.fault = 0;
      this.pn532.initialise((failed: number) => this.recovered(failed));
    });
  }

  private recovered(failed: number): void {
    this.turns++;
    if (!failed) return this.poll();
    this.trouble(failed);
    this.options.clock.after(recoverGapMs, () => this.recover(0));
  }

  private trouble(code: number): void {
    if (++this.troubles > 1) this.lost(code);
  }

  /** A listing again, after trouble. */
  private calm(rest: Bytes, count: number | undefined): void {
    this.troubles = 0;
    if (this.down) this.options.listener.back();
    this.down = false;
    this.news(rest, count);
  }

  private lost(code: number): void {
    if (!this.down) this.options.listener.lost(code);
    this.down = true;
  }
}
