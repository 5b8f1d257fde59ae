type Cell = string | number | boolean | null;

const pageSize = 1000;
/** As many as a spreadsheet takes without complaint. */
const rowsMax = 100_000;

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

/** All that `ask` gives page by page, up to `rowsMax`; `more`: there would be more. */
export async function everyRow<Row>(ask: (last: Row | undefined, limit: number) => Promise<Row[]>): Promise<{ rows: Row[]; more: boolean }> {
  const rows: Row[] = [];
  let page: Row[] = [];
  do {
    page = await ask(rows.at(-1), pageSize);
    rows.push(...page);
  } while (page.length === pageSize && rows.length < rowsMax);
  return { rows, more: page.length === pageSize };
}
