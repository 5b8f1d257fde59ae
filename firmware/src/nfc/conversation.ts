/*
 * One command to the PN532 as a pure machine (UM0701-02, 6.2.2): the host sends, the chip acknowledges, the chip answers.
 * A lost acknowledgement: the command was not heard, send it again. A wrong or missing answer: ask for it again with a
 * NACK, which repeats the answer without repeating the command. What stays wrong is aborted and named.
 */
import * as fault from "../base/fault";

export interface Talk {
  /** `begun`, and what it became: the phase in bit 0, above it the tries left for whatever goes wrong in this command. */
  state: number;
}

/** Heard nothing yet; one repetition each way. One number, so that a healthy command costs one assignment. */
export const begun = 2;
/** Bit of `state`: the chip has said that it heard the command. */
export const acknowledged = 1;
const oneTry = 2;

/* Inputs; an acknowledgement only sets its bit. */
/** A frame with a wrong checksum or length. */
export const heardBad = 2;
/** The chip's own "I do not know that command" (7F). */
export const heardError = 3;
/** The chip did not take the command for whole. */
export const heardNack = 4;
export const timeUp = 5;

/* What to do now; anything above these is a fault of base/fault, `failed` higher: it is over. */
export const send = 1;
export const sendNack = 2;
export const failed = 16;

/** Changes `talk` and says what to do. */
export function next(talk: Talk, input: number): number {
  if (input === heardError) return failed + fault.nfcRefused;
  if (!(talk.state & acknowledged)) return again(talk, send, input === heardBad ? fault.nfcChecksum : fault.nfcNoAck);
  return again(talk, sendNack, input === timeUp ? fault.nfcSilent : fault.nfcChecksum);
}

function again(talk: Talk, action: number, code: number): number {
  if (talk.state < oneTry) return failed + code;
  talk.state -= oneTry;
  return action;
}
