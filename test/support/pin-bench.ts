import { createCmac } from "../../firmware/src/crypto/cmac";
import type { CardProfile } from "../../firmware/src/wire/card-profile";
import { policyAskPin, policyJournalFailOpens, type Settings } from "../../firmware/src/wire/settings";
import * as technology from "../../firmware/src/wire/technology";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import type { EmulatedCard } from "../../host-tools/simulator/cards/card";
import type { IsoDepCard } from "../../host-tools/simulator/cards/iso-dep-card";
import { secureCard, type SecureCardPlan } from "../../host-tools/simulator/cards/secure-card";
import { CardBench, cardId, plan, profile, zoneKey, type Listed, type Tap } from "./card-bench";

/** What lies on a card behind its credential id, for this PIN. */
export function verifierOf(digits: string, key: Uint8Array = zoneKey): Uint8Array {
  return Uint8Array.from(createCmac(nobleCipher(), key)(Uint8Array.from(Buffer.from(`pin${digits}`))));
}

/** A good card of the bench; without `digits` it has no PIN. */
export function pinCard(digits: string | undefined, other: Partial<SecureCardPlan> = {}): IsoDepCard {
  const verifier = digits === undefined ? new Uint8Array(16) : verifierOf(digits);
  return secureCard(plan({ ...other, data: Uint8Array.from([...(other.data ?? cardId), ...verifier]) }));
}

export const listed: Listed[] = [{ technology: technology.desfire, identifier: cardId }];
const asking = { policies: policyAskPin | policyJournalFailOpens };

interface PinDoor {
  list?: Listed[];
  profiles?: CardProfile[];
  settings?: Partial<Settings>;
  keypad?: boolean;
}

/** A reader whose door asks for a PIN, its keypad and whoever stands there. */
export class PinBench extends CardBench {
  constructor({ list = listed, profiles = [profile()], settings = {}, keypad = true }: PinDoor = {}) {
    super(profiles, list, 0, { ...asking, ...settings }, keypad);
  }

  /** Holds `card` up for a moment; true when the reader asks for its PIN. */
  show(card: EmulatedCard): boolean {
    this.reader.frontEnd.present(card);
    this.clock.advance(400);
    this.reader.remove();
    this.clock.advance(600);
    return this.reader.keypad.watched;
  }

  /** Shows `card`, types `keys` if it is asked, and gives what the journal says then. */
  enter(card: EmulatedCard, keys: string): Tap {
    if (this.show(card)) this.clock.advance(this.reader.keypad.press(keys) + 200);
    return this.only();
  }

  /** The one tap since the last look. */
  only(): Tap {
    const taps = this.taps();
    if (taps.length !== 1) throw new Error(`one record was expected, not ${taps.length}`);
    return taps[0]!;
  }

  /** Power off and on again, as somebody does who wants his tries back. */
  cutPower(): void {
    this.reader.powerOff();
    this.clock.advance(1000);
    this.reader.powerOn();
    this.clock.advance(2000);
  }
}
