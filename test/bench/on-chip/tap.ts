import type { Region } from "../../../firmware/src/hal/flash";
import type { Grant } from "../../../firmware/src/wire/grant";
import { createTokens } from "../../../firmware/src/credential/token";
import { tokenKeyOf } from "../../../firmware/src/crypto/kdf";
import { chipCipher } from "../../../firmware/src/espruino/cipher";
import { chipClock } from "../../../firmware/src/espruino/clock";
import { chipEntropy } from "../../../firmware/src/espruino/entropy";
import { chipRegion } from "../../../firmware/src/espruino/flash";
import { takeMemory } from "../../../firmware/src/espruino/memory";
import { chipNative } from "../../../firmware/src/espruino/native";
import { startReader } from "../../../firmware/src/reader/reader";
import { standAlone } from "../../../host-tools/provision/settings";
import { Grants } from "../../../firmware/src/store/grants";
import { SettingsStore } from "../../../firmware/src/store/settings";
import { encodeIdentity } from "../../../firmware/src/wire/identity";
import { encodeSettings } from "../../../firmware/src/wire/settings";
import { uid } from "../../../firmware/src/wire/technology";
import { bus, field, mark, marks, uidOfCard } from "./front-end";

/* The whole reader with a list of 600, on the interpreter's flash; ten granted taps, from the answer frame to the relay. */
const grantsEach = 20;
const deltas = 30;
const tapsWanted = 10;

takeMemory(16000);

if (!require("Storage").read("LKDATA")) require("Storage").write("LKDATA", "\xff", 0, 200 * 1024);
const region = (at: number, pages: number): Region => chipRegion(0x10010000 + at * 1024, 1024, pages);
const flash = { identity: region(0, 1), state: region(1, 2), settings: region(3, 4), journal: region(7, 40), grants: region(47, 60) };

const secret = new Uint8Array(32);
const identity = {
  readerId: new Uint8Array(8), deviceKey: secret, drbgSeed: secret, provisionedAt: 1790000000,
  backendHost: new Uint8Array(4), backendPort: 0, wifiName: "", wifiKey: "",
};
flash.identity.write(0, encodeIdentity(identity, chipNative.crc32));

function grantOf(token: Uint8Array): Grant {
  return { token: token, levels: 1, validFrom: 0, validUntil: 0, flags: 0 };
}

/** Everyone else on the list. */
function tokenOf(i: number): Uint8Array {
  return new Uint8Array(chipCipher.sha256(new Uint8Array([i & 255, i >> 8])).subarray(0, 8));
}

/* Short, so that the relay has fallen again before the next tap. */
const site = standAlone(1);
site.unlockMs = 1000;
new SettingsStore(flash.settings, chipNative).save(encodeSettings(site));
const grants = new Grants(flash.grants, chipNative);
for (let n = 0; n < deltas; n++) {
  const delta: Grant[] = [];
  for (let i = 0; i < grantsEach; i++) delta.push(grantOf(tokenOf(n * grantsEach + i)));
  if (n === 2) delta[0] = grantOf(createTokens(chipCipher, tokenKeyOf(chipCipher, secret))(uid, uidOfCard));
  grants.apply(delta, n + 1);
}

let taps = 0;

/** The relay's rise ends a tap; the card then leaves for long enough to be missed. */
function relay(on: boolean): void {
  if (!on) return;
  mark("answer to relay");
  field.card = false;
  if (++taps === tapsWanted) {
    print(marks());
    quit();
  }
}

const wire = { set: relay };
const dark = { set: () => undefined };
setInterval(() => {
  field.card = true;
}, 3000);
startReader(
  {
    clock: chipClock, entropy: chipEntropy, cipher: chipCipher, native: chipNative, nfc: bus,
    openLink: () => ({ send: () => undefined, listen: () => undefined }),
    relay: wire, green: dark, red: dark, buzzer: dark, contact: undefined, rex: undefined, tamper: undefined, nfcReset: undefined,
    flash: flash, secureCards: undefined, phones: undefined, freeBlocks: () => 0,
  },
  0x000100,
);
