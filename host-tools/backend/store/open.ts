import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import type { Transaction } from "kysely";
import { Kysely } from "kysely";
import { Failure } from "../../api/failure";
import { databaseFile } from "./data-directory";
import { foldLog } from "./fold-log";
import { lockDirectory, noFolder } from "./lock";
import { migrate, schemaVersion, versionOf } from "./migrations";
import { sqliteDialect } from "./sqlite-dialect";
import type { Tables } from "./tables";

export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

export interface Store {
  dataDir: string;
  /** What is committed, as it was when the question began; never waits for a writer. */
  read: Db;
  /** Runs `work` alone and makes it durable before the promise is fulfilled; a throw undoes all of it. */
  change<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  /** Lets changes see another database under `name`. */
  attach(path: string, name: string): void;
  /** Lets the file grow to this many bytes at most: how tests fill a disk. */
  limitBytes(bytes: number): void;
  close(): Promise<void>;
}

/** Opens or makes the database in `dataDir`; ":memory:" is a directory of its own that goes with `close`. */
export function openStore(dataDir: string): Store {
  const passing = dataDir === ":memory:";
  const dir = passing ? mkdtempSync(join(tmpdir(), "latchkey-")) : dataDir;
  makeDirectory(dir);
  const lock = lockDirectory(dir);
  const [writer, reader] = orUnlock(lock, () => [openFile(join(dir, databaseFile)), new DatabaseSync(join(dir, databaseFile), { readOnly: true, timeout: 5000 })] as const);
  const write = new Kysely<Tables>({ dialect: sqliteDialect(writer) });
  const read = new Kysely<Tables>({ dialect: sqliteDialect(reader) });
  return {
    dataDir: dir,
    read,
    change: (work) => write.transaction().execute(work),
    attach: (path, name) => void writer.prepare(`attach database ? as ${name}`).run(path),
    limitBytes: (bytes) => writer.exec(`pragma max_page_count = ${Math.ceil(bytes / 4096)}`),
    async close() {
      await write.transaction().execute(async () => undefined);
      await Promise.all([write.destroy(), read.destroy()]);
      reader.close();
      foldLog(writer);
      writer.close();
      lock.close();
      if (passing) rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A database that cannot be opened leaves nobody locked out of the directory. */
function orUnlock<T>(lock: DatabaseSyncInstance, open: () => T): T {
  try {
    return open();
  } catch (caught) {
    lock.close();
    throw caught;
  }
}

export function makeDirectory(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.W_OK);
  } catch (cause) {
    throw noFolder(dir, cause as Error);
  }
}

/** WAL with full synchronising: a commit that has returned survives a cut of the power. */
function openFile(path: string): DatabaseSyncInstance {
  const database = new DatabaseSync(path, { timeout: 5000 });
  chmodSync(path, 0o600);
  database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;");
  /* 64 MB of pages in memory; the log is folded in every 16 MB, as each folding waits for the disk. */
  database.exec("pragma cache_size = -65536; pragma wal_autocheckpoint = 4000;");
  if (versionOf(database) > schemaVersion) {
    database.close();
    throw new Failure("STORE_NEWER", {
      message: `${path} was written by a newer Latchkey`,
      hint: "Start the newer version, or use another --data directory.",
    });
  }
  migrate(database);
  return database;
}
