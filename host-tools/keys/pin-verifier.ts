import type { Bytes } from "../../firmware/src/base/bytes";
import { createCmac } from "../../firmware/src/crypto/cmac";
import type { Cipher } from "../../firmware/src/hal/cipher";
import { pinBytes, pinLabel } from "../../firmware/src/wire/card-profile";

/** What a card holds to check `pin` by (docs/cards.md): made with its read key; without a PIN zeros. */
export function pinVerifier(cipher: Cipher, readKey: Bytes, pin: string | undefined): Bytes {
  if (pin === undefined) return new Uint8Array(pinBytes);
  return Uint8Array.from(createCmac(cipher, readKey)(Uint8Array.from(pinLabel + pin, (letter) => letter.charCodeAt(0))));
}
