import type { AuditObject, AuditRow } from "../../../api/audit";
import { mayDo } from "../../client/session";
import { words } from "../../i18n/words";
import type { ScreenName } from "../../route";
import { hrefOf, screenRights } from "../../route";

/** "Changed"; an action that has no words yet is shown by its name. */
export function actionWords(row: AuditRow): string {
  return words.value.audit.actions[row.action] ?? row.action;
}

/** Who wrote the line: an account by its name, Latchkey's own parts and phones and readers in words. */
export function authorWords(author: string): string {
  return words.value.audit.authors[author] ?? author;
}

/** "Door" or "Door 3". */
export function kindWords(object: Pick<AuditObject, "what" | "id">): string {
  const kind = words.value.audit.objects[object.what] ?? object.what;
  return object.id === null || object.what === "site" ? kind : `${kind} ${object.id}`;
}

/** The screen of each kind of object, and the filter that opens one there. */
const places: Readonly<Record<string, { screen: ScreenName; filter?: string }>> = {
  person: { screen: "people", filter: "person" },
  door: { screen: "doors", filter: "door" },
  level: { screen: "levels", filter: "level" },
  schedule: { screen: "schedules", filter: "schedule" },
  holidays: { screen: "schedules" },
  reader: { screen: "readers", filter: "reader" },
  trace: { screen: "traces" },
  account: { screen: "accounts", filter: "account" },
  site: { screen: "settings" },
  webhook: { screen: "settings" },
};

/** Where the console shows the object; undefined where nothing is to be seen of it, or not by this account. */
export function hrefOfObject({ what, id, personId }: AuditObject): string | undefined {
  if (personId !== null) return hrefOf("people", { person: String(personId) });
  const place = places[what];
  if (!place || !mayDo(screenRights[place.screen] ?? "look")) return undefined;
  return hrefOf(place.screen, place.filter && id !== null ? { [place.filter]: id } : {});
}

/** What the line keeps besides, as "mode: locked, seconds: 60". */
export function detailWords(detail: unknown): string {
  if (detail === null || typeof detail !== "object") return detail === null ? "" : String(detail);
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
