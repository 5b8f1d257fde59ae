import { Phones } from "../../firmware/src/credential/phone";
import { SecureCards } from "../../firmware/src/credential/secure-cards";
import { startEv1 } from "../../firmware/src/crypto/ev1-session";
import { startEv2 } from "../../firmware/src/crypto/ev2-session";
import type { Bytes } from "../../firmware/src/base/bytes";
import type { Clock, Timer } from "../../firmware/src/hal/clock";
import type { Link } from "../../firmware/src/hal/link";
import type { Board } from "../../firmware/src/reader/board";
import { Pins } from "../../firmware/src/reader/pins";
import { carryTries } from "../../firmware/src/store/tries";
import { startReader, type Reader } from "../../firmware/src/reader/reader";
import { encodeIdentity, type Identity } from "../../firmware/src/wire/identity";
import { nobleCipher } from "./board/cipher";
import { SimulatedCable } from "./board/cable";
import { DoorHardware } from "./board/door-hardware";
import { KeypadHardware } from "./board/keypad";
import { seededEntropy } from "./board/entropy";
import { SimulatedFlash } from "./board/flash";
import { jsNative } from "../hal/native";
import { startWatchdog } from "./board/watchdog";
import { cardFrom } from "./cards/card-from";
import { EmulatedPn532, type Pn532Timing } from "./pn532/pn532";
import { wireTo, type Wire, type Wired } from "./pn532/wires";

/** Pages of each region, as on a small board. */
export const regionPages = { identity: 1, state: 3, settings: 2, journal: 16, grants: 32 };
const pageBytes = 4096;
const version = 0x000100;
const versionText = "0.1.0";

export interface SimulatedReaderOptions {
  identity: Identity;
  clock: Clock;
  link: Link;
  /** Of the board's noise. */
  seed: number;
  timing?: Pn532Timing;
  /** To the front end; undefined: serial. */
  wire?: Wire;
  /** Flash of a reader that ran before; undefined: a fresh one. */
  image?: Bytes;
  /** False: none is wired. */
  keypad?: boolean;
  /** Where the board has other flash than `regionPages`. */
  pages?: Partial<typeof regionPages>;
}

/** A reader that runs the shipped firmware on simulated hardware: cards, wires and the power switch are in your hands. */
export class SimulatedReader {
  readonly flash: SimulatedFlash;
  readonly frontEnd: EmulatedPn532;
  readonly door: DoorHardware;
  readonly keypad: KeypadHardware;
  readonly cable = new SimulatedCable();
  private wired: Wired | undefined;
  private power: PoweredClock | undefined;
  private watchdog: { stop(): void } | undefined;
  private readonly pages: typeof regionPages;
  reader: Reader | undefined;
  /** How often the watchdog has started the board anew. */
  restarts = 0;

  constructor(private readonly options: SimulatedReaderOptions) {
    this.pages = { ...regionPages, ...options.pages };
    const pages = Object.values(this.pages).reduce((sum, count) => sum + count, 0);
    const { image, clock } = options;
    this.flash = new SimulatedFlash({ pageBytes, pages, ...(image ? { image } : {}) });
    if (!image) this.region("identity").write(0, encodeIdentity(options.identity, jsNative().crc32));
    this.frontEnd = options.timing ? new EmulatedPn532(clock, options.timing) : new EmulatedPn532(clock);
    this.door = new DoorHardware(() => clock.uptimeMs());
    this.keypad = new KeypadHardware(clock);
    this.powerOn();
  }

  /** Holds one card, or several parted by commas, to the reader until `remove`. Throws CARD_INVALID. */
  tap(cards: string): void {
    this.frontEnd.present(...cards.split(",").map(cardFrom));
  }

  remove(): void {
    this.frontEnd.remove();
  }

  /** Holds the front end's interrupt line still, where one is wired, or lets it go. */
  stickAlert(stuck: boolean): void {
    this.wired?.stickAlert(stuck);
  }

  powerOn(): void {
    this.frontEnd.powerOff(false);
    this.boot();
  }

  /** Everything that runs stops where it is, as when the cable is pulled. */
  powerOff(): void {
    this.halt();
    this.frontEnd.powerOff(true);
  }

  /** As the watchdog does it: the board starts anew, and the front end beside it notices nothing. */
  restart(): void {
    this.restarts++;
    this.halt();
    this.boot();
  }

  private boot(): void {
    const clock = (this.power = new PoweredClock(this.options.clock));
    this.watchdog?.stop();
    this.watchdog = startWatchdog(this.options.clock, { clock, alive: () => !!this.reader?.alive(), bite: () => this.restart() });
    this.flash.restore();
    const board = this.board(clock);
    this.reader = startReader(board, version);
    this.cable.plugInto(board, this.reader, versionText);
  }

  private halt(): void {
    this.power?.stop();
    this.watchdog?.stop();
    this.door.powerOff();
    this.keypad.powerOff();
    this.cable.dead();
    this.options.link.listen(() => undefined);
  }

  /** The flash region `name`, for looking and for preparing. */
  region(name: keyof typeof regionPages) {
    return this.flash.region(this.firstPage(name), this.pages[name]);
  }

  /** Where it begins. */
  firstPage(name: keyof typeof regionPages): number {
    const names = Object.keys(this.pages) as (keyof typeof regionPages)[];
    return names.slice(0, names.indexOf(name)).reduce((sum, one) => sum + this.pages[one], 0);
  }

  private board(clock: Clock): Board {
    const { door, frontEnd, options } = this;
    this.wired = wireTo(frontEnd, options.wire ?? "serial", clock);
    return {
      clock,
      entropy: seededEntropy(options.seed),
      cipher: nobleCipher(),
      native: jsNative(),
      nfc: this.wired.bus,
      openLink: () => options.link,
      relay: door.relay,
      green: door.green,
      red: door.red,
      buzzer: door.buzzer,
      contact: door.contact,
      rex: door.rex,
      tamper: door.tamper,
      nfcReset: this.wired.bus.faster ? { set: (on: boolean) => (on ? undefined : frontEnd.reset()) } : undefined,
      flash: {
        identity: this.region("identity"),
        state: this.region("state"),
        settings: this.region("settings"),
        journal: this.region("journal"),
        grants: this.region("grants"),
      },
      secureCards: (room) => new SecureCards(room, startEv2, startEv1),
      phones: (room) => new Phones(room),
      ...(options.keypad !== false && { pins: (room) => new Pins(room, this.keypad.lines), carryTries }),
      freeBlocks: () => 65535,
      stepDone: () => undefined,
    };
  }
}

/** The site's clock as one boot sees it: its uptime starts now, and `stop` takes all of its timers off the site's, so that nothing waits for a reader without power. */
class PoweredClock implements Clock {
  private readonly startMs: number;
  private readonly pending = new Set<Timer>();
  private on = true;

  constructor(private readonly clock: Clock) {
    this.startMs = clock.uptimeMs();
  }

  uptimeMs(): number {
    return this.clock.uptimeMs() - this.startMs;
  }

  boardSeconds(): number {
    return this.clock.boardSeconds();
  }

  after(delayMs: number, run: () => void): Timer {
    const timer = this.clock.after(delayMs, () => {
      this.pending.delete(timer);
      if (this.on) run();
    });
    this.pending.add(timer);
    return timer;
  }

  later(run: () => void, delayMs: number): void {
    this.after(delayMs, run);
  }

  cancel(timer: Timer | undefined): void {
    if (timer) this.pending.delete(timer);
    this.clock.cancel(timer);
  }

  stop(): void {
    this.on = false;
    for (const timer of this.pending) this.clock.cancel(timer);
    this.pending.clear();
  }
}
