import type { Identity } from "../wire/identity";
import type { Candidate } from "../credential/identify";
import type { Board } from "./board";
import type { Stores } from "./stores";
import { toHex } from "../base/bytes";
import type { Thrown } from "../base/fault";
import { codeOf, identityMissing } from "../base/fault";
import { createTokens } from "../credential/token";
import { tokenKeyOf, wrapKeyOf } from "../crypto/kdf";
import { Door } from "../door/door";
import { Signal } from "../door/signal";
import type { Poller } from "../nfc/poller";
import type { Pn532 } from "../nfc/pn532";
import { createPoller } from "../nfc/poller";
import { createPn532, recoveries } from "../nfc/pn532";
import { isProvisioned, readIdentity } from "../store/identity";
import { createSeal } from "../sync/seal";
import { Session } from "../sync/session";
import * as event from "../wire/event";
import * as record from "../wire/record";
import { Capture } from "./capture";
import { Health, hopelessMs } from "./health";
import { Orders } from "./orders";
import { Recoveries } from "./recoveries";
import { Recorder } from "./recorder";
import { openStores } from "./stores";
import { takesTraces } from "../sync/takes-traces";
import { createTaps, type Taps } from "./taps";
import { WallClock } from "./wall-clock";

/** What the board's own program sees of a running reader; nothing is inside where a board has no identity yet. */
export interface Reader extends Partial<Inside> {
  /** 16 hexadecimal digits; empty for a board that has no identity yet. */
  id: string;
  epoch: number;
  /** True when polling and timers made progress since the last call: the watchdog's proof. */
  alive(): boolean;
  /** A fault that nothing else caught. */
  faulted(caught: unknown): void;
  /** What the last such fault said, for the technician; empty: none since boot. */
  lastFault: string;
}

/** What of a running reader the cable may use (reader/cable). */
export interface Inside {
  readonly stores: Stores;
  readonly wall: WallClock;
  readonly recorder: Recorder;
  /** Undefined where no traces are taken. */
  readonly capture: Capture | undefined;
}

const faultTextMax = 160;

/** The whole reader on `board`, from here on by itself. `version` as wire/message carries it. */
export function startReader(board: Board, version: number): Reader {
  board.relay.set(false);
  const identity = readIdentity(board.flash.identity, board.native);
  if (!identity) return waiting(board, "", isProvisioned(board.flash.identity, board.native) ? textOf({ fault: identityMissing }) : "");
  let stores;
  try {
    stores = openStores(board, identity);
  } catch (e) {
    return waiting(board, toHex(identity.readerId), textOf(e));
  }
  return new House(board, { identity: identity, stores: stores }, version);
}

/** A board that nobody has provisioned, or whose flash cannot be used, keeps its door shut and says so by its light; what may be better after a start is tried again. */
function waiting(board: Board, id: string, lastFault: string): Reader {
  let alive = true;
  new Signal({ clock: board.clock, green: board.green, red: board.red, buzzer: board.buzzer }).trouble();
  if (id) board.clock.after(hopelessMs, () => (alive = false));
  return { id: id, epoch: 0, alive: () => alive, faulted: () => undefined, lastFault: lastFault };
}

/** For the technician: the number of a fault of ours, or what the interpreter says of another's. */
function textOf(caught: unknown): string {
  const own = (caught as Thrown).fault;
  return own ? "fault " + own : ("" + caught + " " + ((caught as { stack?: string }).stack ?? "")).substr(0, faultTextMax);
}

/** The rooms of one reader and the doors between them; it decides nothing itself. */
class House implements Reader {
  readonly id: string;
  readonly epoch: number;
  lastFault: string;
  private readonly board: Board;
  readonly stores: Stores;
  readonly wall: WallClock;
  readonly recorder: Recorder;
  private readonly door: Door;
  private readonly signal: Signal;
  private readonly health: Health;
  private readonly pn532: Pn532;
  private readonly poller: Poller;
  readonly capture: Capture | undefined;
  private readonly session: Session;

  constructor(board: Board, opened: { identity: Identity; stores: Stores }, version: number) {
    const identity = opened.identity;
    const clock = board.clock;
    this.board = board;
    this.lastFault = "";
    this.id = toHex(identity.readerId);
    const stores = (this.stores = opened.stores);
    this.epoch = stores.state.epoch;
    board.stepDone();
    this.wall = new WallClock(clock, identity.provisionedAt, stores.journal.lastSureTime());
    this.recorder = new Recorder(stores.journal, this.wall, clock, {
      door: () => stores.settings.door,
      written: () => this.session && this.session.nudge(),
    });
    this.door = this.openDoor();
    this.signal = new Signal({ clock: clock, green: board.green, red: board.red, buzzer: board.buzzer });
    this.health = new Health({
      clock: clock,
      stores: stores,
      door: this.door,
      wall: this.wall,
      signal: this.signal,
      recorder: this.recorder,
      recoveries: new Recoveries(clock, this.recorder, () => this.poller.steps()),
    });
    this.pn532 = createPn532(board.nfc, clock, board.native);
    this.poller = this.watchField(identity.deviceKey);
    if (takesTraces) this.capture = this.openCapture();
    this.session = this.joinBackend(identity, version);
    this.start();
  }

  alive(): boolean {
    return this.health.progressed(this.poller.turns);
  }

  faulted(caught: unknown): void {
    this.lastFault = textOf(caught);
    this.poller.revive();
    this.recorder.event(record.system, event.faultSeen, codeOf(caught));
  }

  private start(): void {
    this.recorder.event(record.system, event.booted, this.epoch);
    this.door.start();
    this.poller.start();
    this.session.start();
    this.health.start();
  }

  private openCapture(): Capture {
    return new Capture({
      bus: this.board.nfc,
      clock: this.board.clock,
      native: this.board.native,
      attach: (bus) => this.pn532.attach(bus),
      nextSequence: () => this.stores.journal.nextSequence,
      ready: () => this.session.nudge(),
    });
  }

  private openDoor(): Door {
    const board = this.board;
    return new Door({
      clock: board.clock,
      relay: board.relay,
      contact: board.contact,
      rex: board.rex,
      tamper: board.tamper,
      record: (what, detail) => {
        this.recorder.event(record.doorEvent, what, detail);
      },
      settings: () => this.stores.settings,
    });
  }

  private watchField(deviceKey: Uint8Array): Poller {
    const cipher = this.board.cipher;
    const taps = createTaps({
      tokenOf: createTokens(cipher, tokenKeyOf(cipher, deviceKey)),
      grants: this.stores.grants,
      settings: () => this.stores.settings,
      wall: this.wall,
      recorder: this.recorder,
      door: this.door,
      signal: this.signal,
    });
    this.admitProofs(taps, deviceKey);
    return createPoller({
      pn532: this.pn532,
      clock: this.board.clock,
      native: this.board.native,
      reset: this.board.nfcReset,
      resetAlways: this.board.nfc.faster !== undefined,
      listener: {
        present: taps.present,
        removed: taps.removed,
        tooMany: taps.tooMany,
        lost: (code) => this.health.frontEndLost(code),
        back: () => this.health.frontEndBack(),
      },
    });
  }

  /** Cards and phones that prove themselves, as far as this board has parts for them. */
  private admitProofs(taps: Taps, deviceKey: Uint8Array): void {
    const stores = this.stores;
    const board = this.board;
    const room = {
      cipher: board.cipher,
      native: board.native,
      random: stores.random,
      deviceKey: deviceKey,
      wrapKey: wrapKeyOf(board.cipher, deviceKey),
      settings: () => stores.settings,
      groupKey: () => stores.settings.phones,
      door: () => stores.settings.door,
      known: (candidate: Candidate) => taps.known(candidate),
    };
    if (board.secureCards) taps.secureCards = board.secureCards(room);
    if (board.phones) taps.phones = board.phones(room);
    if (board.pins) taps.pins = board.pins({ clock: board.clock, native: board.native, state: stores.state, signal: this.signal });
  }

  private joinBackend(identity: Identity, version: number): Session {
    const board = this.board;
    const stores = this.stores;
    const seal = { deviceKey: identity.deviceKey, readerId: identity.readerId, epoch: this.epoch, up: true };
    return new Session({
      link: board.openLink(identity),
      clock: board.clock,
      seal: createSeal(board.cipher, board.native, seal),
      random: stores.random,
      journal: stores.journal,
      grants: stores.grants,
      capture: this.capture,
      listener: new Orders({ stores: stores, door: this.door, wall: this.wall, recorder: this.recorder, capture: this.capture }),
      status: () => ({
        settingsVersion: stores.settings.version,
        commandDone: stores.state.commandDone,
        uptimeS: Math.floor(board.clock.uptimeMs() / 1000),
        time: this.wall.now(),
        flags: this.health.flags(),
        recoveries: recoveries(this.pn532.counts),
        freeBlocks: board.freeBlocks(),
        firmware: version,
      }),
    });
  }
}
