import type { Clock, Timer } from "../../firmware/src/hal/clock";
import { fromHex } from "../../firmware/src/base/bytes";
import { createTokens } from "../../firmware/src/credential/token";
import { tokenKeyOf } from "../../firmware/src/crypto/kdf";
import { Grants } from "../../firmware/src/store/grants";
import { Journal } from "../../firmware/src/store/journal";
import { SettingsStore } from "../../firmware/src/store/settings";
import { decodeRecord, recordBytes, type Record } from "../../firmware/src/wire/record";
import { encodeSettings, type Settings } from "../../firmware/src/wire/settings";
import { uid } from "../../firmware/src/wire/technology";
import { standAlone } from "../../host-tools/provision/settings";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { VirtualClock } from "../../host-tools/simulator/board/clock";
import { jsNative } from "../../host-tools/hal/native";
import { regionPages, SimulatedReader } from "../../host-tools/simulator/reader";

export const provisionedAt = 1_790_000_000;
export const knownCard = "04A1B2C3";

/** Time as a board lives it: timers that a fault swallows never come, and what a callback throws ends only that callback. */
export class FaultyClock implements Clock {
  swallow: (delayMs: number) => boolean = () => false;
  thrown: (error: unknown) => void = () => undefined;

  constructor(readonly virtual: VirtualClock) {}

  uptimeMs(): number {
    return this.virtual.uptimeMs();
  }

  boardSeconds(): number {
    return this.virtual.boardSeconds();
  }

  after(delayMs: number, run: () => void): Timer {
    if (this.swallow(delayMs)) return { id: 0 };
    return this.virtual.after(delayMs, () => {
      try {
        run();
      } catch (error) {
        this.thrown(error);
      }
    });
  }

  later(run: () => void, delayMs: number): void {
    this.after(delayMs, run);
  }

  cancel(timer: Timer | undefined): void {
    this.virtual.cancel(timer);
  }
}

/** One reader on its own, with one card on its list, in a time of its own. */
export class LoneReader {
  readonly virtual: VirtualClock;
  readonly clock: FaultyClock;
  readonly reader: SimulatedReader;

  constructor(settings: Partial<Settings> = {}, { boardSeconds = provisionedAt, seed = 1 } = {}) {
    this.virtual = new VirtualClock(boardSeconds);
    this.clock = new FaultyClock(this.virtual);
    const identity = {
      readerId: fromHex("0102030405060708"), deviceKey: new Uint8Array(32).fill(7), drbgSeed: new Uint8Array(32).fill(9), provisionedAt,
      backendHost: new Uint8Array(4), backendPort: 0, wifiName: "", wifiKey: "",
    };
    const link = { send: () => undefined, listen: () => undefined };
    this.reader = new SimulatedReader({ identity, clock: this.clock, link, seed });
    this.reader.powerOff();
    new SettingsStore(this.reader.region("settings"), jsNative()).save(encodeSettings({ ...standAlone(1), ...settings }));
    const token = createTokens(nobleCipher(), tokenKeyOf(nobleCipher(), identity.deviceKey))(uid, fromHex(knownCard));
    new Grants(this.reader.region("grants"), jsNative()).apply([{ token, levels: 1, validFrom: 0, validUntil: 0, flags: 0 }], 1);
    this.clock.thrown = (error) => this.reader.reader!.faulted(error);
    this.reader.powerOn();
  }

  pass(ms: number): void {
    this.virtual.advance(ms);
  }

  tap(card: string = `uid:${knownCard}`, handMs = 400): void {
    this.reader.tap(card);
    this.virtual.advance(handMs);
    this.reader.remove();
  }

  /** Every record on flash, oldest first. */
  records(): Record[] {
    const journal = new Journal(this.reader.region("journal"), jsNative(), 0, false);
    const found: Record[] = [];
    for (let raw = journal.batch(32); raw.length; raw = journal.batch(32)) {
      for (let at = 0; at < raw.length; at += recordBytes) found.push(decodeRecord(raw, at));
      journal.acknowledgedThrough = found.at(-1)!.sequence;
    }
    return found;
  }

  /** From now on no page of the region takes a write or an erase, or each does again. */
  breakFlash(region: keyof typeof regionPages, broken = true): void {
    const first = this.reader.firstPage(region);
    for (let page = first; page < first + regionPages[region]; page++) {
      if (broken) this.reader.flash.badPages.add(page);
      else this.reader.flash.badPages.delete(page);
    }
  }
}
