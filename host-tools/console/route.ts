import { signal } from "@preact/signals";
import type { Right } from "../api/rights";

/** Every screen, by what brings somebody to it. */
export const screenGroups = {
  watch: ["now", "events", "reports"],
  access: ["people", "cards", "levels", "schedules", "import"],
  devices: ["doors", "readers", "tags", "traces", "simulator"],
  administration: ["accounts", "audit", "settings"],
} as const;
export type ScreenGroup = keyof typeof screenGroups;
export type ScreenName = (typeof screenGroups)[ScreenGroup][number];
const screenNames: ScreenName[] = Object.values(screenGroups).flat();

/** What somebody must be allowed to do for a screen to be of any use; all others are to look at. */
export const screenRights: { readonly [screen in ScreenName]?: Right } = { import: "people", simulator: "enrol", accounts: "accounts", settings: "site" };

/** Which screen is open and how it is filtered: exactly what the address shows, `#/people?search=kim`. */
export interface Route {
  screen: ScreenName;
  filters: Readonly<Record<string, string>>;
}

export const route = signal<Route>(routeOf(location.hash));
addEventListener("hashchange", () => (route.value = routeOf(location.hash)));

export function routeOf(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const screen = screenNames.find((name) => name === path) ?? "now";
  return { screen, filters: Object.fromEntries(new URLSearchParams(query)) };
}

export function hrefOf(screen: ScreenName, filters: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value) query.set(name, value);
  const text = query.toString();
  return `#/${screen}${text ? `?${text}` : ""}`;
}

/** Changes some filters of the open screen; an empty text removes one. `replace`: without a step in the browser's history. */
export function setFilters(changes: Record<string, string | undefined>, replace = false): void {
  const href = hrefOf(route.value.screen, { ...route.value.filters, ...changes });
  if (replace) history.replaceState(null, "", href);
  else location.hash = href;
  route.value = routeOf(href);
}
