import type { Target } from "./iso14443a";
import type { Native } from "../hal/native";

/*
 * Who is in the field, as a pure machine over what each poll found. A card is announced once, and again only after the
 * field was empty or another card took its place; two cards are announced once and silence all until the field is empty.
 */
export interface Presence {
  /** One of the states below. */
  now: number;
  card: Target | undefined;
  /** Empty polls in a row. */
  misses: number;
}

export const empty = 0;
export const held = 1;
export const crowd = 2;

/* news */
export const nothing = 0;
export const arrived = 1;
export const removed = 2;
export const tooMany = 3;

/** A card at the edge of the field misses a poll now and then; so many in a row mean that it left. */
const missesMax = 2;

export function nobody(): Presence {
  return { now: empty, card: undefined, misses: 0 };
}

/** Changes `presence` by what one poll found and says what is new. */
export function next(presence: Presence, found: Target[], native: Native): number {
  if (found.length === 0) return missed(presence);
  presence.misses = 0;
  if (presence.now === crowd) return nothing;
  if (found.length > 1) return enter(presence, crowd, undefined, tooMany);
  const same = presence.card !== undefined && native.same(presence.card.uid, found[0]!.uid);
  return same ? nothing : enter(presence, held, found[0], arrived);
}

function missed(presence: Presence): number {
  if (presence.now === empty || ++presence.misses < missesMax) return nothing;
  return enter(presence, empty, undefined, removed);
}

function enter(presence: Presence, state: number, card: Target | undefined, news: number): number {
  presence.now = state;
  presence.card = card;
  presence.misses = 0;
  return news;
}
