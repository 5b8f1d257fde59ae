import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paths } from "../../../../host-tools/api/paths";
import { BackendAtWork } from "../../../support/backend-at-work";
import { foldLogOf } from "../../../../host-tools/backend/store/fold-log";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "latchkey-"));
  path = join(dir, "latchkey.db");
});
afterEach(() => rmSync(dir, { recursive: true }));

test("what only the log holds is in the database afterwards, which then is one whole file", async () => {
  const [dataDir, copied] = [join(dir, "at-work"), join(dir, "copied")];
  const at = await BackendAtWork.start({ dataDir });
  await at.door("Lab");
  /* As a process that was killed leaves it. */
  cpSync(dataDir, copied, { recursive: true });
  await at.stop();
  const log = join(copied, "latchkey.db-wal");
  expect(statSync(log).size).toBeGreaterThan(0);
  foldLogOf(join(copied, "latchkey.db"));
  rmSync(log, { force: true });
  const whole = await BackendAtWork.start({ dataDir: copied });
  expect(await whole.client.get(paths.doors)).toMatchObject({ rows: [{ name: "Lab" }] });
  await whole.stop();
});

test("what is no database, or cannot even be opened, is left as it is and stops nobody", () => {
  writeFileSync(path, "spoilt");
  const closed = join(dir, "a folder");
  mkdirSync(closed);
  foldLogOf(path);
  foldLogOf(closed);
  expect([readFileSync(path, "utf8"), readdirSync(closed)]).toEqual(["spoilt", []]);
});
