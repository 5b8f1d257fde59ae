import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import { createDrbg } from "../../../firmware/src/crypto/drbg";
import type { Native } from "../../../firmware/src/hal/native";
import type { Grant } from "../../../firmware/src/wire/grant";
import type { Identity } from "../../../firmware/src/wire/identity";
import type { Entry } from "../../../firmware/src/wire/record";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import type { Store } from "../../power-cut/load-store";
import type { ChipFlash, ChipRegion } from "./chip-flash";

/*
 * The store as the stories use it, each call carried out by the shipped store inside the interpreter (test/chip/rooms/store-by-order).
 * Nothing of it is here: not even a number is remembered longer than until the next answer.
 */
const placeOf = (region: ChipRegion): [number, number] => [region.firstPage, region.pages];

class ChipJournal {
  nextSequence = 0;
  acknowledgedThrough = 0;
  private filled = 0;
  private readonly flash: ChipFlash;

  constructor(region: ChipRegion, _native: Native, epoch: number, keepNewest: boolean) {
    this.flash = region.flash;
    this.ask("journal", ...placeOf(region), epoch, keepNewest ? 1 : 0);
  }

  set chain(chain: ChipChain) {
    this.ask("journal.chain", toHex(chain.key));
  }

  append({ type, reason, door, technology, flags, time, token, detail }: Entry): number {
    return this.ask("journal.append", type, reason, door, technology, flags, time, toHex(token!), detail) as number;
  }

  acknowledge(through: number): void {
    this.ask("journal.acknowledge", through);
  }

  batch(max: number): Uint8Array {
    return fromHex(this.ask("journal.batch", max) as string);
  }

  prepare(): void {
    this.ask("journal.prepare");
  }

  fill(): number {
    return this.filled;
  }

  private ask(...order: unknown[]): unknown {
    const [given, next, acknowledged, filled] = this.flash.ask(order) as [unknown, number, number, number];
    this.nextSequence = next;
    this.acknowledgedThrough = acknowledged;
    this.filled = filled;
    return given;
  }
}

class ChipChain {
  constructor(
    _cipher: Cipher,
    readonly key: Uint8Array,
  ) {}
}

class ChipGrants {
  version = 0;
  count = 0;
  keys = 0;
  damaged = false;
  private readonly flash: ChipFlash;

  constructor(region: ChipRegion) {
    this.flash = region.flash;
    this.ask("grants", ...placeOf(region));
  }

  find(token: Uint8Array): Grant | undefined {
    const found = this.flash.ask(["grants.find", toHex(token)]) as [number, number, number, number, string] | 0;
    if (!found) return undefined;
    const [levels, validFrom, validUntil, flags, key] = found;
    return { token, levels, validFrom, validUntil, flags, key: key ? fromHex(key) : undefined };
  }

  apply(delta: Grant[], version: number): void {
    const rows = delta.map(({ token, levels, validFrom, validUntil, flags, key }) => [toHex(token), levels, validFrom, validUntil, flags, key ? toHex(key) : ""]);
    this.ask("grants.apply", rows, version);
  }

  startOver(): void {
    this.ask("grants.startOver");
  }

  prepare(): void {
    this.ask("grants.prepare");
  }

  private ask(...order: unknown[]): void {
    const [version, count, keys, damaged] = this.flash.ask(order) as [number, number, number, number];
    this.version = version;
    this.count = count;
    this.keys = keys;
    this.damaged = damaged === 1;
  }
}

class ChipState {
  epoch = 0;
  damaged = false;
  commandDone = 0;
  seed: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  private readonly flash: ChipFlash;

  constructor(region: ChipRegion, _native: Native, { drbgSeed }: Identity) {
    this.flash = region.flash;
    this.ask("state", ...placeOf(region), toHex(drbgSeed));
  }

  save(): void {
    this.ask("state.save", this.commandDone, toHex(this.seed));
  }

  readTries(): Uint8Array {
    return fromHex(this.flash.ask(["state.readTries"]) as string);
  }

  saveTries(tries: Uint8Array): void {
    this.ask("state.saveTries", toHex(tries));
  }

  private ask(...order: unknown[]): void {
    const [epoch, damaged, commandDone, seed] = this.flash.ask(order) as [number, number, number, string];
    Object.assign(this, { epoch, damaged: damaged === 1, commandDone, seed: fromHex(seed) });
  }
}

class ChipSettings {
  worn = false;
  private kept = "";
  private readonly flash: ChipFlash;

  constructor(region: ChipRegion) {
    this.flash = region.flash;
    this.flash.ask(["settings", ...placeOf(region)]);
  }

  open(): { version: number } {
    const [version, bytes] = this.flash.ask(["settings.open"]) as [number, string];
    this.kept = bytes;
    return { version };
  }

  bytes(): Uint8Array {
    return fromHex(this.kept);
  }

  save(bytes: Uint8Array): void {
    const [worn, kept] = this.flash.ask(["settings.save", toHex(bytes)]) as [number, string];
    this.worn = worn === 1;
    this.kept = kept;
  }
}

/**
 * Random numbers need no flash of their own: they are made here, and what they keep is kept by the state there. The state there carries
 * the tries along by itself, so that carryTries is left out.
 */
export const chipStore = {
  Journal: ChipJournal,
  JournalChain: ChipChain,
  Grants: ChipGrants,
  SettingsStore: ChipSettings,
  openState: (region: ChipRegion, native: Native, identity: Identity) => new ChipState(region, native, identity),
  readTries: (state: ChipState) => state.readTries(),
  saveTries: (state: ChipState, tries: Uint8Array) => state.saveTries(tries),
  createDrbg,
} as unknown as Store;
