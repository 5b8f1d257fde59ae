import type { Bytes } from "../base/bytes";
import type { Clock } from "../hal/clock";
import type { Native } from "../hal/native";
import type { OutputPin } from "../hal/pin";
import type { Target } from "./iso14443a";
import type { Counts, Pn532 } from "./pn532";
import { nfcFrame, nfcSilent } from "../base/fault";
import { parseTarget } from "./iso14443a";
import { listTargets } from "./pn532";
import * as presence from "./presence";

/** The card in the field, to talk to until `finished` is called. */
export interface Card extends Pick<Pn532, "command" | "exchange" | "counts"> {
  target: Target;
}

export interface FieldListener {
  /** `again`: this reading said nothing about the card. Whoever is there now is presented, be it the same; nobody: `removed`. */
  present(card: Card, finished: (again?: boolean) => void): void;
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
  /** Each set-up begins with a reset: a line of two paces needs that (hal/bus). */
  resetAlways: boolean;
  listener: FieldListener;
}

/** Asks the front end for cards, for ever, and brings it back when it falls silent. */
export interface Poller {
  /** Completed polls and recoveries since boot: the watchdog's proof that this loop runs. */
  turns: number;
  start(): void;
  /** The steps taken since boot, while all is well; undefined until the first listing has ended, and in trouble. */
  steps(): Counts | undefined;
  /** After a fault that nothing caught: goes on by itself if that fault broke the chain of polls. */
  revive(): void;
}

const idleGapMs = 5;
const heldGapMs = 120;
/** Between attempts to bring a silent front end back; short, so that the next card is served soon after. */
const recoverGapMs = 50;
const resetPulseMs = 10;
const silencesMax = 20;
/** Longer than the longest turn: a card that fails at every retry of every exchange. */
const stalledMs = 6000;

/** Where the cards begin in the frame of a listing, behind their count. */
const cardsAt = 8;

/** One function with all that it remembers in it, for the reason of `createPn532`. */
export function createPoller(options: PollerOptions): Poller {
  const pn532 = options.pn532;
  const clock = options.clock;
  const listener = options.listener;
  /** Where things stand (presence). */
  let now = presence.empty;
  /** False at first, and from a failure on until a listing ends. */
  let well = false;
  /** Of the card that is held, or was held last. */
  let uid: Bytes = new Uint8Array(0);
  /** Failures in a row; from the second on the front end counts as lost. */
  let troubles = 0;
  /** Listings in a row that did not end. */
  let silences = 0;
  let down = false;
  const card: Card = { target: undefined as unknown as Target, command: pn532.command, exchange: pn532.exchange, counts: pn532.counts };

  function poll(): void {
    pn532.command(listTargets.parts, listTargets.code, listed);
  }

  /** Without `text` nothing is new. */
  function listed(code: number, frame: Bytes, text?: string): void {
    self.turns++;
    if (code) return recover(code);
    if (!well) calm();
    if (!text) later();
    else if (frame[7] === presence.one) single(frame, text);
    else others(frame[7]!, text);
  }

  function later(): void {
    clock.later(poll, now === presence.empty ? idleGapMs : heldGapMs);
  }

  /** One card. */
  function single(frame: Bytes, text: string): void {
    const target = parseTarget(frame, cardsAt, frame[3]! + 5);
    if (!target) return recover(nfcFrame);
    const after = presence.next(now, now && options.native.same(uid, target.uid) ? presence.same : presence.one);
    settle(after, text);
    if (after < presence.arrived) return later();
    uid = target.uid;
    card.target = target;
    listener.present(card, finished);
  }

  /** Nobody, or several. */
  function others(count: number, text: string): void {
    if (count > presence.several) return recover(nfcFrame);
    const after = presence.next(now, count);
    settle(after, text);
    if (after > presence.tooMany) return listener.tooMany(finished);
    if (after >= presence.removed) listener.removed();
    later();
  }

  function settle(after: number, text: string): void {
    now = after & presence.standing;
    pn532.ignore(now > presence.crowd ? "" : text);
  }

  /** After the listener has done with a card: a front end that failed on it is set up anew before the next. */
  function finished(again?: boolean): void {
    if (again) {
      /* Whoever is listed next has just come, be it the same. */
      now = presence.heldMissed;
      uid = new Uint8Array(0);
      pn532.ignore("");
    }
    if (pn532.fault) recover(pn532.fault);
    else if (again) poll();
    else later();
  }

  /**
   * Wakes and sets the chip up anew; with a reset line, through a hardware reset once that was not enough. A listing
   * without end is no failure by itself: copies of the chip that ignore RFConfiguration list until a card comes.
   */
  function recover(code: number): void {
    well = false;
    if (code === nfcSilent) silences++;
    else if (code) trouble(code);
    const reset = down || options.resetAlways || silences > silencesMax ? options.reset : undefined;
    if (reset) {
      silences = 0;
      pn532.counts.resets++;
      reset.set(true);
    }
    clock.after(reset ? resetPulseMs : 0, () => {
      if (reset) reset.set(false);
      pn532.fault = 0;
      pn532.initialise(recovered);
    });
  }

  function recovered(failed: number): void {
    self.turns++;
    if (!failed) return poll();
    trouble(failed);
    clock.after(recoverGapMs, () => recover(0));
  }

  function trouble(code: number): void {
    if (++troubles < 2) return;
    if (!down) listener.lost(code);
    down = true;
  }

  /** A listing again, after trouble. */
  function calm(): void {
    well = true;
    silences = troubles = 0;
    if (down) listener.back();
    down = false;
  }

  const self: Poller = {
    turns: 0,
    start: () => recover(0),
    steps: () => (well && !pn532.fault ? pn532.counts : undefined),
    revive(): void {
      const turns = self.turns;
      clock.after(stalledMs, () => {
        if (self.turns === turns) recover(0);
      });
    },
  };
  return self;
}
