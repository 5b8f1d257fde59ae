import type { Identity } from "../wire/identity";
import type { Settings } from "../wire/settings";
import type { Board } from "./board";
import { toHex } from "../base/bytes";
import { codeOf, identityMissing } from "../base/fault";
import { createTokens } from "../credential/token";
import { createDrbg } from "../crypto/drbg";
import { tokenKeyOf } from "../crypto/kdf";
import { Door } from "../door/door";
import { Signal } from "../door/signal";
import { Poller } from "../nfc/poller";
import { Pn532 } from "../nfc/pn532";
import { Grants } from "../store/grants";
import { readIdentity } from "../store/identity";
import { Journal } from "../store/journal";
import { SettingsStore } from "../store/settings";
import { openState } from "../store/state";
import { createSeal } from "../sync/seal";
import { Session } from "../sync/session";
import { policyKeepNewest } from "../wire/settings";
import { Health } from "./health";
import { Orders } from "./orders";
import { Recorder } from "./recorder";
import { Taps } from "./taps";
import { WallClock } from "./wall-clock";
import * as event from "../wire/event";
import * as record from "../wire/record";

/** What the board's own program sees of a running reader. */
export interface Reader {
  /** 16 hexadecimal digits; empty for a board that has no identity yet. */
  id: string;
  epoch: number;
  /** True when polling and timers made progress since the last call. */
  alive(): boolean;
  /** A fault that nothing else caught. */
  faulted(caught: unknown): void;
}

/** The whole reader on `board`, from here on by itself. `version` as wire/message carries it. */
export function startReader(board: Board, version: number): Reader {
  const identity = readIdentity(board.flash.identity, board.native);
  if (!identity) return withoutIdentity(board);
  return startAs(identity, board, version);
}

/** A board that nobody has provisioned keeps its door shut and says so by its light. */
function withoutIdentity(board: Board): Reader {
  board.relay.set(false);
  new Signal({ clock: board.clock, green: board.green, red: board.red, buzzer: board.buzzer }).trouble();
  return { id: "", epoch: 0, alive: () => true, faulted: (caught) => codeOf(caught) || identityMissing };
}

function startAs(identity: Identity, board: Board, version: number): Reader {
  const clock = board.clock;
  const native = board.native;
  const settingsStore = new SettingsStore(board.flash.settings, native);
  let settings: Settings = settingsStore.open();
  const inForce = () => settings;

  /* The door first: the relay is idle before anything else can go wrong. */
  const door = new Door({
    clock: clock,
    relay: board.relay,
    contact: board.contact,
    rex: board.rex,
    tamper: board.tamper,
    record: (what, detail) => recorder.event(record.doorEvent, what, detail),
    settings: inForce,
  });
  const signal = new Signal({ clock: clock, green: board.green, red: board.red, buzzer: board.buzzer });
  const state = openState(board.flash.state, native, identity);
  const random = createDrbg({
    cipher: board.cipher,
    seed: state.seed,
    epoch: state.epoch,
    noise: board.entropy.noise(),
    persist(seed) {
      state.seed = seed;
      state.save();
    },
  });
  const wall = new WallClock(clock, identity.provisionedAt);
  const journal = new Journal(board.flash.journal, native, state.epoch, (settings.policies & policyKeepNewest) !== 0);
  const grants = new Grants(board.flash.grants, native);
  const recorder: Recorder = new Recorder(journal, wall, clock, {
    door: () => settings.door,
    written: () => session.nudge(),
  });
  const orders = new Orders({
    state: state,
    settingsStore: settingsStore,
    adopt(fresh) {
      settings = fresh;
    },
    door: door,
    wall: wall,
    recorder: recorder,
  });
  const pn532 = new Pn532(board.nfc, clock, native);
  const taps = new Taps({
    tokenOf: createTokens(board.cipher, tokenKeyOf(board.cipher, identity.deviceKey)),
    grants: grants,
    settings: inForce,
    wall: wall,
    recorder: recorder,
    door: door,
    signal: signal,
  });
  const health = new Health({ clock, journal, grants, door, wall, signal, recorder, board });
  const poller: Poller = new Poller({
    pn532: pn532,
    clock: clock,
    native: native,
    reset: board.nfcReset,
    listener: {
      present: (card, finished) => taps.present(card, finished),
      removed: () => undefined,
      tooMany: (finished) => taps.tooMany(finished),
      lost: (code) => health.frontEndLost(code),
      back: () => health.frontEndBack(),
    },
  });
  const session: Session = new Session({
    link: board.openLink(identity),
    clock: clock,
    seal: createSeal(board.cipher, native, {
      deviceKey: identity.deviceKey,
      readerId: identity.readerId,
      epoch: state.epoch,
      up: true,
    }),
    random: random,
    journal: journal,
    grants: grants,
    status: () => health.status(settings.version, state.commandDone, version),
    listener: orders,
  });
  recorder.event(record.system, event.booted, state.epoch);
  door.start();
  poller.start();
  session.start();
  health.start();
  return {
    id: toHex(identity.readerId),
    epoch: state.epoch,
    alive: () => health.progressed(poller.turns),
    faulted: (caught) => recorder.event(record.system, event.faultSeen, codeOf(caught)),
  };
}
