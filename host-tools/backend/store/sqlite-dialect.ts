import type { DatabaseConnection, Dialect, Driver, QueryResult, CompiledQuery } from "kysely";
import { CompiledQuery as Query, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";

type Parameter = null | number | bigint | string | Uint8Array;

const statementsMax = 300;

/** What SQLite said: the same text, as an error of this program. */
export class StoreError extends Error {
  constructor(cause: unknown) {
    super((cause as { message?: string }).message ?? String(cause), { cause });
  }
}

/** Kysely over one SQLite connection: one user at a time, in the order of asking; a transaction keeps it until its end. */
export function sqliteDialect(database: DatabaseSyncInstance): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new QueuedDriver(new Connection(database)),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

interface Prepared {
  statement: StatementSyncInstance;
  /** It gives rows, as opposed to changing some. */
  answers: boolean;
}

class Connection implements DatabaseConnection {
  private readonly statements = new Map<string, Prepared>();

  constructor(private readonly database: DatabaseSyncInstance) {}

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return this.run(query);
    } catch (cause) {
      throw new StoreError(cause);
    }
  }

  private run<R>(query: CompiledQuery): QueryResult<R> {
    const { statement, answers } = this.prepared(query.sql);
    const parameters = parametersOf(query.parameters);
    if (answers) return { rows: statement.all(...parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("streaming is not offered: ask in pages");
  }

  /** Lets go of the compiled statements: this SQLite keeps a closed file open until the last of them is collected. */
  release(): void {
    this.statements.clear();
  }

  /** Statements are kept compiled; the cache empties itself when texts turn out to be endless. */
  private prepared(sql: string): Prepared {
    let known = this.statements.get(sql);
    if (!known) {
      if (this.statements.size >= statementsMax) this.statements.clear();
      const statement = this.database.prepare(sql);
      this.statements.set(sql, (known = { statement, answers: statement.columns().length > 0 }));
    }
    return known;
  }
}

class QueuedDriver implements Driver {
  private last: Promise<void> = Promise.resolve();
  private release: () => void = () => {};

  constructor(private readonly connection: Connection) {}

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.last;
    let release = (): void => {};
    this.last = new Promise((done) => (release = done));
    await before;
    this.release = release;
    return this.connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(Query.raw("begin immediate"));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(Query.raw("commit"));
  }

  /** After a full disk SQLite may have rolled back by itself: then there is nothing left to do. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(Query.raw("rollback")).catch(() => undefined);
  }

  async releaseConnection(): Promise<void> {
    this.release();
  }

  async destroy(): Promise<void> {
    this.connection.release();
  }
}

/** As SQLite takes them: truth as 0 or 1, nothing as null. The list is copied only where something has to change. */
function parametersOf(values: readonly unknown[]): Parameter[] {
  return (hasForeign(values) ? values.map(parameterOf) : values) as Parameter[];
}

/** A plain loop: `some` with a function took a tenth of a large insert's time. */
function hasForeign(values: readonly unknown[]): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined || typeof value === "boolean") return true;
  }
  return false;
}

function parameterOf(value: unknown): unknown {
  return typeof value === "boolean" ? Number(value) : (value ?? null);
}
