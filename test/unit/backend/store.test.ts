import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noteBackup } from "../../../host-tools/backend/backup/last-backup";
import { openStore } from "../../../host-tools/backend/store/open";
import { startBackend } from "../../../host-tools/backend/server";
import { BackendAtWork } from "../../support/backend-at-work";

let dir = "";
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), "latchkey-store-"))));
afterEach(() => rmSync(dir, { recursive: true }));

test("a second one on the same directory is refused and does the first no harm", async () => {
  const first = openStore(dir);
  expect(() => openStore(dir)).toThrow(expect.objectContaining({ code: "STORE_IN_USE" }));
  await expect(startBackend({ dataDir: dir })).rejects.toMatchObject({ code: "STORE_IN_USE" });
  await first.change((trx) => trx.insertInto("account").values({ name: "owner", role: "admin" }).execute());
  await first.close();
  const again = openStore(dir);
  expect(await again.read.selectFrom("account").select("name").execute()).toEqual([{ name: "owner" }]);
  await again.close();
});

test("whatever lies in the directory is its owner's alone, the lock too, also where others may look into it", async () => {
  chmodSync(dir, 0o755);
  writeFileSync(join(dir, "lock.db"), "", { mode: 0o644 });
  const store = openStore(dir);
  for (const name of readdirSync(dir)) expect([name, (statSync(join(dir, name)).mode & 0o777).toString(8)]).toEqual([name, "600"]);
  await store.close();
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;
asRoot("what root makes in a directory of the backend's own user belongs to that user", async () => {
  chownSync(dir, 65534, 65534);
  await openStore(dir).close();
  noteBackup(dir, { at: "2026-10-03T00:00:00.000Z", file: "/backup/site" });
  expect(["lock.db", "last-backup.json"].map((name) => statSync(join(dir, name)).uid)).toEqual([65534, 65534]);
});

test("a lock that cannot be made is not taken for another Latchkey's", () => {
  mkdirSync(join(dir, "lock.db"));
  expect(() => openStore(dir)).toThrow(expect.objectContaining({ code: "STORE_FOLDER" }));
});

test("a port that is taken is told, and the directory is free again", async () => {
  const other = await BackendAtWork.start();
  await expect(startBackend({ dataDir: dir, port: other.backend.port })).rejects.toMatchObject({ code: "PORT_TAKEN" });
  const own = await startBackend({ dataDir: dir });
  await own.stop();
  await other.stop();
});

test("a change that fails leaves nothing behind, and the next one goes through", async () => {
  const store = openStore(dir);
  const user = { name: "a", role: "admin" };
  const failing = store.change(async (trx) => {
    await trx.insertInto("account").values(user).execute();
    throw new Error("half way");
  });
  await expect(failing).rejects.toThrow("half way");
  await store.change((trx) => trx.insertInto("account").values(user).execute());
  expect(await store.read.selectFrom("account").selectAll().execute()).toHaveLength(1);
  await store.close();
});

test("readers of the store see nothing of a change under way", async () => {
  const store = openStore(dir);
  await store.change(async (trx) => {
    await trx.insertInto("account").values({ name: "a", role: "admin" }).execute();
    expect(await store.read.selectFrom("account").selectAll().execute()).toEqual([]);
  });
  await store.close();
});

test("a file of a newer program is not touched", async () => {
  const store = openStore(dir);
  await store.close();
  const path = join(dir, "latchkey.db");
  const file = readFileSync(path);
  /* SQLite file format 1.3: the user version lies at offset 60. */
  file.writeUInt32BE(99, 60);
  writeFileSync(path, file);
  expect(() => openStore(dir)).toThrow(expect.objectContaining({ code: "STORE_NEWER" }));
});
