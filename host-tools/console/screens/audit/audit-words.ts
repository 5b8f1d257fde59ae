import type { AuditObject, AuditRow } from "../../../api/audit";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";

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

/** Where the console shows the object; undefined where nothing is to be seen of it. */
export function hrefOfObject({ what, id, personId }: AuditObject): string | undefined {
  if (personId !== null) return hrefOf("people", { person: String(personId) });
  if (id === null) return what === "holidays" ? hrefOf("schedules") : undefined;
  const at: Record<string, string> = {
    person: hrefOf("people", { person: id }),
    door: hrefOf("doors", { door: id }),
    level: hrefOf("levels", { level: id }),
    schedule: hrefOf("schedules", { schedule: id }),
    reader: hrefOf("readers", { reader: id }),
    trace: hrefOf("traces"),
    account: hrefOf("accounts", { account: id }),
    site: hrefOf("settings"),
  };
  return at[what];
}

/** What the line keeps besides, as "mode: locked, seconds: 60". */
export function detailWords(detail: unknown): string {
  if (detail === null || typeof detail !== "object") return detail === null ? "" : String(detail);
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
