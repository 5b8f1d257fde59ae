import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import type { cardRegistration, CardOrders, CardRow, CardTechnology, knownCard, newCard } from "../../api/cards";
import { cardLayouts } from "../../api/cards";
import { technologyNumber } from "../../api/names";
import { allReaders } from "../directory/all-readers";
import type { Author, Directory } from "../directory/edit";
import { notFound, Refusal } from "../refusal";
import type { Trx } from "../store/open";
import type { Card } from "../store/tables";
import type { CardKeys } from "./card-keys";
import { cardById, cardRow } from "./card-row";
import { pinColumns } from "./pin-told";

interface Beginning {
  wish: z.output<typeof newCard>;
  keys: CardKeys;
}

/**
 * Orders for a card that lies on the bench: new ones the first time, the same again as long as it is nobody else's, so that a
 * card torn away half-way goes on where it was. The first card of a technology brings its master and tells all readers.
 */
export async function beginCard(directory: Directory, author: Author, { wish, keys }: Beginning): Promise<CardOrders> {
  return directory.edit(author, async (edit) => {
    const { trx } = edit;
    const before = await keys.profiles(trx);
    if ((await keys.masters(trx, wish.technology)).length === 0) await keys.makeMaster(trx, wish.technology, edit.nowS);
    const card = (await cardOf(trx, wish)) ?? (await addCard(trx, wish));
    if (await isLost(trx, card)) {
      const anew = { identifier: freshId(wish.technology), credential_id: null, key_version: 0, has_pin: null, pin_since: null };
      await trx.updateTable("card").set(anew).where("id", "=", card.id).execute();
    }
    if (wish.ev1 && !card.ev1) await trx.updateTable("card").set({ ev1: 1 }).where("id", "=", card.id).execute();
    if (Buffer.compare(before, await keys.profiles(trx)) !== 0) await edit.resettle(await allReaders(trx));
    const answer = await ordersOf(trx, card.id, keys);
    return { subject: { what: "credential", id: answer.credentialId, action: "begin card", detail: { card: card.id, technology: wish.technology } }, answer };
  });
}

/** The same for a card that the backend knows, and nothing is changed by it; that keys were given out is written down. */
export async function keysOfCard(directory: Directory, author: Author, { wish, keys }: { wish: z.output<typeof knownCard>; keys: CardKeys }): Promise<CardOrders> {
  return directory.edit(author, async ({ trx }) => {
    const card = await cardOf(trx, wish);
    if (!card) throw unknownCard();
    const answer = await ordersOf(trx, card.id, keys);
    return { subject: { what: "credential", id: answer.credentialId, action: "card keys", detail: { card: card.id } }, answer };
  });
}

type Owned = z.output<typeof cardRegistration> & { personId: number };

interface Registration {
  id: number;
  wish: z.output<typeof cardRegistration>;
}

/** The card becomes a credential of the person, and its key goes to the readers that the person may pass. Again: nothing new. */
export async function registerCard(directory: Directory, author: Author, { id, wish }: Registration): Promise<CardRow> {
  await directory.edit(author, async (edit) => {
    const { trx } = edit;
    const card = await cardById(trx, id);
    const person = wish.personId ?? (await ownerOf(trx, card));
    const credential = person === undefined ? null : await credentialFor(trx, card, { ...wish, personId: person });
    const columns = { credential_id: credential, key_version: wish.keyVersion, ...pinColumns(card, wish.hasPin, edit.nowS) };
    await trx.updateTable("card").set(columns).where("id", "=", id).execute();
    if (card.key_version !== wish.keyVersion) {
      await trx.updateTable("reader_grant").set({ card_key: null }).where("credential_id", "=", credential).execute();
    }
    if (person !== undefined) await edit.regrant({ people: [person] });
    const detail = { card: id, person, keyVersion: wish.keyVersion, hasPin: wish.hasPin };
    return { subject: { what: "credential", id: credential, action: "register card", detail }, answer: undefined };
  });
  return cardRow(directory.read, id);
}

/** Notes that the card's configuration can be changed no more. */
export async function noteLocked(directory: Directory, author: Author, id: number): Promise<CardRow> {
  await directory.edit(author, async ({ trx, nowS }) => {
    const card = await cardById(trx, id);
    await trx.updateTable("card").set({ locked_at: card.locked_at ?? nowS }).where("id", "=", id).execute();
    return { subject: { what: "credential", id: card.credential_id, action: "lock card", detail: { card: id } }, answer: undefined };
  });
  return cardRow(directory.read, id);
}

/** A new version of the master, for the cards encoded from now on; readers learn which version is the newest. */
export async function addMaster(directory: Directory, author: Author, { technology, keys }: { technology: CardTechnology; keys: CardKeys }): Promise<{ version: number }> {
  return directory.edit(author, async (edit) => {
    const { version } = await keys.makeMaster(edit.trx, technology, edit.nowS);
    await edit.resettle(await allReaders(edit.trx));
    return { subject: { what: "site", id: null, action: "new card master", detail: { technology, version } }, answer: { version } };
  });
}

async function ordersOf(trx: Trx, id: number, keys: CardKeys): Promise<CardOrders> {
  const row = await cardRow(trx, id);
  const card = await cardById(trx, id);
  const masters = await keys.masters(trx, row.technology);
  return { ...row, credential: toHex(card.identifier), versions: masters.map((master) => keys.keySet(master, card.uid)) };
}

function cardOf(trx: Trx, { technology, uid }: z.output<typeof knownCard>): Promise<Card | undefined> {
  return trx.selectFrom("card").selectAll().where("technology", "=", technologyNumber(technology)).where("uid", "=", fromHex(uid)).executeTakeFirst();
}

async function addCard(trx: Trx, { technology, uid, ev1 }: z.output<typeof newCard>): Promise<Card> {
  const row = { technology: technologyNumber(technology), uid: fromHex(uid), identifier: freshId(technology), credential_id: null };
  return trx.insertInto("card").values({ ...row, ev1: Number(ev1), key_version: 0, locked_at: null }).returningAll().executeTakeFirstOrThrow();
}

async function ownerOf(trx: Trx, card: Card): Promise<number | undefined> {
  return (await cardRow(trx, card.id)).personId ?? undefined;
}

/** The card's credential, made at the first time. Throws NOT_FOUND, CREDENTIAL_TAKEN, CARD_REMOVED. */
async function credentialFor(trx: Trx, card: Card, wish: Owned): Promise<number> {
  if (!(await trx.selectFrom("person").select("id").where("id", "=", wish.personId).executeTakeFirst())) throw notFound("person", wish.personId);
  const credential = card.credential_id ?? (await addCredential(trx, card, wish));
  await refuseTaken(trx, credential, wish.personId);
  return credential;
}

/** Its credential was removed: whoever gets it now gets another id, which nobody's old rights are tied to. */
async function isLost(trx: Trx, card: Card): Promise<boolean> {
  if (card.credential_id === null) return false;
  const { removed_at } = await trx.selectFrom("credential").select("removed_at").where("id", "=", card.credential_id).executeTakeFirstOrThrow();
  return removed_at !== null;
}

async function addCredential(trx: Trx, card: Card, wish: Owned): Promise<number> {
  const row = { person_id: wish.personId, technology: card.technology, identifier: card.identifier, label: wish.label ?? "" };
  const limits = { enabled: 1, valid_from: 0, valid_until: 0, removed_at: null };
  const { id } = await trx.insertInto("credential").values({ ...row, ...limits }).returning("id").executeTakeFirstOrThrow();
  return id;
}

async function refuseTaken(trx: Trx, credential: number, person: number): Promise<void> {
  const holder = await trx
    .selectFrom("credential")
    .innerJoin("person", "person.id", "credential.person_id")
    .select(["person.id", "person.name", "credential.removed_at"])
    .where("credential.id", "=", credential)
    .executeTakeFirstOrThrow();
  if (holder.removed_at !== null) throw new Refusal(409, "CARD_REMOVED", "this card's credential was removed", "Encode the card again: it gets a new credential id.");
  if (holder.id === person) return;
  throw new Refusal(409, "CREDENTIAL_TAKEN", `this credential belongs to ${holder.name}`, "Remove it there first, then encode the card again.");
}

const freshId = (technology: CardTechnology): Uint8Array => Uint8Array.from(randomBytes(cardLayouts[technology].idBytes));

function unknownCard(): Refusal {
  return new Refusal(404, "CARD_UNKNOWN", "this site never encoded a card with this UID", "Encode it with `latchkey card encode`.");
}
