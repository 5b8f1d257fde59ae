import { sql, type RawBuilder } from "kysely";

/**
 * In SQL, whether `row`, of the table reader, is a reader of the site still: of one that was removed the row stays for the names in its history,
 * without its keys.
 */
export function enrolled(row = "reader"): RawBuilder<boolean> {
  return sql.raw(enrolledText(row));
}

export function enrolledText(row: string): string {
  return `length(${row}.key_sealed) > 0`;
}
