import type { EventRow } from "../../../api/events";
import { sheetText } from "../../../api/sheet-text";

const columns = ["at", "clockUnsure", "kind", "verdict", "reason", "doorName", "readerName", "personName", "personId", "technology", "assurance", "token", "sequence"] as const;

export function csvOf(rows: EventRow[]): string {
  return sheetText(columns, rows.map((row) => columns.map((name) => row[name])));
}
