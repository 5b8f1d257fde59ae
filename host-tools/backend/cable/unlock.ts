import type { z } from "zod";
import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import { createCmac } from "../../../firmware/src/crypto/cmac";
import { usbKeyOf } from "../../../firmware/src/crypto/kdf";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import { scopeTrace, unlockMessage } from "../../../firmware/src/wire/cable";
import type { newUnlock, Unlock } from "../../api/cable";
import type { KeyBox } from "../auth/key-box";
import type { Author, Directory } from "../directory/edit";
import { findReader } from "../directory/readers";

/** Longer than the longest trace; the reader has a bound of its own. */
const unlockSeconds = 900;
const scopes = { trace: scopeTrace };

interface Ask {
  id: string;
  wish: z.output<typeof newUnlock>;
  keys: KeyBox;
  cipher: Cipher;
}

/** What unlocks the cable of a reader once (docs/protocol.md, section 5); who asked and why is in the audit, the MAC is not. */
export async function unlockCable(directory: Directory, author: Author, { id, wish, keys, cipher }: Ask): Promise<Unlock> {
  return directory.edit(author, async ({ trx, nowS }) => {
    const reader = await findReader(trx, id);
    const deviceKey = keys.open(reader.key_sealed, reader.reader_id);
    const scope = scopes[wish.scope];
    const until = nowS + unlockSeconds;
    const message = unlockMessage(reader.reader_id, fromHex(wish.challenge), scope, until);
    const mac = toHex(createCmac(cipher, usbKeyOf(cipher, deviceKey))(message));
    const detail = { scope: wish.scope, reason: wish.reason, until };
    return { subject: { what: "reader", id, action: "unlock cable", detail }, answer: { scope, until, mac } };
  });
}
