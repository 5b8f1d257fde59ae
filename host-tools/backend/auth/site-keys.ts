import type { Cipher } from "../../../firmware/src/hal/cipher";
import { CardKeys } from "../cards/card-keys";
import { Tokens } from "../delta/tokens";
import { PhoneKeys } from "../leases/phone-keys";
import type { KeyBox } from "./key-box";

/** What lists and settings are made with, all from the keys in one box. */
export interface SiteKeys {
  tokens: Tokens;
  cards: CardKeys;
  phones: PhoneKeys;
}

export function siteKeysOf(box: KeyBox, cipher: Cipher): SiteKeys {
  return { tokens: new Tokens(box, cipher), cards: new CardKeys(box, cipher), phones: new PhoneKeys(box, cipher) };
}
