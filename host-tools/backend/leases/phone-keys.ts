import { randomBytes } from "node:crypto";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { leaseKeysOf, wrapKeyOf, type LeaseKeys } from "../../../firmware/src/crypto/kdf";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import type { KeyBox } from "../auth/key-box";
import type { Db, Trx } from "../store/open";
import type { Reader } from "../store/tables";

const keyBytes = 16;
const groupName = "phone group key";
const none = new Uint8Array(0);

type Sealed = Pick<Reader, "reader_id" | "key_sealed">;

/** Keys of phones as they lie in the database: each under the site key, bound to whom it belongs to. */
export class PhoneKeys {
  constructor(
    private readonly keys: KeyBox,
    readonly cipher: Cipher,
  ) {}

  /** A new phone's key, open and sealed. */
  make(identifier: Bytes): { key: Bytes; sealed: Bytes } {
    const key = Uint8Array.from(randomBytes(keyBytes));
    return { key, sealed: this.keys.close(key, identifier) };
  }

  open(sealed: Bytes, identifier: Bytes): Bytes {
    return this.keys.open(sealed, identifier);
  }

  /** The site's group key; undefined until the first phone. */
  async group(read: Db | Trx): Promise<Bytes | undefined> {
    const row = await read.selectFrom("site_secret").select("sealed").where("name", "=", groupName).executeTakeFirst();
    return row && this.keys.open(row.sealed, Buffer.from(groupName));
  }

  async makeGroup(trx: Trx): Promise<Bytes> {
    const key = Uint8Array.from(randomBytes(keyBytes));
    await trx.insertInto("site_secret").values({ name: groupName, sealed: this.keys.close(key, Buffer.from(groupName)) }).execute();
    return key;
  }

  /** What this reader's settings say of phones; empty before the first one. */
  async wrappedGroup(trx: Trx, reader: Sealed): Promise<Bytes> {
    const group = await this.group(trx);
    if (!group || reader.key_sealed.length === 0) return none;
    return Uint8Array.from(this.cipher.encryptBlock(wrapKeyOf(this.cipher, this.deviceKey(reader)), group));
  }

  leaseKeys(reader: Sealed): LeaseKeys {
    return leaseKeysOf(this.cipher, this.deviceKey(reader));
  }

  private deviceKey(reader: Sealed): Bytes {
    return this.keys.open(reader.key_sealed, reader.reader_id);
  }
}
