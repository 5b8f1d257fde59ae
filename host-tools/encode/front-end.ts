import type { Bytes } from "../../firmware/src/base/bytes";
import { concat } from "../../firmware/src/base/bytes";
import * as fault from "../../firmware/src/base/fault";
import type { Bus } from "../../firmware/src/hal/bus";
import type { Clock, Timer } from "../../firmware/src/hal/clock";
import type { Target } from "../../firmware/src/nfc/iso14443a";
import { parseTargets } from "../../firmware/src/nfc/iso14443a";
import type { Pn532 } from "../../firmware/src/nfc/pn532";
import { createPn532, listTargets } from "../../firmware/src/nfc/pn532";
import type { SerialLine } from "../device/serial";
import { jsNative } from "../hal/native";
import * as failures from "./failures";

/** In a listing's frame: LEN, which counts from two bytes before the data, and where these begin. */
const dataAt = 7;
const lenAt = 3;
const pauseMs = 100;
/** Wakes a PN532 from power-down on its serial line (7.2.11). */
const wakeUp = "\x55\x55" + "\0".repeat(14);

/** The card on the bench, as long as it lies there. */
export interface CardLink {
  target: Target;
  /** One command APDU. Throws CARD_GONE's cause `CardGone` when no answer came. */
  exchange(apdu: Bytes): Promise<Bytes>;
}

/** The card left in the middle, or said nothing that could be understood. What it was doing then decides what to tell. */
export class CardGone extends Error {}

/** A serial line as the firmware's driver wants it. */
export function serialBus(line: SerialLine): Bus {
  return {
    write: (parts) => line.write(Buffer.from(concat(parts.map((part) => (typeof part === "number" ? Uint8Array.of(part) : part)))).toString("latin1")),
    wake: () => line.write(wakeUp),
    listen: (receive) => line.onText(receive),
  };
}

/** A clock for as long as the bench is in use: the driver keeps one timer running for as long as there is time. */
class PassingClock implements Clock {
  private readonly running = new Set<Timer>();
  private stopped = false;

  constructor(private readonly clock: Clock) {}

  uptimeMs(): number {
    return this.clock.uptimeMs();
  }

  boardSeconds(): number {
    return this.clock.boardSeconds();
  }

  after(delayMs: number, run: () => void): Timer {
    if (this.stopped) return { id: 0 };
    const timer = this.clock.after(delayMs, () => {
      this.running.delete(timer);
      run();
    });
    this.running.add(timer);
    return timer;
  }

  later(run: () => void, delayMs: number): void {
    this.after(delayMs, run);
  }

  cancel(timer: Timer | undefined): void {
    this.clock.cancel(timer);
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.running) this.clock.cancel(timer);
  }
}

/** A PN532 on the bench, driven by the firmware's own code. */
export class FrontEnd {
  private readonly pn532: Pn532;
  private readonly clock: PassingClock;

  constructor(
    bus: Bus,
    clock: Clock,
    private readonly path: string,
  ) {
    this.clock = new PassingClock(clock);
    this.pn532 = createPn532(bus, this.clock, jsNative());
  }

  /** Nothing is sent or waited for any more. */
  stop(): void {
    this.clock.stop();
  }

  /** Throws FRONT_END_SILENT or FRONT_END_OTHER. */
  async start(): Promise<void> {
    for (let tries = 3; ; tries--) {
      const code = await new Promise<number>((done) => this.pn532.initialise(done));
      if (code === 0) return;
      if (tries <= 1) throw failures.frontEnd(this.path, code === fault.nfcVersion);
    }
  }

  /** The one card that lies on the antenna within `waitMs`. Throws CARD_NONE, CARD_SEVERAL. */
  async card(waitMs: number): Promise<CardLink> {
    const endMs = this.clock.uptimeMs() + waitMs;
    for (;;) {
      const targets = await this.list();
      if (targets.length > 1) throw failures.several();
      if (targets.length === 1) return { target: targets[0]!, exchange: (apdu) => this.exchange(apdu) };
      if (this.clock.uptimeMs() >= endMs) throw failures.none(this.path);
      await new Promise<void>((next) => void this.clock.after(pauseMs, next));
    }
  }

  private list(): Promise<Target[]> {
    return new Promise((done) => {
      this.pn532.command(listTargets.parts, listTargets.code, (code: number, frame: Bytes) => {
        done(code ? [] : targetsIn(frame.slice(dataAt, frame[lenAt]! + dataAt - 2)));
      });
    });
  }

  private exchange(apdu: Bytes): Promise<Bytes> {
    return new Promise((done, fail) => {
      this.pn532.exchange(apdu, (code: number, rest: Bytes) => {
        if (code) fail(new CardGone(`fault ${code}`));
        else done(Uint8Array.from(rest));
      });
    });
  }
}

/** A card at the edge of the field says things that are no listing: it is not there yet. */
function targetsIn(listing: Bytes): Target[] {
  try {
    return parseTargets(listing[0]!, listing.subarray(1));
  } catch {
    return [];
  }
}
