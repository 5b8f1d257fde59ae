export type Cell = string | number | boolean | null;

/** A table as a spreadsheet reads it: UTF-8 with its mark, so that Korean names survive, and no cell that is a formula. */
export function sheetText(heads: readonly string[], rows: Cell[][]): string {
  const lines = rows.map((row) => row.map(cell).join(","));
  return "\ufeff" + [heads.join(","), ...lines].join("\r\n") + "\r\n";
}

function cell(value: Cell): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
