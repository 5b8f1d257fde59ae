/*
 * One command to the PN532 as a pure machine (UM0701-02, 6.2.2): the host sends, the chip acknowledges, the chip answers.
 * A lost acknowledgement: the command was not heard, send it again. A wrong or missing answer to an exchange with a card: ask
 * for it again with a NACK, which repeats the answer without repeating the command. What stays wrong is aborted and named.
 *
 * The state is one number, so that a healthy command costs little: ticks since it was sent in the low bits, and these.
 */
import * as fault from "../base/fault";

/** Sent just now. */
export const begun = 0;
const ticksMask = 15;
/** The chip has said that it heard the command. */
export const acknowledged = 16;
/** One repetition, of the command or of its answer, is used up. */
export const repeated = 32;
/** It was of the command. */
export const sentTwice = 64;

/** The length of one tick. The chip acknowledges within 15 ms; a slow serial driver or scheduler may add to that. */
export const tickMs = 50;
const ackTicks = 3;
/** Every command but an exchange with a card ends by itself within some 110 ms. */
const answerTicks = 5;
const cardTicks = 6;
/** The answer asked for again with a NACK comes at once. */
const repeatTicks = 2;

/* What the chip did, or did not. */
/** A frame with a wrong checksum or length. */
export const heardBad = 2;
/** The chip's own "I do not know that command" (7F). */
export const heardError = 3;
/** The chip did not take the command for whole. */
export const heardNack = 4;
export const timeUp = 5;

/** From here on a new state is no state: it is over, with the fault of base/fault that much lower. */
export const over = 128;

/**
 * The state after something went wrong: acknowledged, then the answer is to be asked for again; not so, the command is to be
 * sent again. `exchange`: with a card; of anything else nothing is lost by giving up at silence, and setting up anew cures more.
 */
export function next(state: number, input: number, exchange: boolean): number {
  if (input === heardError) return over + fault.nfcRefused;
  const heard = state & acknowledged;
  if (state & repeated || (input === timeUp && !exchange)) return over + causeOf(heard, input);
  return heard ? acknowledged | repeated | (answerTicksOf(exchange) - repeatTicks) : repeated | sentTwice;
}

function answerTicksOf(exchange: boolean): number {
  return exchange ? cardTicks : answerTicks;
}

function causeOf(heard: number, input: number): number {
  if (heard) return input === timeUp ? fault.nfcSilent : fault.nfcChecksum;
  return input === heardBad ? fault.nfcChecksum : fault.nfcNoAck;
}

/** True when `state` has lasted too long. */
export function isLate(state: number, exchange: boolean): boolean {
  return (state & ticksMask) >= (state & acknowledged ? answerTicksOf(exchange) : ackTicks);
}
