import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathOf, paths } from "../../host-tools/api/paths";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey, runProgram, temporaryDir } from "../support/command-line";

jest.setTimeout(60_000);

const noFolder = /cannot be the data directory: .*\n.*disk that is not full\. \[STORE_FOLDER\]/;
const notDone = /is as it was, nothing was restored: .*\n.*room for the backup.*\[RESTORE_NOT_DONE\]/;

/* What an administrator reads who restores a site: before, instead, and after. */
describe("latchkey restore", () => {
  const dir = temporaryDir();
  const [data, file] = [join(dir.path, "site"), join(dir.path, "site.latchkey")];
  let at: BackendAtWork;
  beforeAll(async () => {
    at = await BackendAtWork.start({ dataDir: data });
    const level = await at.level("Staff", [(await at.door("Lab")).id]);
    const kim = await at.person("Kim", [level.id]);
    await at.card(kim.id, "04a1b2c3d4e5f6");
    expect((await latchkey(["backup", file, "--data", data])).code).toBe(0);
    await at.client.send("DELETE", pathOf(paths.person, kim.id), undefined);
  });
  afterAll(() => dir.clean());
  const restore = (...args: string[]) => latchkey(["restore", file, "--data", data, ...args]);

  it("--dry-run checks the whole file, also beside a running backend, and changes nothing", async () => {
    const before = readdirSync(data);
    const { code, stdout, stderr } = await restore("--dry-run");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^whole +Home: 1 person, 1 card or phone, 1 door, 0 readers, 0 events\nas of +20/)]);
    expect(stderr).toBe("Nothing was changed.\n");
    expect(readdirSync(data)).toEqual(before);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, -7));
    const damaged = await restore("--dry-run");
    expect([damaged.code, damaged.stderr]).toEqual([6, expect.stringMatching(/not as it was written: it was cut off.*\n.*Copy it here again.*Nothing was changed\. \[BACKUP_DAMAGED\]/)]);
    writeFileSync(file, bytes);
  });

  it("is refused while a backend runs there, and says what to do", async () => {
    const { code, stderr } = await restore();
    expect([code, stderr]).toEqual([1, expect.stringMatching(/another Latchkey is running on .*\n.*Stop the other one first.*\[STORE_IN_USE\]/)]);
    expect((await latchkey(["restore", join(data, "latchkey.db"), "--data", data])).stderr).toMatch(/bare database, without the keys that belong to it\n.*`latchkey backup`.*\[BACKUP_FOREIGN\]/);
  });

  /* A limit on the size of files, in blocks of 512 bytes, stands for the disk: nothing fits; not the restored site; not the copy of what it replaces, from which it takes along. */
  it("without room says so, blames no other Latchkey, and leaves everything as it was", async () => {
    for (let n = 0; n < 160; n++) await at.client.send("POST", paths.people, { name: `P${n}`, note: "x".repeat(1000) });
    await at.stop();
    const before = readdirSync(data);
    for (const [blocks, words] of [[0, noFolder], [100, notDone], [700, notDone]] as const) {
      const { code, stdout, stderr } = await runProgram("/bin/sh", ["-c", `ulimit -f ${blocks}; exec node build/latchkey.mjs restore ${file} --data ${data}`]);
      expect([code, stdout, stderr]).toEqual([1, "", expect.stringMatching(words)]);
      expect(readdirSync(data)).toEqual(before);
    }
  });

  it("says what was restored, where the other data is, who is valid again and what comes next", async () => {
    const { code, stdout, stderr } = await restore();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^restored +Home: 1 person, .*\nas of .*\nreplaced +.*replaced-20.* \(kept; it holds keys too.*\nkept +0 events, of what is replaced\nreopens +for Kim \(uid\)\n$/);
    expect(stderr).toMatch(/Everybody signs in anew\.[^]*Readers take the restored list[^]*Next: latchkey serve --data /);
    expect((await latchkey(["backup", join(dir.path, "after"), "--data", data])).stdout).toMatch(/^backed up +Home: 1 person/);
  });
});
