import type { RefusalsWish } from "../../client/api";

type Filters = Readonly<Record<string, string>>;

export function refusalsWish(filters: Filters): RefusalsWish {
  return Object.fromEntries((["since", "until", "door"] as const).map((name) => [name, filters[name]]));
}

export const daysToChoose = [30, 90, 180, 365];

export function daysWish(filters: Filters): string {
  return filters["days"] ?? "90";
}
