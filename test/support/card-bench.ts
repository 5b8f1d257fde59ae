import { reasonName } from "../../host-tools/api/names";
import { Grants } from "../../firmware/src/store/grants";
import { SettingsStore } from "../../firmware/src/store/settings";
import { createTokens } from "../../firmware/src/credential/token";
import { tokenKeyOf, wrapKeyOf } from "../../firmware/src/crypto/kdf";
import { encodeProfile, type CardProfile } from "../../firmware/src/wire/card-profile";
import type { Grant } from "../../firmware/src/wire/grant";
import * as record from "../../firmware/src/wire/record";
import { encodeSettings, type Settings } from "../../firmware/src/wire/settings";
import * as technology from "../../firmware/src/wire/technology";
import { standAlone } from "../../host-tools/provision/settings";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { VirtualClock } from "../../host-tools/simulator/board/clock";
import { jsNative } from "../../host-tools/hal/native";
import type { EmulatedCard } from "../../host-tools/simulator/cards/card";
import type { SecureCardPlan } from "../../host-tools/simulator/cards/secure-card";
import type { Wire } from "../../host-tools/simulator/pn532/wires";
import { SimulatedReader } from "../../host-tools/simulator/reader";

export const deviceKey = Uint8Array.from({ length: 32 }, (_, i) => i * 7 + 1);
export const zoneKey = Uint8Array.from({ length: 16 }, (_, i) => i * 11 + 3);
export const cardId = Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i);
export const uid = Uint8Array.of(4, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66);
const cipher = nobleCipher();
const slotsFrom = 160;
const slotsOfPage = 123;

/** A good card of this bench; parts of it may be wrong on purpose. */
export function plan(other: Partial<SecureCardPlan> = {}): SecureCardPlan {
  return { generation: "ev2", uid, applicationId: 0xf51234, key: zoneKey, keyVersion: 1, file: 2, data: cardId, comm: 3, ...other };
}

export const wrapped = (key: Uint8Array): Uint8Array => cipher.encryptBlock(wrapKeyOf(cipher, deviceKey), key);

export function profile(other: Partial<CardProfile> = {}): CardProfile {
  return {
    technology: technology.desfire, flags: 3, application: Uint8Array.of(0x34, 0x12, 0xf5), keyNumber: 0, keyVersion: 1,
    file: 2, offset: 0, length: 16, wrappedKey: wrapped(zoneKey), ...other,
  };
}

export interface Listed {
  technology: number;
  identifier: Uint8Array;
  key?: Uint8Array;
  flags?: number;
}

export function grantOf({ technology: kind, identifier, key, flags = 0 }: Listed): Grant {
  const token = createTokens(cipher, tokenKeyOf(cipher, deviceKey))(kind, identifier);
  return { token, levels: 1, validFrom: 0, validUntil: 0, flags, ...(key && { key: wrapped(key) }) };
}

export interface Tap {
  granted: boolean;
  reason: string;
  technology: number;
}

/** One reader with card profiles and a list, without a network, in a time of its own. */
export class CardBench {
  readonly clock = new VirtualClock(1_790_000_000);
  readonly reader: SimulatedReader;
  /** Sequence of the newest record looked at. */
  private seen = 0;

  constructor(profiles: CardProfile[], list: Listed[], assuranceMin = 0, more: Partial<Settings> = {}, keypad = true, wire: Wire = "serial") {
    const identity = {
      readerId: new Uint8Array(8), deviceKey, drbgSeed: deviceKey, provisionedAt: 1_790_000_000,
      backendHost: new Uint8Array(4), backendPort: 0, wifiName: "", wifiKey: "",
    };
    const link = { send: () => undefined, listen: () => undefined };
    this.reader = new SimulatedReader({ identity, clock: this.clock, link, seed: 1, keypad, wire });
    this.reader.powerOff();
    const lines = profiles.map(encodeProfile);
    const bytes = Uint8Array.from(lines.flatMap((line) => [...line]));
    const settings = { ...standAlone(1), unlockMs: 500, assuranceMin, profiles: bytes, ...more };
    new SettingsStore(this.reader.region("settings"), jsNative()).save(encodeSettings(settings));
    new Grants(this.reader.region("grants"), jsNative()).apply(list.map(grantOf), 1);
    this.reader.powerOn();
    this.clock.advance(2000);
    this.taps();
  }

  /** Holds `cards` up until the reader has judged them, at most `limitMs`; they stay there. */
  hold(cards: EmulatedCard[], limitMs = 3000): Tap & { ms: number } {
    const from = this.clock.uptimeMs();
    const lights = this.reader.door.edges.length;
    const judged = () => this.reader.door.edges.slice(lights).some((edge) => edge.on && (edge.line === "green" || edge.line === "red"));
    this.reader.frontEnd.present(...cards);
    if (!this.clock.advanceUntil(judged, limitMs)) throw new Error("the reader did not answer this card");
    const ms = this.clock.uptimeMs() - from;
    /* A front end that was kept busy for too long shows its own trouble before the tap is given up. */
    let fresh = this.taps();
    while (fresh.length === 0 && this.clock.uptimeMs() - from < limitMs) {
      this.clock.advance(50);
      fresh = this.taps();
    }
    if (fresh.length !== 1) throw new Error(`one record was expected, not ${fresh.length}`);
    return { ...fresh[0]!, ms };
  }

  /** Takes every card away and waits until the reader has missed them and its relay has fallen. */
  clear(ms = 3000): void {
    this.reader.remove();
    this.clock.advance(ms);
  }

  /** Taps written since the last look; the journal's pages are read as they lie on flash (docs/flash-format.md, section 4). */
  taps(): Tap[] {
    const region = this.reader.region("journal");
    const taps: Tap[] = [];
    for (;;) {
      const [page, slot] = [Math.floor(this.seen / slotsOfPage) % region.pages, this.seen % slotsOfPage];
      const one = record.decodeRecord(region.read(page * region.pageBytes + slotsFrom + slot * record.recordBytes, record.recordBytes), 0);
      if (one.sequence !== this.seen + 1) return taps;
      this.seen++;
      if (one.type !== record.tap) continue;
      taps.push({ granted: (one.flags & record.flagGranted) !== 0, reason: reasonName(one.reason), technology: one.technology });
    }
  }
}
