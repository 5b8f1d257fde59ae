import { readIdentity } from "../../../firmware/src/store/identity";
import { SettingsStore } from "../../../firmware/src/store/settings";
import { openState } from "../../../firmware/src/store/state";
import { encodeIdentity, type Identity } from "../../../firmware/src/wire/identity";
import { encodeSettings } from "../../../firmware/src/wire/settings";
import { SimulatedFlash } from "../../../host-tools/simulator/board/flash";
import { jsNative } from "../../../host-tools/hal/native";

const native = jsNative();
const identity: Identity = {
  readerId: new Uint8Array(8).fill(1), deviceKey: new Uint8Array(32).fill(2), drbgSeed: new Uint8Array(32).fill(3),
  provisionedAt: 1, backendHost: new Uint8Array(4), backendPort: 7, wifiName: "", wifiKey: "",
};

describe.each([1024, 4096, 16384])("in pages of %i bytes", (pageBytes) => {
  it("state counts boots and keeps its values, at one write for most saves", () => {
    const flash = new SimulatedFlash({ pageBytes, pages: 2 });
    for (let boot = 1; boot <= 600; boot++) {
      const state = openState(flash.region(0, 2), native, identity, () => 0);
      expect([state.epoch, state.damaged]).toEqual([boot, false]);
      expect(state.seed).toEqual(boot === 1 ? identity.drbgSeed : new Uint8Array(32).fill(boot - 1));
      expect(state.commandDone).toBe(boot - 1);
      state.seed = new Uint8Array(32).fill(boot);
      state.commandDone = boot;
      state.save();
    }
    expect(flash.erases[0]! + flash.erases[1]!).toBeLessThanOrEqual(Math.ceil((1200 * 64) / pageBytes) + 1);
  });

  it("state on noise jumps ahead instead of repeating an epoch", () => {
    const image = Uint8Array.from({ length: pageBytes * 2 }, (_, i) => (i * 97) & 255);
    const state = openState(new SimulatedFlash({ pageBytes, pages: 2, image }).region(0, 2), native, identity, () => 0);
    expect(state.damaged).toBe(true);
    expect(state.epoch).toBeGreaterThan(0x80000000);
  });
});

describe("settings", () => {
  const settings = {
    version: 4, door: 2, mode: 0, unlockMs: 3000, extendedMs: 9000, heldOpenS: 20, assuranceMin: 0, policies: 2, graceMin: 0, utcOffsetMin: 540, summer: undefined,
    levels: Uint8Array.of(255), schedules: [], holidays: new Uint16Array(0), profiles: new Uint8Array(0), phones: new Uint8Array(0), formerMin: 0, formerUntil: 0,
  };

  it("refuse everyone until there are some, then survive a restart", () => {
    const region = new SimulatedFlash({ pageBytes: 1024, pages: 4 }).region(0, 4);
    const first = new SettingsStore(region, native);
    expect(first.open().levels).toHaveLength(0);
    expect(first.save(encodeSettings(settings))).toEqual(settings);
    const again = new SettingsStore(region, native);
    expect(again.open()).toEqual(settings);
    expect(again.bytes()).toEqual(encodeSettings(settings));
  });

  it("keep the old ones when new ones are malformed", () => {
    const store = new SettingsStore(new SimulatedFlash({ pageBytes: 1024, pages: 4 }).region(0, 4), native);
    store.open();
    store.save(encodeSettings(settings));
    expect(() => store.save(new Uint8Array(5))).toThrow();
    expect(store.open()).toEqual(settings);
  });
});

it("an identity with any wrong bit is none", () => {
  const good = encodeIdentity(identity, native.crc32);
  const read = (bytes: Uint8Array) => readIdentity(new SimulatedFlash({ pageBytes: 1024, pages: 1, image: bytes }).region(0, 1), native);
  expect(read(good)).toEqual(identity);
  for (let bit = 0; bit < good.length * 8; bit++) {
    const bad = good.slice();
    bad[bit >> 3]! ^= 1 << (bit & 7);
    expect(read(bad)).toBeUndefined();
  }
});
