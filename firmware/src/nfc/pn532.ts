import type { Bytes } from "../base/bytes";
import type { Bus, Parts } from "../hal/bus";
import type { Clock } from "../hal/clock";
import type { Native } from "../hal/native";
import { concat } from "../base/bytes";
import { nfcBusy, nfcCardError, nfcCardGone, nfcFrame, nfcNoAck, nfcRefused, nfcSilent, nfcVersion } from "../base/fault";
import * as conversation from "./conversation";
import { FrameDecoder, abortFrame, encodeFrame, repeatFrame } from "./pn532-frame";
import * as kind from "./pn532-frame";

/** Time is counted in these: one timer for all commands instead of two for each. */
const tickMs = 50;
/** The chip acknowledges within 15 ms; a slow serial driver or scheduler may add to that. */
const ackTicks = 3;
/** Every command but an exchange with a card ends by itself within some 110 ms. */
const answerTicks = 5;
const cardTicks = 6;
/** The answer asked for again with a NACK comes at once. */
const repeatTicks = 2;

const startCode = new Uint8Array([0, 0, 255]);
const ackText = "\0\0\xff\0\xff\0";
const ackBytes = 6;
const getFirmwareVersion = encodeFrame(new Uint8Array([0xd4, 0x02]));
/** Normal mode, no SAM, the interrupt line in use (7.2.10). */
const samConfiguration = encodeFrame(new Uint8Array([0xd4, 0x14, 1, 0, 1]));
/** Retries (7.3.1, item 5): ATR and PSL once, activation some 20 times, about 100 ms, so that each listing ends by itself. */
const rfConfiguration = encodeFrame(new Uint8Array([0xd4, 0x32, 5, 0, 0, 20]));
/** The IC byte of a PN532 (7.2.2). */
const pn532Ic = 0x32;

/** InDataExchange with target 1 and InCommunicateThru (7.3.8, 7.3.9), up to where the card's bytes begin. */
const dataExchange = new Uint8Array([0xd4, 0x40, 1]);
const communicateThru = new Uint8Array([0xd4, 0x42]);
/** More of them need an extended frame. */
const cardBytesMax = 252;
/** The codes of their answers, whose usual first byte is status 0. */
const dataExchanged = 0x41;
const communicatedThru = 0x43;
/** More than any code and first byte. */
const idle = 65536;
/** On top of what is wanted: answers to the command before may still be on their way. More than `idle`, so that no usual answer is it. */
const wary = 131072;
const empty = new Uint8Array(0);

/**
 * `first`: the answer's first byte, which tells how to read the rest: a status, a count; undefined when it is the usual
 * one, or when there is none. `rest`: the bytes behind it, the receiver's to keep.
 */
export type Answered = (fault: number, rest: Bytes, first?: number) => void;

/** Steps back to health, in their order: asked again, dropped what ran, set up anew, reset line pulsed. */
export interface Counts {
  repeats: number;
  aborts: number;
  initialisations: number;
  resets: number;
}

/**
 * The PN532's commands, one at a time. A healthy answer that comes in one piece is checked as a whole and natively;
 * whatever is not that goes the careful way. Fields stand in the order of their use: the chip looks from the top.
 */
export class Pn532 implements conversation.Talk {
  /** Code of the answer that is waited for, plus 256 times its usual first byte; `idle` when no command runs. */
  private wanted: number;
  /** `wary` when the last command did not end by its one answer: then only what follows an acknowledgement counts; else 0. */
  private care: number;
  /** The beginning of a frame whose end has not come yet. */
  private waiting: string;
  private readonly bytes: (text: string) => Bytes;
  private readonly sum: (bytes: Bytes) => number;
  private done: Answered;
  state: number;
  /** Since the command was sent, or since the answer was asked for again. */
  private ticks: number;
  private sent: Parts;
  private bus: Bus;
  private readonly clock: Clock;
  private readonly decoder: FrameDecoder;
  private readonly ticker: () => void;
  /** Why the last command was given up; 0: it was not. Whoever has met it sets it back. */
  fault: number;
  /** How often each step of the way back was taken since boot. */
  readonly counts: Counts;

  constructor(bus: Bus, clock: Clock, native: Native) {
    this.wanted = idle;
    this.care = 0;
    this.waiting = "";
    this.bytes = native.bytes;
    this.sum = native.sum;
    this.done = () => undefined;
    this.state = conversation.begun;
    this.ticks = 0;
    this.sent = [];
    this.bus = bus;
    this.clock = clock;
    this.decoder = new FrameDecoder(native, (what: number, payload: Bytes) => this.decoded(what, payload));
    this.ticker = () => this.tick();
    this.fault = 0;
    this.counts = { repeats: 0, aborts: 0, initialisations: 0, resets: 0 };
    clock.after(tickMs, this.ticker);
    this.attach(bus);
  }

  /** Speaks and listens on `bus` from now on: the one it was made with, or one round it that overhears. */
  attach(bus: Bus): void {
    this.bus = bus;
    bus.listen(this.heard.bind(this) as (text: string) => void);
  }

  /**
   * Sends the command in `parts`, its frame. `wanted`: the code of its answer, plus 256 times the first byte of the answer
   * that comes most often. While another command runs: nfcBusy, after returning.
   */
  command(parts: Parts, wanted: number, done: Answered): void {
    if (this.wanted !== idle) return this.busy(done);
    this.wanted = wanted + this.care;
    this.done = done;
    this.state = conversation.begun;
    this.ticks = 0;
    this.sent = parts;
    this.bus.write(parts);
  }

  /** InDataExchange: the front end handles the protocol of target 1. A card's own fault comes as nfcCardGone or nfcCardError. */
  exchange(data: Bytes, done: Answered): void {
    const length = data.length;
    if (length > cardBytesMax) return this.long(dataExchange, data, dataExchanged, done);
    /* LEN, LCS; DCS is what is left to 0 from D4, 40, 01 and the data. */
    this.command([startCode, length + 3, 253 - length, dataExchange, data, 235 - this.sum(data), 0], dataExchanged, done);
  }

  /** InCommunicateThru: bytes as they are, for commands that the front end does not know. */
  through(data: Bytes, done: Answered): void {
    const length = data.length;
    if (length > cardBytesMax) return this.long(communicateThru, data, communicatedThru, done);
    this.command([startCode, length + 2, 254 - length, communicateThru, data, 234 - this.sum(data), 0], communicatedThru, done);
  }

  /** From any state to a chip that lists cards. `version`: the chip's firmware version byte. */
  initialise(done: (fault: number, version: number) => void): void {
    this.counts.initialisations++;
    this.waiting = "";
    this.bus.wake();
    this.command([getFirmwareVersion], 0x03, (code: number, rest: Bytes, ic?: number) => {
      if (!code && ic !== pn532Ic) code = nfcVersion;
      if (code) return done(code, 0);
      const version = rest[0]!;
      this.command([samConfiguration], 0x15, (failed: number) => {
        if (failed) return done(failed, version);
        this.command([rfConfiguration], 0x33, (last: number) => done(last, version));
      });
    });
  }

  /** All steps back to health since boot: how healthy the line is. */
  recoveries(): number {
    const counts = this.counts;
    return counts.repeats + counts.aborts + counts.initialisations + counts.resets;
  }

  private long(head: Bytes, data: Bytes, wanted: number, done: Answered): void {
    this.command([encodeFrame(concat([head, data]))], wanted, done);
  }

  private busy(done: Answered): void {
    this.clock.after(0, () => done(nfcBusy, empty));
  }

  /**
   * The usual answer, whole and alone: its code and first byte, a postamble where LEN says, one sum over all of it. What
   * does not run costs too, since the interpreter reads over it: hence one small function behind the other from here on.
   */
  private heard(text: string): void {
    if (text === ackText) this.state |= conversation.acknowledged;
    else {
      if (this.waiting) text = this.whole(text);
      const bytes = this.bytes(text);
      /* A piece of less than four bytes has no length yet: the interpreter throws at an index that is no number. */
      const end = (bytes[3]! | 0) + 6;
      if (bytes[end] === 0 && bytes[6]! + bytes[7]! * 256 === this.wanted && (this.sum(bytes) & 255) === 255) {
        this.wanted = idle;
        this.done(0, bytes.subarray(8, end - 1));
      } else this.unusual(text, bytes, end);
    }
  }

  private whole(text: string): string {
    text = this.waiting + text;
    this.waiting = "";
    return text;
  }

  /** The beginning of a frame waits for its end. */
  private unusual(text: string, bytes: Bytes, end: number): void {
    if (bytes[end - 1] === undefined && bytes[2] === 255 && bytes[3]! + bytes[4]! === 256) this.waiting = text;
    else this.rare(text, bytes, end);
  }

  /** An answer to this command with another first byte. */
  private rare(text: string, bytes: Bytes, end: number): void {
    if (this.isWanted(bytes[6]) && end > 8 && bytes[end] === 0 && (this.sum(bytes) & 255) === 255) this.answered(bytes.subarray(7, end - 1));
    else this.burst(text, bytes);
  }

  /** An acknowledgement with more behind it; anything else is taken apart byte by byte. */
  private burst(text: string, bytes: Bytes): void {
    if (text.startsWith(ackText)) {
      this.state |= conversation.acknowledged;
      this.heard(text.substr(ackBytes));
    } else {
      this.decoder.feed(bytes);
      this.waiting = this.decoder.rest();
    }
  }

  /** What the decoder found. Anything but the answer to this very command is a leftover of one before. */
  private decoded(what: number, payload: Bytes): void {
    if (this.wanted === idle) return;
    if (what === kind.ack) this.state |= conversation.acknowledged;
    else if (what === kind.nack) this.step(conversation.heardNack);
    else if (what === kind.bad) this.step(conversation.heardBad);
    else if (payload[0] === 0x7f) this.step(conversation.heardError);
    else if (payload[0] === 0xd5 && this.isWanted(payload[1])) this.answered(payload.subarray(2));
  }

  /** `answer`: from behind its code on. */
  private answered(answer: Bytes): void {
    const first = answer[0]!;
    if (this.state >= conversation.begun) this.care = 0;
    this.finish(this.isExchange() ? cardFault(first) : 0, answer.subarray(1), first);
  }

  /** The line keeps its order: what stands before the acknowledgement belongs to the command before. */
  private isWanted(code: number | undefined): boolean {
    return code === (this.wanted & 255) && (this.wanted < wary || (this.state & conversation.acknowledged) !== 0);
  }

  private isExchange(): boolean {
    const code = this.wanted & 255;
    return code === dataExchanged || code === communicatedThru;
  }

  private finish(code: number, rest: Bytes, first: number | undefined): void {
    this.wanted = idle;
    this.done(code, rest, first);
  }

  private step(input: number): void {
    const action = input === conversation.timeUp && !this.isExchange() ? this.silence() : conversation.next(this, input);
    this.ticks = 0;
    this.care = wary;
    if (action < conversation.failed) this.counts.repeats++;
    if (action === conversation.send) this.bus.write(this.sent);
    else if (action === conversation.sendNack) {
      this.ticks = this.patience() - repeatTicks;
      this.bus.write(repeatFrame);
    } else this.fail(action - conversation.failed);
  }

  /** Nothing is lost by giving up a set-up command or a listing at once, and setting up anew cures more than repeating. */
  private silence(): number {
    return conversation.failed + (this.state & conversation.acknowledged ? nfcSilent : nfcNoAck);
  }

  /** An ACK from the host makes the chip drop what it does (6.2.1.3). */
  private fail(code: number): void {
    if (code !== nfcRefused) {
      this.counts.aborts++;
      this.fault = code;
      this.waiting = "";
      this.bus.write(abortFrame);
    }
    this.finish(code, empty, undefined);
  }

  private tick(): void {
    this.clock.after(tickMs, this.ticker);
    if (this.wanted === idle) return;
    if (++this.ticks < this.patience()) return;
    /* Half a frame of a dead answer must not swallow the repeated one. */
    this.waiting = "";
    this.step(conversation.timeUp);
  }

  private patience(): number {
    if (!(this.state & conversation.acknowledged)) return ackTicks;
    return this.isExchange() ? cardTicks : answerTicks;
  }
}

/** The status byte of an exchange (UM0701-02, 7.1): 1 is "the card did not answer in time". */
function cardFault(status: number | undefined): number {
  if (status === undefined) return nfcFrame;
  const error = status & 63;
  return error === 0 ? 0 : error === 1 ? nfcCardGone : nfcCardError;
}
