import type { Bytes } from "../../base/bytes";
import type { Bus, Parts } from "../../hal/bus";
import type { Clock } from "../../hal/clock";
import type { AlertLine } from "../../hal/device";
import type { Native } from "../../hal/native";
import type { FramePort } from "./frame-port";
import { abortFrame, repeatFrame } from "../pn532-frame";

/** An acknowledgement is ready within a millisecond, an answer when a card has answered. */
const ackPollMs = 1;
const answerPollMs = 4;
/** With an interrupt line the status is looked at only to find out that the line is stuck. */
const distrustMs = 40;
const ackBytes = 6;
/** Read at once: answers of most commands, or as much as tells how long a longer one is. */
const usualBytes = 48;

export interface AskedBusParts {
  port: FramePort;
  clock: Clock;
  native: Native;
  /** Undefined where none is wired: then the status is polled. */
  alert: AlertLine | undefined;
}

/** The PN532 on SPI or I2C as a stream of bytes: knows which frames the chip owes and fetches each when it is ready. */
export class AskedBus implements Bus {
  /** How often the status said "ready" and the interrupt line did not. */
  tally: { alertsMissed: number } | undefined;
  /** Frames that are to come: 2 after a command, its acknowledgement and its answer. */
  private owed: number;
  private bytes: number;
  private readonly port: FramePort;
  private readonly parts: AskedBusParts;
  private receive: (chunk: string) => void;
  /** Rises with every write: a look planned before it is out of date. */
  private turn: number;

  constructor(parts: AskedBusParts) {
    this.tally = undefined;
    this.owed = 0;
    this.bytes = usualBytes;
    this.port = parts.port;
    this.parts = parts;
    this.receive = () => undefined;
    this.turn = 0;
    const alert = parts.alert;
    if (!alert) return;
    alert.watch(() => this.alerted());
  }

  listen(receive: (chunk: string) => void): void {
    this.receive = receive;
  }

  wake(): void {
    this.port.wake();
  }

  write(parts: Parts): void {
    this.port.write(parts);
    this.owed = parts === abortFrame ? 0 : parts === repeatFrame ? 1 : 2;
    this.bytes = usualBytes;
    this.turn++;
    this.later();
  }

  private later(): void {
    if (this.owed === 0) return;
    const turn = this.turn;
    const ms = this.parts.alert ? distrustMs : this.owed === 2 ? ackPollMs : answerPollMs;
    this.parts.clock.after(ms, () => {
      if (turn === this.turn) this.look();
    });
  }

  private look(): void {
    if (!this.port.ready()) return this.later();
    if (this.parts.alert && this.tally) this.tally.alertsMissed++;
    this.fetch();
  }

  private alerted(): void {
    if (this.owed && this.port.ready()) this.fetch();
  }

  private fetch(): void {
    this.turn++;
    if (this.owed === 2) return this.pass(this.port.read(ackBytes));
    const bytes = this.port.read(this.bytes);
    /* Some copies of the chip leave out the first 00. */
    const lengthAt = bytes[1] === 255 ? 2 : 3;
    if (bytes[lengthAt]! + bytes[lengthAt + 1]! !== 256) return this.pass(bytes);
    const whole = bytes[lengthAt]! + lengthAt + 4;
    if (whole > this.bytes) this.askLonger(whole);
    else this.pass(bytes.subarray(0, whole));
  }

  private pass(bytes: Bytes): void {
    this.owed--;
    this.later();
    this.receive(this.parts.native.text(bytes));
  }

  /** The rest of a frame that is read in part is lost; asked to repeat, the chip gives it from the start. */
  private askLonger(bytes: number): void {
    this.port.write(repeatFrame);
    this.bytes = bytes;
    this.later();
  }
}
