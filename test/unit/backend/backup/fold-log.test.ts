import { DatabaseSync } from "@photostructure/sqlite";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foldLogOf } from "../../../../host-tools/backend/store/fold-log";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "latchkey-"));
  path = join(dir, "latchkey.db");
});
afterEach(() => rmSync(dir, { recursive: true }));

/** A database whose only row lies in the log beside it, as a process that was killed leaves it. */
function leftByAKill(): void {
  const at = join(dir, "at-work.db");
  const database = new DatabaseSync(at);
  database.exec("pragma journal_mode = wal; pragma wal_autocheckpoint = 0; create table kept (what text); insert into kept values ('a word')");
  for (const end of ["", "-wal"]) copyFileSync(at + end, path + end);
  database.close();
  rmSync(at);
}

test("what only the log holds is in the database afterwards, which then is one whole file", () => {
  leftByAKill();
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
  foldLogOf(path);
  expect(existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0).toBe(false);
  const database = new DatabaseSync(path);
  expect(database.prepare("select what from kept").all()).toEqual([{ what: "a word" }]);
  database.close();
});

test("what is no database, or cannot even be opened, is left as it is and stops nobody", () => {
  writeFileSync(path, "spoilt");
  const closed = join(dir, "a folder");
  mkdirSync(closed);
  foldLogOf(path);
  foldLogOf(closed);
  expect([readFileSync(path, "utf8"), readdirSync(closed)]).toEqual(["spoilt", []]);
});
