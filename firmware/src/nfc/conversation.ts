/*
 * One command to the PN532 as a pure machine (UM0701-02, 6.2.2): the host sends, the chip acknowledges, the chip answers.
 * A lost acknowledgement: the command was not heard, send it again. A wrong or missing answer: ask for it again with a
 * NACK, which repeats the answer without repeating the command. What stays wrong is aborted and named.
 */
import * as fault from "../base/fault";

export interface Talk {
  phase: number;
  /** Tries left for whatever goes wrong in this command. */
  tries: number;
  /** Set when the phase is `over`. */
  fault: number;
  /** What to do now, one of the actions below. */
  action: number;
}

/* phases */
export const waitAck = 1;
export const waitAnswer = 2;
export const over = 3;

/* inputs */
export const heardAck = 1;
export const heardAnswer = 2;
/** A frame with a wrong checksum or length. */
export const heardBad = 3;
/** The chip's own "I do not know that command" (7F). */
export const heardError = 4;
export const heardNack = 5;
export const timeUp = 6;

/* actions */
export const nothing = 0;
export const send = 1;
export const sendNack = 2;
export const abort = 3;

const triesMax = 2;

export function begin(): Talk {
  return { phase: waitAck, tries: triesMax, fault: 0, action: send };
}

/** Changes `talk` in place (a new object for each frame would cost the chip more than the frame). */
export function next(talk: Talk, input: number): void {
  talk.action = nothing;
  if (input === heardAck) {
    if (talk.phase === waitAck) talk.phase = waitAnswer;
  } else if (input === heardAnswer) {
    talk.phase = over;
  } else if (input === heardError) {
    finish(talk, fault.nfcRefused);
  } else if (talk.phase === waitAck) {
    again(talk, send, input === heardBad ? fault.nfcChecksum : fault.nfcNoAck);
  } else {
    again(talk, sendNack, input === timeUp ? fault.nfcSilent : fault.nfcChecksum);
  }
}

function again(talk: Talk, action: number, code: number): void {
  if (talk.tries-- > 0) talk.action = action;
  else finish(talk, code);
}

function finish(talk: Talk, code: number): void {
  talk.phase = over;
  talk.fault = code;
  talk.action = code === fault.nfcRefused ? nothing : abort;
}
