import type { Bytes } from "../../../firmware/src/base/bytes";
import { createTokens } from "../../../firmware/src/credential/token";
import { tokenKeyOf } from "../../../firmware/src/crypto/kdf";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import type { KeyBox } from "../auth/key-box";
import type { Reader } from "../store/tables";

export type TokenOf = (technology: number, identifier: Bytes) => Bytes;

/** Each reader's own way to make a token of a credential; the same code as on the reader. */
export class Tokens {
  private readonly makers = new Map<string, TokenOf>();

  constructor(
    private readonly keys: KeyBox,
    private readonly cipher: Cipher,
  ) {}

  of(reader: Pick<Reader, "reader_id" | "key_sealed">): TokenOf {
    const id = Buffer.from(reader.reader_id).toString("hex");
    const known = this.makers.get(id);
    if (known) return known;
    const deviceKey = this.keys.open(reader.key_sealed, reader.reader_id);
    const maker = createTokens(this.cipher, tokenKeyOf(this.cipher, deviceKey));
    this.makers.set(id, maker);
    return maker;
  }
}
