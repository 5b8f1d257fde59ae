import type { Bytes } from "../base/bytes";
import type { Bus } from "../hal/bus";
import type { Clock, Timer } from "../hal/clock";
import type { Native } from "../hal/native";
import { nfcBusy, nfcVersion } from "../base/fault";
import * as conversation from "./conversation";
import { FrameDecoder, encodeFrame } from "./pn532-frame";
import * as kind from "./pn532-frame";

/** The chip acknowledges within 15 ms; a slow serial driver or scheduler may add to that. */
const ackMs = 250;
/** The answer asked for again with a NACK comes at once. */
const repeatMs = 250;
const setUpMs = 500;

const ackFrame = new Uint8Array([0, 0, 255, 0, 255, 0]);
const nackFrame = new Uint8Array([0, 0, 255, 255, 0, 0]);
/** Wakes the chip from power-down on its serial line (UM0701-02, 7.2.11), harmless otherwise. */
const wakeUp = new Uint8Array([85, 85, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
const getFirmwareVersion = encodeFrame(new Uint8Array([0xd4, 0x02]));
/** Normal mode, no SAM, no interrupt line (7.2.10). */
const samConfiguration = encodeFrame(new Uint8Array([0xd4, 0x14, 1, 0, 0]));
/** Retries (7.3.1, item 5): ATR and PSL once, activation some 20 times, about 100 ms, so that each listing ends by itself. */
const rfConfiguration = encodeFrame(new Uint8Array([0xd4, 0x32, 5, 0, 0, 20]));
/** The IC byte of a PN532 (7.2.2). */
const pn532Ic = 0x32;

export type Answered = (fault: number, answer: Bytes) => void;
const empty = new Uint8Array(0);

/** The PN532's commands over its high-speed UART, one at a time. */
export class Pn532 {
  /** Repeats, aborts and re-initialisations since boot: how healthy the line is. */
  recoveries: number;
  private readonly bus: Bus;
  private readonly clock: Clock;
  private readonly decoder: FrameDecoder;
  private talk: conversation.Talk | undefined;
  private frame: Bytes;
  private timeoutMs: number;
  private timer: Timer | undefined;
  private done: Answered;

  constructor(bus: Bus, clock: Clock, native: Native) {
    this.bus = bus;
    this.clock = clock;
    this.recoveries = 0;
    this.talk = undefined;
    this.frame = empty;
    this.timeoutMs = 0;
    this.timer = undefined;
    this.done = () => undefined;
    this.decoder = new FrameDecoder(native, (what: number, payload: Bytes) => this.heard(what, payload));
    bus.listen((chunk: Bytes) => this.decoder.feed(chunk));
  }

  /**
   * Sends `frame` (of encodeFrame) and gives the answer from after its code byte on; `timeoutMs` runs from the
   * acknowledgement. Throws { fault: nfcBusy }-wise by calling back later when another command still runs.
   */
  command(frame: Bytes, timeoutMs: number, done: Answered): void {
    if (this.talk) {
      this.clock.after(0, () => done(nfcBusy, empty));
      return;
    }
    this.frame = frame;
    this.timeoutMs = timeoutMs;
    this.done = done;
    this.talk = conversation.begin();
    this.act();
  }

  /** From any state to a chip that lists cards. `version`: the chip's firmware version byte. */
  initialise(done: (fault: number, version: number) => void): void {
    this.recoveries++;
    this.decoder.reset();
    this.bus.write(wakeUp);
    this.command(getFirmwareVersion, setUpMs, (code: number, answer: Bytes) => {
      if (!code && answer[0] !== pn532Ic) code = nfcVersion;
      if (code) return done(code, 0);
      const version = answer[1]!;
      this.command(samConfiguration, setUpMs, (failed: number) => {
        if (failed) return done(failed, version);
        this.command(rfConfiguration, setUpMs, (last: number) => done(last, version));
      });
    });
  }

  private heard(what: number, payload: Bytes): void {
    const talk = this.talk;
    if (!talk) return;
    if (what === kind.ack) this.step(conversation.heardAck);
    else if (what === kind.nack) this.step(conversation.heardNack);
    else if (what === kind.bad) this.step(conversation.heardBad);
    else if (payload[0] === 0x7f) this.step(conversation.heardError);
    /* Anything but the answer to this very command is a leftover of one before. */
    else if (payload[0] === 0xd5 && payload[1] === this.code() + 1) this.finish(0, payload.subarray(2));
  }

  private code(): number {
    return this.frame[3] === 255 && this.frame[4] === 255 ? this.frame[9]! : this.frame[6]!;
  }

  private step(input: number): void {
    conversation.next(this.talk!, input);
    this.act();
  }

  private act(): void {
    const talk = this.talk!;
    if (talk.action === conversation.send) {
      if (talk.tries < 2) this.recoveries++;
      this.bus.write(this.frame);
      this.wait(ackMs);
    } else if (talk.action === conversation.sendNack) {
      this.recoveries++;
      this.bus.write(nackFrame);
      this.wait(repeatMs);
    } else if (talk.phase === conversation.over) {
      if (talk.action === conversation.abort) this.abort();
      this.finish(talk.fault, empty);
    } else if (talk.phase === conversation.waitAnswer) this.wait(this.timeoutMs);
  }

  /** An ACK from the host makes the chip drop what it does (6.2.1.3). */
  private abort(): void {
    this.recoveries++;
    this.decoder.reset();
    this.bus.write(ackFrame);
  }

  private wait(ms: number): void {
    this.clock.cancel(this.timer);
    this.timer = this.clock.after(ms, () => {
      /* Half a frame of a dead answer must not swallow the repeated one. */
      this.decoder.reset();
      this.step(conversation.timeUp);
    });
  }

  private finish(code: number, answer: Bytes): void {
    this.clock.cancel(this.timer);
    this.talk = undefined;
    this.done(code, answer);
  }
}
