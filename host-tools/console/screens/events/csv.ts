import type { EventRow } from "../../../api/events";

const columns = ["at", "clockUnsure", "kind", "verdict", "reason", "doorName", "readerName", "personName", "personId", "technology", "assurance", "token", "sequence"] as const;

/** Events as a spreadsheet reads them: UTF-8 with its mark, so that Korean names survive, and no cell that is a formula. */
export function csvOf(rows: EventRow[]): string {
  const lines = rows.map((row) => columns.map((name) => cell(row[name])).join(","));
  return "\ufeff" + [columns.join(","), ...lines].join("\r\n") + "\r\n";
}

function cell(value: string | number | boolean | null): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
