import { concat, type Bytes } from "../../../firmware/src/base/bytes";
import type { Bus } from "../../../firmware/src/hal/bus";
import type { Clock, Timer } from "../../../firmware/src/hal/clock";
import { flatten, textOf } from "../../hal/parts";
import type { EmulatedCard } from "../cards/card";
import { Commands, type Reply } from "./commands";
import { Accidents, asSent, asTheManualSays, type Quirks } from "./faults";
import { Field } from "./field";
import { Departure } from "./departure";
import { ackFrame, answerFrame, errorFrame, HostFrameReader, type HostFrame } from "./host-frames";

/** How long the chip and the air take; zero everywhere is allowed. */
export interface Pn532Timing {
  ackMs: number;
  answerMs: number;
}

const nothing = new Uint8Array(0);
const wakeUpByte = 0x55;
/** What a host sends on a serial line to wake the chip (7.2.11). */
export const serialWakeUp = Uint8Array.of(wakeUpByte, wakeUpByte, ...new Uint8Array(14));
const powerDown = 0x16;
const setSerialBaudRate = 0x10;
/** By BR (7.2.8). */
const serialBauds = [9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1288000];
/** Of a chip just switched on (6.2.3). */
export const firstBaud = 115200;
/** InDataExchange and InCommunicateThru. */
const exchanges = [0x40, 0x42];
const endlessLookMs = 5;
/** A host that is late takes so long for each frame that waits for it. */
const hostWorkMs = 5;

/** A PN532 on its serial line, byte for byte, with cards in front of it and accidents on call. */
export class EmulatedPn532 {
  /** Commands heard since power-on, by code: what a test counts. */
  readonly commandsHeard: number[] = [];
  /** How often something has gone wrong here on purpose: accidents that were planned count when they happen. */
  suffered = 0;
  private readonly field = new Field(() => this.suffered++);
  readonly quirks: Quirks = { ...asTheManualSays };
  private readonly commands = new Commands(this.field, this.quirks);
  private readonly accidents = new Accidents(() => this.suffered++);
  private readonly departure = new Departure();
  /** An acknowledgement held back for its answer. */
  private held: Uint8Array = nothing;
  /** A card that asks for more time again and again: exchanges do not end while it is there. */
  private endless = false;
  private readonly reader = new HostFrameReader();
  private output: (bytes: Bytes) => void = () => undefined;
  /** What the line holds back from the host, in its order, and for how long it will next time. */
  private heldBack: Bytes[] | undefined;
  private lateMs = 0;
  private lastAnswer: Uint8Array | undefined;
  /** Work under way: an abort or the next command drops it. */
  private job: { timer: Timer | undefined; forget: () => void } | undefined;
  private silent = false;
  /** Serial lines wake the chip (7.2.11): at power-on and after PowerDown it hears nothing before a byte 55. */
  private asleep = true;
  /** Bits a second on its serial line, and what was agreed on: it counts from the host's acknowledgement on (SetSerialBaudRate, 7.2.8). */
  baud = firstBaud;
  private agreed: number | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly timing: Pn532Timing = { ackMs: 1, answerMs: 2 },
  ) {}

  /** The host's end of the line, for use in memory. */
  readonly bus: Bus = {
    write: (parts) => {
      const sent = flatten(parts);
      this.clock.after(0, () => this.feed(sent));
    },
    wake: () => this.bus.write([serialWakeUp]),
    listen: (receive) => this.onOutput((bytes) => receive(textOf(bytes))),
  };

  onOutput(listen: (bytes: Bytes) => void): void {
    this.output = listen;
  }

  /** Told once after each `remove`, when the reader has noticed it. */
  onNoticedGone(told: () => void): void {
    this.departure.onNoticed(told);
  }

  present(...cards: EmulatedCard[]): void {
    this.departure.begin();
    this.field.present(...cards);
  }

  remove(): void {
    this.departure.begin();
    this.field.remove();
    this.endless = false;
  }

  /** Accidents planned that have not happened will not. */
  calm(): void {
    this.accidents.forget();
    for (const bytes of this.heldBack ?? []) this.output(bytes);
    this.heldBack = undefined;
    this.endless = false;
  }

  get powered(): boolean {
    return !this.silent;
  }

  /** The card is pulled away after `count` further exchanges with it. */
  tear(count: number): void {
    this.field.tear(count);
  }

  /** The `count`th answer from now has a wrong byte. */
  garble(count: number): void {
    this.accidents.plan("garble", count);
  }

  /** The `count`th answer from now is never sent. */
  mute(count: number): void {
    this.accidents.plan("mute", count);
  }

  /** Of the `count`th answer from now the second half is lost. */
  cut(count: number): void {
    this.accidents.plan("cut", count);
  }

  /** The `count`th acknowledgement from now is never sent. */
  loseAck(count: number): void {
    this.accidents.plan("loseAck", count);
  }

  /** The next command is carried out, and the host learns nothing of it; said while the one before is still to be answered. */
  loseNext(): void {
    this.loseAck(1);
    this.mute(2);
  }

  /** From the `count`th acknowledgement from now on the host hears nothing for `ms`, then everything: it was busy, or its driver. */
  late(count: number, ms: number): void {
    this.accidents.plan("late", count);
    this.lateMs = ms;
  }

  /** The cards there ask for more time without end, until they are taken away. */
  stall(): void {
    this.endless = true;
  }

  /** Power gone (true) or back (false): silence, then the power-on state. */
  powerOff(off: boolean): void {
    if (off) this.suffered++;
    this.silent = off;
    this.held = nothing;
    this.dropJob();
    this.commands.reset();
    this.asleep = true;
    this.baud = firstBaud;
    this.agreed = undefined;
  }

  /** Its reset line goes up again (RSTPD_N): as after power-on, if it has power. */
  reset(): void {
    if (this.powered) this.powerOff(false);
  }

  /** Bytes that come down the line by themselves: noise. */
  noise(bytes: Bytes): void {
    this.suffered++;
    this.output(bytes);
  }

  /** Woken as SPI and I2C wake it: by being addressed. */
  rouse(): void {
    this.asleep = false;
  }

  feed(bytes: Bytes): void {
    const awake = this.silent ? undefined : this.wake(bytes);
    if (awake) for (const frame of this.reader.feed(awake)) this.heard(frame);
  }

  /** What is left to hear of `bytes` once the chip is awake. */
  private wake(bytes: Bytes): Bytes | undefined {
    if (!this.asleep) return bytes;
    const at = bytes.indexOf(wakeUpByte);
    if (at < 0) return undefined;
    this.asleep = false;
    return bytes.subarray(at + 1);
  }

  private heard(frame: HostFrame): void {
    if (frame.kind === "ack") this.acknowledged();
    else if (frame.kind === "nack") this.later(this.timing.ackMs, () => this.lastAnswer && this.send(this.lastAnswer));
    else if (frame.kind === "command") this.start(frame.data.subarray(1));
    /* A frame with a wrong checksum is neither acknowledged nor answered: the host's own clock finds out. */
  }

  private acknowledged(): void {
    this.departure.dropped();
    this.baud = this.agreed ?? this.baud;
    this.agreed = undefined;
    this.dropJob();
  }

  private start(command: Uint8Array): void {
    this.dropJob();
    this.lastAnswer = this.agreed = undefined;
    this.commandsHeard.push(command[0]!);
    this.departure.heard(command[0]!);
    this.later(this.timing.ackMs + this.quirks.slowAckMs, () => {
      this.acknowledge();
      this.later(this.timing.answerMs, () => this.attempt(command));
    });
  }

  private holdBack(): void {
    if (this.heldBack) return;
    this.heldBack = [];
    this.clock.after(this.lateMs, () => this.catchUp());
  }

  /** Frame by frame: the host has work with each, while new ones come in behind. */
  private catchUp(): void {
    const first = this.heldBack?.shift();
    if (first) this.output(first);
    if (this.heldBack?.length) this.clock.after(hostWorkMs, () => this.catchUp());
    else this.heldBack = undefined;
  }

  private acknowledge(): void {
    if (this.accidents.happens("late")) this.holdBack();
    if (this.accidents.happens("loseAck")) return;
    if (this.quirks.burst) this.held = ackFrame;
    else this.send(ackFrame);
  }

  private attempt(command: Uint8Array): void {
    if (this.endless && exchanges.includes(command[0]!)) {
      this.suffered++;
      return this.later(endlessLookMs, () => this.attempt(command));
    }
    const reply = this.commands.reply(command);
    if (reply === "syntax error") this.send(errorFrame);
    else if (reply instanceof Uint8Array) this.answer(command[0]!, reply);
    else this.wait(command, reply);
  }

  /** Nothing in the field yet: a card that comes in time is found at once. */
  private wait(command: Uint8Array, reply: Exclude<Reply, Uint8Array | string>): void {
    const forget = this.field.onceArrived(() => {
      this.dropJob();
      this.later(this.timing.answerMs, () => this.attempt(command));
    });
    const giveUp = () => {
      forget();
      this.answer(command[0]!, reply.then);
    };
    const timer = reply.waitMs === Infinity ? undefined : this.clock.after(reply.waitMs, giveUp);
    this.job = { timer, forget };
  }

  private answer(code: number, data: Uint8Array): void {
    this.departure.answer(code, data);
    const frame = answerFrame(Uint8Array.of(0xd5, code + 1, ...data));
    this.lastAnswer = frame;
    if (code === powerDown) this.asleep = true;
    if (code === setSerialBaudRate) this.agreed = serialBauds[this.commands.serialRate];
    if (this.accidents.happens("mute")) return;
    if (this.accidents.happens("garble")) this.send(frame.map((byte, i) => (i === frame.length - 3 ? byte ^ 0x10 : byte)));
    else this.send(this.accidents.happens("cut") ? frame.subarray(0, frame.length >> 1) : asSent(frame, this.quirks));
  }

  private later(ms: number, run: () => void): void {
    this.job = { timer: this.clock.after(ms, run), forget: () => undefined };
  }

  private dropJob(): void {
    if (!this.job) return;
    this.clock.cancel(this.job.timer);
    this.job.forget();
    this.job = undefined;
  }

  private send(bytes: Uint8Array): void {
    const all = this.held.length > 0 ? concat([this.held, bytes]) : bytes;
    this.held = nothing;
    if (this.silent) return;
    if (this.heldBack) this.heldBack.push(all);
    else if (this.quirks.dribble) for (const byte of all) this.output(Uint8Array.of(byte));
    else this.output(all);
  }
}
