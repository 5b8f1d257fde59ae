import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../../../host-tools/api/paths";
import { makeBackup } from "../../../host-tools/backend/backup/make-backup";
import { startBackend } from "../../../host-tools/backend/server";
import { BackendAtWork } from "../../support/backend-at-work";
import { temporaryDir } from "../../support/command-line";

/* A site of one reader, stopped, at whose files something then goes wrong. */
const dir = temporaryDir();
const [key, database] = [join(dir.path, "site.key"), join(dir.path, "latchkey.db")];
let right: string;
beforeAll(async () => {
  const at = await BackendAtWork.start({ dataDir: dir.path });
  await at.client.send("POST", paths.readers, { name: "Gate reader", door: "Gate" });
  await at.stop();
  right = readFileSync(key, "utf8");
});
afterAll(() => dir.clean());
const started = () => startBackend({ dataDir: dir.path }).then((backend) => backend.stop().then(() => "started"), (error: { code: string }) => error.code);

test.each([
  ["missing", () => rmSync(key), undefined],
  ["another's", () => writeFileSync(key, `${Buffer.alloc(32, 7).toString("base64url")}\n`), Buffer.alloc(32, 7).toString("base64url")],
  ["damaged", () => writeFileSync(key, "x\n"), "x"],
])("a site key that is %s is refused, and none is made in its place", async (_, spoil, left) => {
  spoil();
  expect(await started()).toBe("STORE_KEY");
  if (left === undefined) expect(() => readFileSync(key)).toThrow("ENOENT");
  else expect(readFileSync(key, "utf8").trim()).toBe(left);
  writeFileSync(key, right);
  expect(await started()).toBe("started");
});

test.each([
  ["begins otherwise", 0],
  ["has noise in it", 4096 * 3],
])("a database that %s is told as damaged, by a start and by a backup", async (_, from) => {
  const whole = readFileSync(database);
  const spoilt = Buffer.from(whole);
  spoilt.fill("noise", from, from === 0 ? 100 : undefined);
  writeFileSync(database, spoilt);
  expect(await started()).toBe("STORE_DAMAGED");
  expect(() => makeBackup({ dataDir: dir.path, path: join(dir.path, "backup"), program: "0", nowMs: 0 })).toThrow(expect.objectContaining({ code: "STORE_DAMAGED" }));
  writeFileSync(database, whole);
  expect(await started()).toBe("started");
});
