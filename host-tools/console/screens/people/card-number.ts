const shownPairs = 10;

/** Hex in pairs, as printed on cards: "04 a2 2c"; the middle of a long one is left out. */
export function cardNumber(uid: string): string {
  const pairs = uid.toUpperCase().match(/../g) ?? [];
  if (pairs.length <= shownPairs) return pairs.join(" ");
  return `${pairs.slice(0, 4).join(" ")} … ${pairs.slice(-4).join(" ")}`;
}
