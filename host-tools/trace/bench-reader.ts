import { Phones } from "../../firmware/src/credential/phone";
import { SecureCards } from "../../firmware/src/credential/secure-cards";
import { startEv1 } from "../../firmware/src/crypto/ev1-session";
import { startEv2 } from "../../firmware/src/crypto/ev2-session";
import type { Bytes } from "../../firmware/src/base/bytes";
import { concat, fromHex, toHex } from "../../firmware/src/base/bytes";
import { createTokens } from "../../firmware/src/credential/token";
import { tokenKeyOf } from "../../firmware/src/crypto/kdf";
import type { Bus } from "../../firmware/src/hal/bus";
import type { Region } from "../../firmware/src/hal/flash";
import type { Board } from "../../firmware/src/reader/board";
import { startReader } from "../../firmware/src/reader/reader";
import { Grants } from "../../firmware/src/store/grants";
import { shapeOf } from "../../firmware/src/store/journal-page";
import { SettingsStore } from "../../firmware/src/store/settings";
import { flagDisabled, type Grant } from "../../firmware/src/wire/grant";
import { encodeIdentity, type Identity } from "../../firmware/src/wire/identity";
import * as record from "../../firmware/src/wire/record";
import * as settings from "../../firmware/src/wire/settings";
import { reasonName, technologyName, technologyNumber } from "../api/names";
import { nobleCipher } from "../simulator/board/cipher";
import type { VirtualClock } from "../simulator/board/clock";
import { DoorHardware } from "../simulator/board/door-hardware";
import { seededEntropy } from "../simulator/board/entropy";
import { SimulatedFlash } from "../simulator/board/flash";
import { jsNative } from "../hal/native";
import type { ListEntry, TraceHeader, VerdictLine } from "./trace";

export type Verdict = Omit<VerdictLine, "us">;

/** No reader in the world has this key: it makes tokens comparable between traces. */
const benchKey = Uint8Array.from({ length: 32 }, (_, i) => i);
const pageBytes = 4096;
const pages = { identity: 1, state: 2, settings: 2, journal: 8, grants: 64 };
const allLevels = 1;
const firmwareVersion = 0;

/**
 * The shipped reader, whole, on a bench: its front end is `bus`, its list and its date are the trace's, its journal is
 * watched. Nothing of it is made for replays.
 */
export function startBenchReader(
  world: TraceHeader,
  bench: { bus: Bus; clock: VirtualClock; decided: (verdict: Verdict) => void },
): void {
  const flash = layOut(world);
  const door = new DoorHardware(() => bench.clock.uptimeMs());
  const { relay, green, red, buzzer } = door;
  const board: Board = {
    clock: bench.clock,
    entropy: seededEntropy(1),
    cipher: nobleCipher(),
    native: jsNative(),
    nfc: bench.bus,
    /* A reader alone: nobody listens at the other end. */
    openLink: () => ({ send: () => undefined, listen: () => undefined }),
    ...{ relay, green, red, buzzer, contact: undefined, rex: undefined, tamper: undefined, nfcReset: undefined },
    flash: { ...flash, journal: watched(flash.journal, bench.decided) },
    secureCards: (room) => new SecureCards(room, startEv2, startEv1),
    phones: (room) => new Phones(room),
    freeBlocks: () => 65535,
    stepDone: () => undefined,
  };
  startReader(board, firmwareVersion);
}

function layOut(world: TraceHeader): Board["flash"] {
  const flash = new SimulatedFlash({ pageBytes, pages: Object.values(pages).reduce((sum, count) => sum + count) });
  let next = 0;
  const region = (count: number): Region => flash.region((next += count) - count, count);
  const regions = {
    identity: region(pages.identity),
    state: region(pages.state),
    settings: region(pages.settings),
    journal: region(pages.journal),
    grants: region(pages.grants),
  };
  const native = jsNative();
  regions.identity.write(
    0,
    encodeIdentity(identityAt(world.now), (bytes) => native.crc32(bytes)),
  );
  new SettingsStore(regions.settings, native).save(settings.encodeSettings(settingsOf(world)));
  if (world.list.length > 0) new Grants(regions.grants, native).apply(world.list.map(grantOf), 1);
  return regions;
}

function identityAt(now: number): Identity {
  return {
    readerId: benchKey.subarray(0, 8),
    deviceKey: benchKey,
    drbgSeed: benchKey,
    provisionedAt: Math.max(0, now - 1),
    backendHost: new Uint8Array(4),
    backendPort: 0,
    wifiName: "",
    wifiKey: "",
  };
}

function settingsOf(world: TraceHeader): settings.Settings {
  return {
    version: 1,
    door: 1,
    mode: settings.normal,
    unlockMs: 5000,
    extendedMs: 15_000,
    heldOpenS: 30,
    assuranceMin: world.assuranceMin,
    policies: settings.policyKeepNewest,
    graceMin: 0,
    utcOffsetMin: 0,
    summer: undefined,
    levels: Uint8Array.of(settings.always),
    schedules: [],
    holidays: [],
    profiles: concat((world.profiles ?? []).map(fromHex)),
    phones: fromHex(world.phones ?? ""),
    formerMin: 0,
    formerUntil: 0,
  };
}

function grantOf(entry: ListEntry): Grant {
  const token = tokenOf(technologyNumber(entry.technology), fromHex(entry.identifier));
  const { validFrom, validUntil, disabled } = entry;
  return { token, levels: allLevels, validFrom, validUntil, flags: disabled ? flagDisabled : 0 };
}

/** The token of a credential in every trace. */
export function tokenOf(technology: number, identifier: Bytes): Bytes {
  const cipher = nobleCipher();
  return createTokens(cipher, tokenKeyOf(cipher, benchKey))(technology, identifier);
}

/** `region`, with each tap told of as it reaches the flash. */
function watched(region: Region, decided: (verdict: Verdict) => void): Region {
  const { dataAt } = shapeOf(region);
  return {
    ...region,
    write(offset, bytes) {
      region.write(offset, bytes);
      if (offset % region.pageBytes < dataAt || bytes.length !== record.recordBytes) return;
      const entry = record.decodeRecord(bytes, 0);
      if (entry.type === record.tap) decided(verdictOf(entry));
    },
  };
}

function verdictOf(entry: record.Record): Verdict {
  return {
    verdict: entry.flags & record.flagGranted ? "granted" : "denied",
    reason: reasonName(entry.reason),
    technology: technologyName(entry.technology),
    token: entry.token ? toHex(entry.token) : null,
  };
}
