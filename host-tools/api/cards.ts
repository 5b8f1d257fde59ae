import { z } from "zod";
import { id, pageQuery } from "./directory";
import { technologyNames, type TechnologyName } from "./names";

/*
 * Cards that the bench encodes. Their layout is the product's own, so that bench, backend and readers need not be told it: one
 * application, one file with a random credential id, one key that readers know, all others for the bench alone.
 */

export const cardTechnologies = ["desfire", "ntag424"] as const;
export type CardTechnology = (typeof cardTechnologies)[number];

/** Numbers of the keys. An NTAG 424 has two more: of the encrypted part of its address, and of that address's MAC. */
export const masterKey = 0;
export const readKey = 1;
export const sunMetaKey = 2;
export const sunMacKey = 3;

export interface CardLayout {
  /** Number of the application as people write it, high byte first; an NTAG 424 has only its own. */
  application: string;
  keyCount: number;
  /** Where the credential id lies, and its bytes. */
  file: number;
  idBytes: number;
}

export const cardLayouts: Record<CardTechnology, CardLayout> = {
  desfire: { application: "f51ac7", keyCount: 2, file: 1, idBytes: 16 },
  ntag424: { application: "000000", keyCount: 5, file: 3, idBytes: 16 },
};

/** A UID of 7 bytes: one of four is made anew for every tap on such cards, so no key can be made of it. */
const uid = z.string().toLowerCase().regex(/^[0-9a-f]{14}$/, "a UID of 7 bytes in hexadecimal");

/** POST cards: begins the encoding of a card or goes on with it. `ev1`: it knows AuthenticateAES alone. */
export const newCard = z.object({ technology: z.enum(cardTechnologies), uid, ev1: z.boolean().default(false) });

/** POST cards/keys: the same for a card that is known already. */
export const knownCard = newCard.pick({ technology: true, uid: true });

/**
 * POST cards/:id/registration: the card is encoded with keys of this version and belongs to a person from now on; without a person it
 * is a tag that opens nothing by itself.
 */
export const cardRegistration = z.object({
  personId: id.optional(),
  keyVersion: z.int().min(1).max(255),
  label: z.string().max(120).optional(),
  /** Left out: as it was known before. */
  hasPin: z.boolean().optional(),
});

/** PUT cards/:id/pin: whether the card has a PIN, and nothing by which it could be guessed. `found`: it was only looked at, not changed. */
export const cardPin = z.object({ hasPin: z.boolean(), found: z.boolean().default(false) });

/** POST cards/masters: later cards get keys of a new version; those that there are keep theirs until they are encoded again. */
export const newCardMaster = z.object({ technology: z.enum(cardTechnologies) });

/** Keys of one card, base 16, by their numbers; `card`: of a DESFire's own master key. */
export interface CardKeySet {
  version: number;
  keys: string[];
  card: string;
}

/** What the bench is told of one card; it holds that card's keys and no master. */
export interface CardOrders extends CardRow {
  /** What the file holds, or will hold. */
  credential: string;
  /** The newest first. */
  versions: CardKeySet[];
}

export interface CardRow {
  id: number;
  technology: CardTechnology;
  uid: string;
  /** Whose it is; null until it is registered. */
  credentialId: number | null;
  personId: number | null;
  personName: string | null;
  /** Of the keys on it as registered; 0: not yet. */
  keyVersion: number;
  /** Whether it has a PIN, as the bench told last, and since when it is so; null: never told. */
  hasPin: boolean | null;
  pinSince: string | null;
  locked: boolean;
}

/** `lapsed`: card or person is disabled, or its validity is over or to come; `ownerless`: encoded, and nobody's; `oldKeys`: encoded before the newest keys. */
export const cardStates = ["active", "lapsed", "ownerless", "oldKeys"] as const;
export type CardState = (typeof cardStates)[number];

/**
 * GET cards. `below`: cards of people with a right at this door that it will refuse, since it asks for more assurance; `withoutPin`: those of
 * them that have no PIN, cannot have one, or of which nobody told, whether it asks for one yet or not; `search`: part of a name, a label or a UID.
 */
export const cardsQuery = pageQuery.extend({
  technology: z.enum(technologyNames).optional(),
  state: z.enum(cardStates).optional(),
  below: z.coerce.number().int().positive().optional(),
  withoutPin: z.coerce.number().int().positive().optional(),
});

/** A card of the site, whether the bench encoded it or its number was entered. What it proves itself by is in no list: no key, no credential id, no message of a tag. */
export interface ListedCard {
  /** At the bench; null: it was not encoded here. */
  id: number | null;
  /** Null: it is nobody's. */
  credentialId: number | null;
  technology: TechnologyName;
  assurance: number;
  uid: string | null;
  label: string;
  personId: number | null;
  personName: string | null;
  state: "active" | "lapsed" | "ownerless";
  /** The card's own switch; a person's is another. */
  enabled: boolean;
  validFrom: string | null;
  validUntil: string | null;
  /** Of the keys on it as registered, 0: not yet; null: it has none of ours. */
  keyVersion: number | null;
  /** Of the site's keys of its kind; null: it has none of ours. */
  newestVersion: number | null;
  /** False also where it cannot have one; null: never told (`latchkey card verify` tells). */
  hasPin: boolean | null;
  /** Since when it is so, as far as the bench told. */
  pinSince: string | null;
  locked: boolean;
  /** The newest event that names it. */
  lastSeen: { at: string; doorId: number | null; doorName: string | null } | null;
}

export interface CardsPage {
  rows: ListedCard[];
  total: number;
}
