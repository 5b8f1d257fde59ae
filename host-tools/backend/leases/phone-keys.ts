import { randomBytes } from "node:crypto";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { leaseKeysOf, wrapKeyOf, type LeaseKeys } from "../../../firmware/src/crypto/kdf";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import type { KeyBox } from "../auth/key-box";
import type { Trx } from "../store/open";
import type { Reader } from "../store/tables";
import { GroupKeys } from "./group-keys";

const keyBytes = 16;
const none = new Uint8Array(0);

type Sealed = Pick<Reader, "reader_id" | "key_sealed">;

/** Keys of phones as they lie in the database: each under the site key, bound to whom it belongs to. */
export class PhoneKeys {
  readonly groups: GroupKeys;

  constructor(
    private readonly keys: KeyBox,
    readonly cipher: Cipher,
  ) {
    this.groups = new GroupKeys(keys, cipher);
  }

  /** A new phone's key, open and sealed. */
  make(identifier: Bytes): { key: Bytes; sealed: Bytes } {
    const key = Uint8Array.from(randomBytes(keyBytes));
    return { key, sealed: this.keys.close(key, identifier) };
  }

  keyOf({ key_sealed, identifier }: { key_sealed: Bytes; identifier: Bytes }): Bytes {
    return this.keys.open(key_sealed, identifier);
  }

  /** What this reader's settings say of phones; empty before the first one. */
  async wrappedGroup(trx: Trx, reader: Sealed): Promise<Bytes> {
    const group = await this.groups.inForce(trx);
    if (!group || reader.key_sealed.length === 0) return none;
    return Uint8Array.from(this.cipher.encryptBlock(wrapKeyOf(this.cipher, this.deviceKey(reader)), group.key));
  }

  leaseKeys(reader: Sealed): LeaseKeys {
    return leaseKeysOf(this.cipher, this.deviceKey(reader));
  }

  private deviceKey(reader: Sealed): Bytes {
    return this.keys.open(reader.key_sealed, reader.reader_id);
  }
}
