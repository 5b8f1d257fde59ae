/*
 * Who is in the field, as a table over what each poll found. A card is announced once, and again only after the field was empty
 * or another card took its place; two cards are announced once and silence all until the field is empty. A card at the edge of
 * the field misses a poll now and then: the second empty poll in a row means that it left.
 */

/* Where things stand; the same find again changes nothing up to here. */
export const empty = 0;
const held = 1;
export const crowd = 2;
/* Not so with these: one poll missed. */
export const heldMissed = 3;
const crowdMissed = 4;

/* What a poll found: the number of cards, */
export const one = 1;
export const several = 2;
/** or that very card which is held. */
export const same = 3;

/* News, on top of where things stand now. */
export const arrived = 8;
export const removed = 16;
export const tooMany = 24;
/** The part that is no news. */
export const standing = 7;

/** By where things stand, for each find. */
const table = new Uint8Array([
  empty, held + arrived, crowd + tooMany, held + arrived,
  heldMissed, held + arrived, crowd + tooMany, held,
  crowdMissed, crowd, crowd, crowd,
  empty + removed, held + arrived, crowd + tooMany, held,
  empty + removed, crowd, crowd, crowd,
]);

/** How things stand after `found`, with the news. */
export function next(now: number, found: number): number {
  return table[now * 4 + found]!;
}
