import type { EventsWish } from "../../client/api";

const names = ["door", "kind", "verdict", "since", "until", "person"] as const;

/** What the address asks for; what it cannot mean is refused by the server. */
export function eventsWish(filters: Readonly<Record<string, string>>): EventsWish {
  return Object.fromEntries(names.map((name) => [name, filters[name]]));
}

/** Something is asked for, so that nothing found is no proof that nothing happened. */
export function isWish(filters: Readonly<Record<string, string>>): boolean {
  return names.some((name) => filters[name]);
}
