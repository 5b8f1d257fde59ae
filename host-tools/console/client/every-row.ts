const pageSize = 1000;
/** As many as a spreadsheet takes without complaint. */
const rowsMax = 100_000;

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
