import { randomBytes } from "node:crypto";
import type { Bytes } from "../../../firmware/src/base/bytes";
import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import { wrapKeyOf } from "../../../firmware/src/crypto/kdf";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import type { CardKeySet, CardTechnology } from "../../api/cards";
import { cardLayouts, cardTechnologies, readKey, sunMetaKey } from "../../api/cards";
import { technologyNumber } from "../../api/names";
import { encodeProfiles } from "../../provision/card-profile";
import { cardKeyInput, diversify } from "../../keys/diversify";
import type { KeyBox } from "../auth/key-box";
import { Refusal } from "../refusal";
import type { Db, Trx } from "../store/open";
import type { Reader } from "../store/tables";

const keyBytes = 16;
const versionMax = 255;
/** Of a DESFire as a whole. */
const cardApplication = "000000";
const system = Uint8Array.from(Buffer.from("latchkey"));
/** What stands for the UID in the one key that all tags of a site share: who reads it does not know the UID yet. */
const everyTag = new Uint8Array(7);

type Sealed = Pick<Reader, "reader_id" | "key_sealed">;

/** One version of a site's master: 16 bytes that never leave the backend. */
export interface CardMaster {
  technology: CardTechnology;
  version: number;
  key: Bytes;
}

/** Masters under the site key, and what is made of them for one card or one reader (security: docs/cards.md). */
export class CardKeys {
  private readonly wrapKeys = new Map<string, Bytes>();

  constructor(
    private readonly keys: KeyBox,
    readonly cipher: Cipher,
  ) {}

  /** Newest first; none before the first card of its technology. */
  async masters(read: Db | Trx, technology: CardTechnology): Promise<CardMaster[]> {
    const rows = await read
      .selectFrom("card_master")
      .select(["version", "sealed"])
      .where("technology", "=", technologyNumber(technology))
      .where("application", "=", cardLayouts[technology].application)
      .orderBy("version", "desc")
      .execute();
    return rows.map(({ version, sealed }) => ({ technology, version, key: this.keys.open(sealed, nameOf(technology, version)) }));
  }

  /** The next version. Throws CARD_MASTERS when there are as many as a key's version can tell apart. */
  async makeMaster(trx: Trx, technology: CardTechnology, nowS: number): Promise<CardMaster> {
    const version = ((await this.masters(trx, technology))[0]?.version ?? 0) + 1;
    if (version > versionMax) throw new Refusal(409, "CARD_MASTERS", "there is no version left for another master", "Begin a new site.");
    const key = Uint8Array.from(randomBytes(keyBytes));
    const row = { technology: technologyNumber(technology), application: cardLayouts[technology].application, version };
    await trx.insertInto("card_master").values({ ...row, sealed: this.keys.close(key, nameOf(technology, version)), made_at: nowS }).execute();
    return { technology, version, key };
  }

  /** The key with this number of one card (AN10922); that of `sunMetaKey` is the same on all tags of the site. */
  keyOf(master: CardMaster, uid: Bytes, number: number): Bytes {
    const shared = master.technology === "ntag424" && number === sunMetaKey;
    return this.diversified(master, { uid: shared ? everyTag : uid, application: cardLayouts[master.technology].application, number });
  }

  /** Everything that the bench needs for this card. */
  keySet(master: CardMaster, uid: Bytes): CardKeySet {
    const { keyCount } = cardLayouts[master.technology];
    const keys = Array.from({ length: keyCount }, (_, number) => toHex(this.keyOf(master, uid, number)));
    return { version: master.version, keys, card: toHex(this.diversified(master, { uid, application: cardApplication, number: 0 })) };
  }

  /** The key by which readers know this card, wrapped for one of them. */
  wrappedReadKey(master: CardMaster, uid: Bytes, reader: Sealed): Bytes {
    return Uint8Array.from(this.cipher.encryptBlock(this.wrapKey(reader), this.keyOf(master, uid, readKey)));
  }

  /** Profiles for a reader's settings (wire/card-profile): each card's key is its own and comes with its grant. */
  async profiles(trx: Trx): Promise<Bytes> {
    const ev1 = await trx.selectFrom("card").select("id").where("ev1", "=", 1).limit(1).executeTakeFirst();
    const lines: Bytes[] = [];
    for (const technology of cardTechnologies) {
      const [newest] = await this.masters(trx, technology);
      const { application, file, idBytes } = cardLayouts[technology];
      const one = { technology, application, keyNumber: readKey, keyVersion: newest?.version ?? 0, file, offset: 0, length: idBytes, mode: "full" } as const;
      const wanted = [{ ...one, auth: "ev2" as const }, ...(technology === "desfire" && ev1 ? [{ ...one, auth: "ev1" as const }] : [])];
      if (newest) lines.push(encodeProfiles(wanted, this.cipher, none));
    }
    return Uint8Array.from(lines.flatMap((line) => [...line]));
  }

  private diversified(master: CardMaster, of: { uid: Bytes; application: string; number: number }): Bytes {
    /* The application's number as it travels: low byte first. */
    const application = fromHex(of.application).reverse();
    return diversify(this.cipher, master.key, cardKeyInput(of.uid, application, Uint8Array.of(...system, of.number)));
  }

  private wrapKey(reader: Sealed): Bytes {
    const id = toHex(reader.reader_id);
    const known = this.wrapKeys.get(id);
    if (known) return known;
    const made = wrapKeyOf(this.cipher, this.keys.open(reader.key_sealed, reader.reader_id));
    this.wrapKeys.set(id, made);
    return made;
  }
}

/** No profile of these carries a key, so none is wrapped for a reader. */
const none = new Uint8Array(32);

function nameOf(technology: CardTechnology, version: number): Bytes {
  return Uint8Array.from(Buffer.from(`card master ${technology} ${cardLayouts[technology].application} ${version}`));
}
