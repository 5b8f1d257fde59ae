import { KeyBox } from "../auth/key-box";
import { CardKeys } from "../cards/card-keys";
import { Tokens } from "../delta/tokens";
import { PhoneKeys } from "../leases/phone-keys";
import { nodeCipher } from "../link/node-cipher";

/** What lists and settings are made with. */
export interface SiteKeys {
  tokens: Tokens;
  cards: CardKeys;
  phones: PhoneKeys;
}

export function siteKeysOf(siteKey: string): SiteKeys {
  const [box, cipher] = [new KeyBox(siteKey), nodeCipher()];
  return { tokens: new Tokens(box, cipher), cards: new CardKeys(box, cipher), phones: new PhoneKeys(box, cipher) };
}
