import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex } from "../../../../firmware/src/base/bytes";
import * as message from "../../../../firmware/src/wire/message";
import { uid } from "../../../../firmware/src/wire/technology";
import { pathOf, paths } from "../../../../host-tools/api/paths";
import type { AuditCheck, AuditRow } from "../../../../host-tools/api/audit";
import { openBackup, writeBackup } from "../../../../host-tools/backend/backup/backup-file";
import { makeBackup } from "../../../../host-tools/backend/backup/make-backup";
import { restoreBackup } from "../../../../host-tools/backend/backup/restore";
import { schemaVersion, schemaWithRemovedDoors } from "../../../../host-tools/backend/store/migrations";
import { BackendAtWork } from "../../../support/backend-at-work";
import { secondOf } from "../../../support/model-reader";
import { beforeDoorsWereRemoved, stepBack } from "../../../support/older-store";

let dir: string;
let dataDir: string;
let path: string;
let at: BackendAtWork;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "latchkey-"));
  [dataDir, path] = [join(dir, "data"), join(dir, "site.latchkey")];
  at = await BackendAtWork.start({ dataDir });
});
afterEach(async () => {
  await at.stop();
  rmSync(dir, { recursive: true });
});

const nowMs = 1_790_000_000_000;
const backup = () => makeBackup({ dataDir, path, program: "0.0.0", nowMs });
const restore = () => restoreBackup({ dataDir, path, nowMs });
async function restart(meanwhile: () => Promise<unknown>): Promise<void> {
  await at.stop();
  await meanwhile();
  at = await BackendAtWork.start({ dataDir });
}
const refusal = (work: Promise<unknown>) => work.then(() => "restored", (error: { code: string }) => error.code);

/** The backup, written again with something else in it. */
function rewrite(change: object): void {
  const { about, secrets, extract } = openBackup(path);
  const database = join(dir, "taken.db");
  extract(database);
  rmSync(path);
  writeBackup(path, { about: { ...about, ...change }, secrets, database });
}

test("a running backend is not restored under its feet", async () => {
  backup();
  expect(await refusal(restore())).toBe("STORE_IN_USE");
  expect((await at.door("Lab")).name).toBe("Lab");
});

test("what is no backup, is damaged, or is of a newer program changes nothing", async () => {
  await at.door("Lab");
  const { madeAt } = backup();
  expect(madeAt).toBe("2026-09-21T14:13:20.000Z");
  await restart(async () => {
    const before = readdirSync(dataDir);
    rewrite({ schema: schemaVersion + 1, program: "9.9.9" });
    const newer = await restore().catch((error: Error) => error);
    expect(newer).toMatchObject({ code: "BACKUP_NEWER", message: expect.stringContaining("9.9.9") });
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, -1));
    expect(await refusal(restore())).toBe("BACKUP_DAMAGED");
    writeFileSync(path, "dear");
    expect(await refusal(restore())).toBe("BACKUP_FOREIGN");
    rmSync(path);
    expect(await refusal(restore())).toBe("BACKUP_UNREADABLE");
    expect(readdirSync(dataDir)).toEqual(before);
  });
  expect(await at.client.get(paths.doors)).toMatchObject({ rows: [{ name: "Lab" }] });
});

test("what is replaced is kept aside whole, the audit says where, and everybody signs in anew", async () => {
  const { secret } = await at.backend.services.accounts.firstLink();
  backup();
  await at.person("Since", []);
  const key = readFileSync(join(dataDir, "site.key"), "utf8");
  const token = at.backend.apiToken;
  let replaced = "";
  await restart(async () => void (replaced = (await restore()).replaced!));
  expect(await at.client.get(paths.people)).toMatchObject({ rows: [] });
  expect([at.backend.apiToken, readFileSync(join(dataDir, "site.key"), "utf8")]).toEqual([token, key]);
  expect(await refusal(at.backend.services.accounts.useLink(secret))).toBe("SIGN_IN_LINK");
  expect((await at.client.get<{ rows: AuditRow[] }>(paths.audit)).rows).toContainEqual(
    expect.objectContaining({ author: "restore", action: "restore", detail: expect.objectContaining({ madeAt: expect.any(String), replaced: replaced.split("/").at(-1), commandsDropped: 0 }) }),
  );
  expect(await at.client.get<AuditCheck>(paths.auditCheck)).toMatchObject({ intact: true });
  expect(readdirSync(replaced).sort()).toEqual(["latchkey.db", "site.key", "token"]);
  for (const name of [replaced, join(dataDir, "latchkey.db"), join(dataDir, "site.key")]) expect(statSync(name).mode & 0o077).toBe(0);
  expect(existsSync(join(dataDir, "restoring"))).toBe(false);
  const before = await BackendAtWork.start({ dataDir: replaced });
  expect(await before.client.get(paths.people)).toMatchObject({ rows: [{ name: "Since" }] });
  await before.stop();
});

test("doors that were removed are not counted, and neither missed in the database of a program that could not remove any", async () => {
  const lab = await at.door("Lab");
  await at.door("Store");
  await at.client.send("DELETE", pathOf(paths.door, lab.id), undefined);
  expect(backup()).toMatchObject({ doors: 1, schema: schemaVersion });
  rmSync(path);
  await at.door("Lab");
  await restart(async () => {
    await stepBack(dataDir, schemaWithRemovedDoors - 1, beforeDoorsWereRemoved);
    expect(backup()).toMatchObject({ doors: 2, schema: schemaWithRemovedDoors - 1 });
    expect(await restore()).toMatchObject({ about: { doors: 2 } });
  });
  expect(await at.client.get(paths.doors)).toMatchObject({ rows: [{ name: "Store" }, { name: "Lab" }] });
});

test("a backup of an older version is brought up to date: one of before there was any table", async () => {
  await at.door("Lab");
  backup();
  await restart(async () => {
    const [{ about, secrets }, empty] = [openBackup(path), join(dir, "empty.db")];
    writeFileSync(empty, "");
    rmSync(path);
    writeBackup(path, { about: { ...about, schema: 0 }, secrets, database: empty });
    expect(await restore()).toMatchObject({ about: { schema: 0 }, carried: { readers: 0 } });
  });
  expect(await at.client.get(paths.doors)).toEqual({ rows: [] });
  await (await at.reader("Lobby")).sync();
});

test("a restore is undone by restoring what it replaced", async () => {
  const lobby = await at.reader("Lobby");
  await lobby.sync();
  backup();
  const since = await at.person("Since", []);
  let replaced = "";
  await restart(async () => void (replaced = (await restore()).replaced!));
  await at.person("In between", []);
  await restart(async () => {
    makeBackup({ dataDir: replaced, path: join(dir, "undo"), program: "0.0.0", nowMs });
    await restoreBackup({ dataDir, path: join(dir, "undo"), nowMs });
  });
  expect(await at.client.get(paths.people)).toMatchObject({ rows: [{ id: since.id, name: "Since" }] });
  expect((await at.readerRow(lobby.identity.readerId)).alarms).toEqual(["notSinceRestore"]);
});

test("a database that cannot be read any more is kept as it is, and the site stands again", async () => {
  await at.door("Lab");
  backup();
  await restart(async () => {
    writeFileSync(join(dataDir, "latchkey.db"), "spoilt");
    const { replaced } = await restore();
    expect(readFileSync(join(replaced!, "latchkey.db"), "utf8")).toBe("spoilt");
  });
  expect(await at.client.get(paths.doors)).toMatchObject({ rows: [{ name: "Lab" }] });
});

test("between restored settings and a restored list nobody passes at another level's hours", async () => {
  const lobby = await at.reader("Lobby");
  const day = await at.level("Day", [lobby.identity.doorId!], 2);
  const kim = await at.person("Kim", [day.id]);
  await at.card(kim.id, "04a1b2c3d4e5f6");
  await lobby.sync();
  backup();
  await at.client.send("PATCH", pathOf(paths.level, day.id), { scheduleId: 1 });
  for (let n = 0; n < 300; n++) await at.card(kim.id, `0411223344${(n + 4096).toString(16)}`);
  await lobby.sync();
  const before = lobby.settings!.version;
  await restart(restore);
  const reader = await at.modelOf({ ...lobby.identity, backend: { host: "127.0.0.1", port: at.backend.udpPort } }, 2);
  Object.assign(reader, { settings: lobby.settings, listVersion: lobby.listVersion, removalsThrough: lobby.removalsThrough });
  for (const [second, grant] of lobby.list) reader.list.set(second, grant);
  const held: [number, number][] = [];
  for (;;) {
    const { kind, more } = await reader.syncOnce();
    held.push([reader.settings!.levels.length, reader.list.size]);
    if (kind === message.bodyNothing && !more) break;
  }
  /* Never the restored levels beside anything but the restored list. */
  expect(held.filter(([levels, size]) => levels > 0 && size !== 1)).toEqual([[1, 301]]);
  expect(held.slice(1, 3)).toEqual([[0, 301], [0, 1]]);
  expect(reader.settings!.version).toBeGreaterThan(before + 1);
  expect(reader.settings!.schedules).toHaveLength(1);
  expect(reader.list.has(secondOf(reader.token(uid, fromHex("04a1b2c3d4e5f6"))))).toBe(true);
});

test("a reader whose settings are those of the backup goes on opening while its list comes anew", async () => {
  const lobby = await at.reader("Lobby");
  const day = await at.level("Day", [lobby.identity.doorId!]);
  const kim = await at.person("Kim", [day.id]);
  await at.card(kim.id, "04a1b2c3d4e5f6");
  await lobby.sync();
  backup();
  await at.card(kim.id, "04a1b2c3d4e5f7");
  await lobby.sync();
  await restart(restore);
  const reader = await at.modelOf({ ...lobby.identity, backend: { host: "127.0.0.1", port: at.backend.udpPort } }, 2);
  Object.assign(reader, { settings: lobby.settings, listVersion: lobby.listVersion });
  expect(await reader.sync()).toEqual([message.bodyAskAgain, message.bodySettings, message.bodyListPart, message.bodyNothing]);
  expect(reader.list.size).toBe(1);
});
