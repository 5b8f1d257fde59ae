import type { Drbg } from "../../firmware/src/crypto/drbg";
import type { State } from "../../firmware/src/store/state";
import type { SettingsStore } from "../../firmware/src/store/settings";
import type { Identity } from "../../firmware/src/wire/identity";
import { toHex } from "../../firmware/src/base/bytes";
import { encodeSettings } from "../../firmware/src/wire/settings";
import { opensslCipher } from "../support/openssl-cipher";
import { must, type Story, type StoryKind, type Workplace } from "./torture";

const identity: Identity = {
  readerId: new Uint8Array(8).fill(1),
  deviceKey: new Uint8Array(32).fill(2),
  drbgSeed: new Uint8Array(32).fill(3),
  provisionedAt: 0,
  backendHost: new Uint8Array(4),
  backendPort: 0,
  wifiName: "",
  wifiKey: "",
};
/** A board whose dice show the same after every boot. */
const noise = new Uint8Array(32).fill(4);
const cipher = opensslCipher();

/** Boots, random numbers, commands done, tries of PINs and settings changed: what three pages of state and two halves of settings keep. */
export class StateStory implements Story {
  readonly steps = 30;
  private state!: State;
  private drbg!: Drbg;
  private settings!: SettingsStore;
  private lastEpoch = 0;
  private readonly given = new Set<string>();
  private command = { done: 0, asked: 0 };
  private kept = { now: "", asked: "" };
  private tries = { now: 0, asked: 0 };

  constructor(private readonly place: Workplace) {}

  boot(): void {
    const { store, native, flash } = this.place;
    this.state = store.openState(flash.region(0, 3), native, identity, () => 0, store.carryTries);
    must(this.state.epoch > this.lastEpoch, `epoch ${this.state.epoch} after ${this.lastEpoch}`);
    must(this.state.epoch < 0x80000000 && !this.state.damaged, "a cut damaged the state");
    this.lastEpoch = this.state.epoch;
    const done = this.state.commandDone;
    must(done === this.command.done || done === this.command.asked, `command ${done}, not ${this.command.done} or ${this.command.asked}`);
    this.command = { done, asked: done };
    const tries = store.readTries(this.state)[5]!;
    must(tries === this.tries.now || tries === this.tries.asked, `${tries} tries, not ${this.tries.now} or ${this.tries.asked}`);
    this.tries = { now: tries, asked: tries };
    this.openSettings();
    this.drbg = store.createDrbg({ cipher, seed: this.state.seed, epoch: this.state.epoch, noise, persist: (seed) => this.keep(seed) });
    this.random();
  }

  step(): void {
    const choice = this.place.random();
    if (choice < 0.4) this.random();
    else if (choice < 0.6) this.obey();
    else if (choice < 0.7) this.drbg.mix(new Uint8Array(32).fill(9));
    else if (choice < 0.75) this.boot();
    else if (choice < 0.85) this.tryPin();
    else this.change();
  }

  finish(): void {
    this.boot();
  }

  private keep(seed: Uint8Array): void {
    this.state.seed = seed;
    this.state.save();
  }

  private random(): void {
    const bytes = toHex(this.drbg.bytes(16));
    must(!this.given.has(bytes), `random bytes repeat in boot ${this.lastEpoch}`);
    this.given.add(bytes);
  }

  private obey(): void {
    this.command.asked = this.command.done + 1;
    this.state.commandDone = this.command.asked;
    this.state.save();
    this.command.done = this.command.asked;
  }

  private tryPin(): void {
    this.tries.asked = (this.tries.now % 15) + 1;
    const rows = new Uint8Array(48);
    rows[5] = this.tries.asked;
    this.place.store.saveTries(this.state, rows);
    this.tries.now = this.tries.asked;
  }

  private openSettings(): void {
    this.settings = new this.place.store.SettingsStore(this.place.flash.region(3, 4), this.place.native);
    const version = this.settings.open().version;
    const bytes = toHex(this.settings.bytes());
    must(bytes === this.kept.now || bytes === this.kept.asked, `settings ${version} are neither old nor new`);
    this.kept = { now: bytes, asked: bytes };
  }

  private change(): void {
    const random = this.place.random;
    const schedules = Array.from({ length: Math.floor(random() * 12) }, () => new Uint8Array(5 * Math.floor(random() * 8)).fill(7));
    const head = { version: Math.floor(random() * 1e6), door: 1, mode: 0, unlockMs: 5000, extendedMs: 9000, heldOpenS: 30 };
    const tail = { assuranceMin: 0, policies: 2, graceMin: 0, utcOffsetMin: 540, summer: undefined, levels: new Uint8Array(0), schedules, holidays: [], profiles: new Uint8Array(0), phones: new Uint8Array(0), formerMin: 0, formerUntil: 0 };
    const bytes = encodeSettings({ ...head, ...tail });
    this.kept.asked = toHex(bytes);
    this.settings.save(bytes);
    must(toHex(this.settings.bytes()) === this.kept.asked, "settings are in force, kept or not");
    if (this.settings.worn) this.kept.asked = this.kept.now;
    this.kept.now = this.kept.asked;
  }
}

export const stateKinds: StoryKind[] = [
  { name: "state and settings, 512 B pages", pageBytes: 512, pages: 7, fewSteps: 8, start: (place) => new StateStory(place) },
  { name: "state and settings, the first page of the state bad", pageBytes: 512, pages: 7, bad: [0], fewSteps: 6, start: (place) => new StateStory(place) },
  { name: "state and settings, the third page of the state worn out", pageBytes: 512, pages: 7, wears: { pages: [2], after: 40 }, fewSteps: 6, start: (place) => new StateStory(place) },
  { name: "state and settings, the second page of the state and one of the settings bad", pageBytes: 512, pages: 7, bad: [1, 4], fewSteps: 6, start: (place) => new StateStory(place) },
  { name: "state and settings, 1 kB pages", pageBytes: 1024, pages: 7, fewSteps: 8, start: (place) => new StateStory(place) },
];
