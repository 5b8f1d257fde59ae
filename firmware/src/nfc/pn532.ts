import type { Bytes } from "../base/bytes";
import type { Bus, Faster, Parts } from "../hal/bus";
import type { Clock } from "../hal/clock";
import type { Native } from "../hal/native";
import { joined } from "../base/bytes";
import { nfcBusy, nfcCardError, nfcCardGone, nfcFrame, nfcRefused, nfcVersion, raise } from "../base/fault";
import * as conversation from "./conversation";
import { abortFrame, encodeFrame, repeatFrame, takeFrames } from "./pn532-frame";
import * as kind from "./pn532-frame";

const startCode = new Uint8Array([0, 0, 255]);
const ackBytes = 6;
const getFirmwareVersion = [encodeFrame(new Uint8Array([0xd4, 0x02]))];
/** Normal mode, no SAM, the interrupt line in use (7.2.10). */
const samConfiguration = [encodeFrame(new Uint8Array([0xd4, 0x14, 1, 0, 1]))];
/** Retries (7.3.1, item 5): ATR and PSL once, activation some 20 times, about 100 ms, so that each listing ends by itself. */
const rfConfiguration = [encodeFrame(new Uint8Array([0xd4, 0x32, 5, 0, 0, 20]))];
/** Until an acknowledgement has left at the first pace, 0.6 ms, and the chip is at the other. */
const paceMs = 5;
/** The IC byte of a PN532 (7.2.2). */
const pn532Ic = 0x32;

/** InDataExchange with target 1 and InCommunicateThru (7.3.8, 7.3.9), up to where the card's bytes begin. */
const dataExchange = new Uint8Array([0xd4, 0x40, 1]);
const communicateThru = new Uint8Array([0xd4, 0x42]);
/** More of them need an extended frame. */
const cardBytesMax = 252;
/** The codes of their answers, whose first byte is a status. */
const dataExchanged = 0x41;
const communicatedThru = 0x43;
/** Added to the code of an answer that begins with no status. */
const control = 256;
/** What is waited for when no command runs: more than any code. */
const none = 512;
/** On top of a code: answers to the command before may still be on their way, so nothing usual is an answer to this one. */
const wary = 1024;
const empty = new Uint8Array(0);

/** A command whose bytes never change, framed once. */
export interface Prepared {
  parts: Parts;
  /** Of its answer, and `control` on top where that begins with no status. */
  code: number;
}

const listed = control + 0x4b;
/** InListPassiveTarget, at most two, 106 kbit/s type A (7.3.5). */
export const listTargets: Prepared = { parts: [encodeFrame(new Uint8Array([0xd4, 0x4a, 2, 0]))], code: listed };

/** InDataExchange of `data`: the front end handles the protocol of target 1. */
export function preparedExchange(data: Bytes): Prepared {
  return { parts: [encodeFrame(joined(dataExchange, data))], code: dataExchanged };
}

/** InCommunicateThru of `data`, bytes as they are, for commands that the front end does not know. */
export function preparedThrough(data: Bytes): Prepared {
  return { parts: [encodeFrame(joined(communicateThru, data))], code: communicatedThru };
}

/**
 * `answer`: of an exchange, the card's bytes, the receiver's to keep; of any other command its frame, data from index 7 on.
 * `text`: the same as it came; none of an exchange, nor where it is the one that was to be ignored.
 */
export type Answered = (fault: number, answer: Bytes, text?: string) => void;

/** Steps back to health, in their order: asked again, dropped what ran, set up anew, reset line pulsed. Before them what needs none. */
export interface Counts {
  alertsMissed: number;
  repeats: number;
  aborts: number;
  initialisations: number;
  resets: number;
}

/** The PN532's commands, one at a time: throws { fault: nfcBusy } while another runs. */
export interface Pn532 {
  /** Why the last command was given up; 0: it was not. Whoever has met it sets it back. */
  fault: number;
  /** How often each step of the way back was taken since boot. */
  readonly counts: Counts;
  /** Speaks and listens on `bus` from now on: the one it was made with, or one round it that overhears. */
  attach(bus: Bus): void;
  /** A prepared command, by its parts and its answer's code. A card's own fault comes as nfcCardGone or nfcCardError. */
  command(parts: Parts, code: number, done: Answered): void;
  /** InDataExchange: the front end handles the protocol of target 1. */
  exchange(data: Bytes, done: Answered): void;
  /** The answer to a listing that is `text` to the byte brings none from now on. */
  ignore(text: string): void;
  /** From any state to a chip that lists cards. */
  initialise(done: (fault: number) => void): void;
}

/**
 * A healthy answer that comes in one piece is checked as a whole and natively; whatever is not that goes the careful way. What
 * does not run costs too, since the interpreter reads over it, and a name costs by how many stand before it, from the innermost
 * function outwards: hence one small function behind the other, all inside this one, their names in the order of their use.
 */
export function createPn532(bus: Bus, clock: Clock, native: Native): Pn532 {
  let state = conversation.begun;
  const ackText = "\0\0\xff\0\xff\0";
  const bytesOf = native.bytes;
  const sumOf = native.sum;
  /** Code of the answer that is waited for, with `control` on top where it has no status. */
  let wanted = none;
  /** `wary` when the last command did not end by its one answer: then only what follows an acknowledgement counts; else 0. */
  let care = 0;
  let done: Answered = () => undefined;
  let line = bus;
  let sent: Parts = [];
  let ignored = "";
  /** The beginning of a frame whose end has not come yet. */
  let waiting = "";
  const counts: Counts = { alertsMissed: 0, repeats: 0, aborts: 0, initialisations: 0, resets: 0 };
  bus.tally = counts;

  function send(parts: Parts, code: number, then: Answered): void {
    if (wanted !== none) raise(nfcBusy);
    state = conversation.begun;
    wanted = code + care;
    done = then;
    line.write((sent = parts));
  }

  function exchange(data: Bytes, then: Answered): void {
    const length = data.length;
    /* LEN, LCS; DCS is what is left to 0 from D4, 40, 01 and the data. */
    if (length <= cardBytesMax) send([startCode, length + 3, 253 - length, dataExchange, data, 235 - sumOf(data), 0], dataExchanged, then);
    else send(preparedExchange(data).parts, dataExchanged, then);
  }

  function ignore(text: string): void {
    ignored = text;
  }

  function heard(text: string): unknown {
    return text === ackText ? (state |= conversation.acknowledged) : answered(text);
  }

  /** The usual answer of a card, whole and alone: its code, status 0, a postamble where LEN says, one sum over all of it. */
  function answered(text: string): void {
    const frame = bytesOf(text);
    if (frame[6] === wanted && frame[frame[3]! + 6] === 0 && !frame[7] && !((sumOf(frame) + 1) & 255)) {
      wanted = none;
      done(0, frame.subarray(8, frame[3]! + 5));
    } else unusual(text, frame);
  }

  /** The same of any other command: no status. */
  function unusual(text: string, frame: Bytes): void {
    if (text === ignored && wanted === listed) {
      wanted = none;
      done(0, empty);
    } else if (frame[6]! + control === wanted && frame[frame[3]! + 6] === 0 && !((sumOf(frame) + 1) & 255)) {
      wanted = none;
      done(0, frame, text);
    } else rare(text, frame);
  }

  function finish(code: number, answer: Bytes, text: string | undefined): void {
    wanted = none;
    done(code, answer, text);
  }

  /** A frame in pieces; an acknowledgement with more behind it; a copy of the chip that leaves out the preamble. */
  function rare(text: string, frame: Bytes): void {
    if (waiting) {
      text = waiting + text;
      waiting = "";
      heard(text);
    } else if (text.startsWith(ackText)) {
      state |= conversation.acknowledged;
      heard(text.substr(ackBytes));
    } else if (text.startsWith("\0\xff")) heard("\0" + text);
    else if (frame[2] === 255 && frame[3]! + frame[4]! === 256 && frame[frame[3]! + 5] === undefined) waiting = text;
    else waiting = text.substr(takeFrames(frame, sumOf, decoded));
  }

  /** What was found byte by byte. Anything but the answer to this very command is a leftover of one before. */
  function decoded(what: number, payload: Bytes): void {
    if (wanted === none) return;
    if (what === kind.ack) state |= conversation.acknowledged;
    else if (what === kind.nack) step(conversation.heardNack);
    else if (what === kind.bad) step(conversation.heardBad);
    else if (payload[0] === 0x7f) step(conversation.heardError);
    else if (payload[0] === 0xd5 && payload[1] === (wanted & 255) && inOrder()) found(payload);
  }

  /** The line keeps its order: what stands before the acknowledgement belongs to the command before. */
  function inOrder(): boolean {
    return wanted < wary || (state & conversation.acknowledged) !== 0;
  }

  function isExchange(): boolean {
    return (wanted & control) === 0;
  }

  /**
   * A command sent twice because the line was late is acknowledged and answered twice, and each exchange after it would be given
   * the answer of the one before. The line keeps its order: after the answer to a question of another kind nothing of it is left.
   */
  function found(payload: Bytes): void {
    if (!(state & conversation.repeated)) care = 0;
    const frame = joined(new Uint8Array([0, 0, 255, payload.length, 0]), payload);
    if (!isExchange()) finish(0, frame, native.text(frame));
    else if (state & conversation.sentTwice) {
      const then = done;
      wanted = none;
      send(getFirmwareVersion, control + 0x03, (failed: number) => then(failed || cardFault(payload[2]), payload.subarray(3)));
    } else finish(cardFault(payload[2]), payload.subarray(3), undefined);
  }

  function step(input: number): void {
    state = conversation.next(state, input, isExchange());
    care = wary;
    wanted |= wary;
    if (state >= conversation.over) return fail(state - conversation.over);
    counts.repeats++;
    line.write(state & conversation.acknowledged ? repeatFrame : sent);
  }

  /** An ACK from the host makes the chip drop what it does (6.2.1.3). */
  function fail(code: number): void {
    if (code !== nfcRefused) {
      counts.aborts++;
      self.fault = code;
      waiting = "";
      line.write(abortFrame);
    }
    finish(code, empty, undefined);
  }

  /** One timer for all commands instead of two for each. */
  function tick(): void {
    clock.later(tick, conversation.tickMs);
    if (wanted !== none && !conversation.isLate(++state, isExchange())) return;
    /* Half a frame of a dead answer must not swallow the repeated one. */
    waiting = "";
    if (wanted !== none) step(conversation.timeUp);
  }

  function attach(to: Bus): void {
    line = to;
    to.listen(heard);
  }

  function initialise(then: (fault: number) => void): void {
    counts.initialisations++;
    waiting = "";
    line.wake();
    send(getFirmwareVersion, control + 0x03, (code: number, frame: Bytes) => {
      if (code || frame[7] !== pn532Ic) return then(code || nfcVersion);
      send(samConfiguration, control + 0x15, (failed: number) => {
        if (failed) return then(failed);
        if (bus.faster) quicken(bus.faster, then);
        else configure(then);
      });
    });
  }

  function configure(then: (fault: number) => void): void {
    send(rfConfiguration, control + 0x33, then);
  }

  /** SetSerialBaudRate: the chip changes its pace when its answer has been acknowledged (7.2.8). One that refuses stays as it is. */
  function quicken(faster: Faster, then: (fault: number) => void): void {
    send([encodeFrame(new Uint8Array([0xd4, 0x10, faster.rate]))], control + 0x11, (failed: number) => {
      if (failed) return failed === nfcRefused ? configure(then) : then(failed);
      line.write(abortFrame);
      clock.later(() => {
        faster.go();
        configure(then);
      }, paceMs);
    });
  }

  const self = { fault: 0, counts, attach, command: send, exchange, ignore, initialise };
  clock.later(tick, conversation.tickMs);
  attach(bus);
  return self;
}

/** All steps back to health: how healthy the line is. */
export function recoveries(counts: Counts): number {
  return counts.repeats + counts.aborts + counts.initialisations + counts.resets;
}

/** The status byte of an exchange (UM0701-02, 7.1): 1 is "the card did not answer in time". */
function cardFault(status: number | undefined): number {
  if (status === undefined) return nfcFrame;
  const error = status & 63;
  return error === 0 ? 0 : error === 1 ? nfcCardGone : nfcCardError;
}
