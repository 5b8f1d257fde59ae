import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { leaseKeysOf, wrapKeyOf } from "../../firmware/src/crypto/kdf";
import * as technology from "../../firmware/src/wire/technology";
import { makeLease } from "../../host-tools/backend/leases/make-lease";
import { encodeProfiles } from "../../host-tools/provision/card-profile";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { IsoDepCard, type Applet } from "../../host-tools/simulator/cards/iso-dep-card";
import { DesfireApplet } from "../../host-tools/simulator/cards/desfire";
import { doorKeyOf } from "../../host-tools/keys/phone";
import { memoryOf } from "../../host-tools/simulator/cards/secure-card";
import { CardBench, cardId, plan, profile, uid } from "../support/card-bench";
import { phone, takesPhones } from "../support/phone-bench";
import { countsOf, type ProgramSetting } from "./callgrind";
import { median, type Figures } from "./figures";
import { leastWork } from "./least";
import { deviceKey, tapFlash } from "./tap-flash";
import { proofBoundMs, workMs, type Proof } from "./wire-model";

const cipher = nobleCipher();
const key = Uint8Array.from({ length: 16 }, (_, i) => i * 11 + 3);
const spi = "spi5";
const slowMhz = 64;
const round = (ms: number): number => Math.round(ms * 10) / 10;
/** As the emulated card and test/bench/on-chip/proved-tap give it. */
const ats = Uint8Array.of(5, 0x78, 0x80, 0x70, 2);

/**
 * A DESFire EV2 read under full protection, and a phone with its lease: the whole reader's work, and the tap's time by it. `least`: with the
 * least work for poll, exchanges, token, look-up and record, and none at all for keys and proofs.
 */
export async function provedTapFigures(): Promise<Figures> {
  const desfire = await instructionsOf({ plan: [[0], [...key], [...cardId]], flash: cardFlash });
  const phones = await instructionsOf(phonePlan());
  const card: Proof = { uidBytes: 7, atsBytes: ats.length, cardMs: 2, exchanges: exchangesOf(new DesfireApplet(uid, "ev2", memoryOf(plan())), 7) };
  const held: Proof = { uidBytes: 4, atsBytes: ats.length, cardMs: 0, exchanges: exchangesOf(phone(), 4) };
  const least = await leastWork();
  const leastMs = (proof: Proof): number => round(proofBoundMs(spi, proof) + workMs(least.poll + proof.exchanges.length * least.exchange + least.tap, slowMhz));
  return {
    "tap.desfire.least_ms_64mhz_spi": leastMs(card),
    "tap.phone.least_ms_64mhz_spi": leastMs(held),
    "tap.desfire.instructions": desfire,
    "tap.desfire.bound_ms_spi": round(proofBoundMs(spi, card)),
    "tap.desfire.ms_64mhz_spi": round(proofBoundMs(spi, card) + workMs(desfire, slowMhz)),
    "tap.phone.instructions": phones,
    "tap.phone.bound_ms_spi": round(proofBoundMs(spi, held)),
    "tap.phone.reader_ms_64mhz_spi": round(proofBoundMs(spi, held) + workMs(phones, slowMhz)),
  };
}

function cardFlash(overlays: string[]): Uint8Array {
  const one = { technology: "desfire", application: "f51234", key: toHex(key), keyNumber: 0, keyVersion: 0, file: 2, offset: 0, length: 16, mode: "full", auth: "ev2" } as const;
  const profiles = encodeProfiles([one], cipher, deviceKey);
  return tapFlash(overlays, { profiles, assuranceMin: 3 }, { technology: technology.desfire, identifier: cardId });
}

function phonePlan(): ProgramSetting {
  const leaseKeys = leaseKeysOf(cipher, deviceKey);
  const terms = { id: fromHex("c0ffee0011223344"), validFrom: 0, validUntil: 0, flags: 0x10001 };
  const lease = makeLease(cipher, leaseKeys, key, terms);
  const phones = Uint8Array.from(cipher.encryptBlock(wrapKeyOf(cipher, deviceKey), key));
  return { plan: [[1], [...doorKeyOf(cipher, key, leaseKeys.doorId)], [...lease]], flash: (overlays) => tapFlash(overlays, { phones, assuranceMin: 3 }) };
}

/**
 * From the answer that names the card to the relay, its acknowledgement included; the first tap, which prepares keys, aside.
 * Each stretch between two marks is the median of its own: now and then an idle interpreter collects garbage in one.
 */
async function instructionsOf(setting: ProgramSetting): Promise<number> {
  const counts = await countsOf("proved-tap", setting);
  const mark = median(counts["mark"]!);
  const taps = Object.entries(counts).flatMap(([label, parts]) => (/^tap [1-9]/.test(label) ? [parts] : []));
  return taps[0]!.reduce((sum, _, i) => sum + median(taps.map((parts) => parts[i]!)) - mark, 0);
}

/** What the shipped reader and this card say to each other, in bytes. */
function exchangesOf(applet: Applet, uidBytes: 4 | 7): Proof["exchanges"] {
  const exchanges: Proof["exchanges"] = [];
  const tape: Applet = {
    reset: () => applet.reset(),
    apdu(command) {
      const answer = applet.apdu(command);
      exchanges.push({ sentBytes: command.length, heardBytes: answer.length });
      return answer;
    },
  };
  const bench = new CardBench([profile()], [{ technology: technology.desfire, identifier: cardId }], 3, takesPhones);
  const own = uidBytes === 7 ? uid : Uint8Array.of(8, 1, 2, 3);
  if (!bench.hold([new IsoDepCard({ uid: own, ats, atqa: uidBytes === 7 ? 0x0344 : 4 }, tape)]).granted) throw new Error("the card was not let in");
  return exchanges;
}
