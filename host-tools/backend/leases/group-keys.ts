import { randomBytes } from "node:crypto";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { toHex } from "../../../firmware/src/base/bytes";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import type { SharedGroup } from "../../api/phones";
import { shareGroupKey } from "../../keys/group-key";
import type { KeyBox } from "../auth/key-box";
import type { Db, Trx } from "../store/open";

const keyBytes = 16;
const idBytes = 8;
/** What boxes of group keys are bound to (auth/key-box). */
export const groupKeyBound = Buffer.from("phone group key");

export interface GroupKey {
  id: Bytes;
  key: Bytes;
  /** Unix seconds; 0: before that was noted. */
  madeAt: number;
  /** Since when readers have it; null: phones are fetching it. */
  since: number | null;
}

/** The keys by which readers prove themselves to phones, under the site key: the next one, the one in force, and former ones that some reader still has. */
export class GroupKeys {
  constructor(
    private readonly keys: KeyBox,
    private readonly cipher: Cipher,
  ) {}

  /** The newest first; empty until the first phone. */
  async all(read: Db | Trx): Promise<GroupKey[]> {
    const rows = await read.selectFrom("group_key").selectAll().execute();
    const found = rows.map(({ id, sealed, made_at, since }) => ({ id, key: this.keys.open(sealed, groupKeyBound), madeAt: made_at, since }));
    return found.sort((a, b) => (b.since ?? Infinity) - (a.since ?? Infinity) || b.madeAt - a.madeAt);
  }

  /** The one that readers go by. */
  async inForce(read: Db | Trx): Promise<GroupKey | undefined> {
    return (await this.all(read)).find(({ since }) => since !== null);
  }

  /** The newest, unless the phone is known to hold it: `held` is the id of the newest one that it does. */
  async unheld(read: Db | Trx, held: Bytes | null): Promise<GroupKey | undefined> {
    const [newest] = await this.all(read);
    return newest && held && toHex(newest.id) === toHex(held) ? undefined : newest;
  }

  async make(trx: Trx, { nowS, since }: { nowS: number; since: number | null }): Promise<GroupKey> {
    const made = { id: Uint8Array.from(randomBytes(idBytes)), key: Uint8Array.from(randomBytes(keyBytes)), madeAt: nowS, since };
    await trx.insertInto("group_key").values({ id: made.id, sealed: this.keys.close(made.key, groupKeyBound), made_at: nowS, since }).execute();
    return made;
  }

  /** All of them, as the phone with `phoneKey` is given them. */
  async sharedWith(phoneKey: Bytes, read: Db | Trx): Promise<SharedGroup[]> {
    return (await this.all(read)).map((one) => ({ id: toHex(one.id), key: toHex(shareGroupKey(this.cipher, phoneKey, one)) }));
  }
}
