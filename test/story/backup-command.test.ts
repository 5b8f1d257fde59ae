import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openBackup } from "../../host-tools/backend/backup/backup-file";
import type { Failure } from "../../host-tools/api/failure";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey, temporaryDir } from "../support/command-line";

jest.setTimeout(60_000);

describe("latchkey backup", () => {
  const dir = temporaryDir();
  const data = join(dir.path, "site");
  let at: BackendAtWork;
  beforeAll(async () => {
    at = await BackendAtWork.start({ dataDir: data });
    const door = await at.door("Lab");
    const level = await at.level("Staff", [door.id]);
    for (let i = 0; i < 40; i++) await at.card((await at.person(`Person ${i}`, [level.id])).id, `04a1b2c3d4${(4096 + i).toString(16)}`);
  });
  afterAll(async () => {
    await at.stop();
    dir.clean();
  });
  const backup = (file: string, ...args: string[]) => latchkey(["backup", file, "--data", data, ...args]);
  const errorOf = ({ code, stdout }: { code: number; stdout: string }) => [code, (JSON.parse(stdout) as { error: { code: string } }).error.code];

  it("takes the site while the backend writes, says what is in it and that it holds keys, and is its owner's alone", async () => {
    const file = join(dir.path, "one.latchkey");
    let writing = true;
    const writer = (async () => {
      for (let i = 0; writing; i++) await at.person(`Late ${i}`, []);
    })();
    const { code, stdout, stderr } = await backup(file, "--json");
    writing = false;
    await writer;
    expect(code).toBe(0);
    const said = JSON.parse(stdout) as { people: number; schema: number; site: string };
    expect(said).toMatchObject({ file, credentials: 40, doors: 1, readers: 0, events: 0, schema: expect.any(Number) });
    expect(said.people).toBeGreaterThanOrEqual(40);
    expect(stderr).toContain("keys of the site");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { about, secrets } = openBackup(file);
    expect(about.people).toBe(said.people);
    expect(secrets.siteKey).toBe(readFileSync(join(data, "site.key"), "utf8").trim());
  });

  it("says it in words", async () => {
    const { stdout } = await backup(join(dir.path, "words.latchkey"));
    expect(stdout).toMatch(/people, 40 cards and phones, 1 door, 0 readers, 0 events/);
  });

  it("never writes over a file, and leaves nothing half made behind", async () => {
    const file = join(dir.path, "taken");
    writeFileSync(file, "letter");
    expect(errorOf(await backup(file, "--json"))).toEqual([2, "BACKUP_EXISTS"]);
    expect(readFileSync(file, "utf8")).toBe("letter");
    expect(errorOf(await backup(join(dir.path, "no-such-folder", "x"), "--json"))).toEqual([1, "BACKUP_NOT_MADE"]);
  });

  it("refuses a folder without a site, and a site whose key is gone", async () => {
    expect(errorOf(await latchkey(["backup", join(dir.path, "x"), "--data", dir.path, "--json"]))).toEqual([2, "BACKUP_NOTHING"]);
    const key = readFileSync(join(data, "site.key"));
    rmSync(join(data, "site.key"));
    expect(errorOf(await backup(join(dir.path, "x"), "--json"))).toEqual([1, "BACKUP_NO_KEY"]);
    writeFileSync(join(data, "site.key"), key);
  });

  it("is believed only as it was written", async () => {
    const file = join(dir.path, "whole.latchkey");
    await backup(file);
    const whole = readFileSync(file);
    const codeOf = (): string => {
      try {
        openBackup(file);
        return "believed";
      } catch (error) {
        return (error as Failure).code;
      }
    };
    expect(codeOf()).toBe("believed");
    const headAt = whole.indexOf('"people"');
    for (const at of [headAt + 9, whole.indexOf("siteKey") + 12, whole.length >> 1, whole.length - 1]) {
      const hurt = Buffer.from(whole);
      hurt[at]! ^= 1;
      writeFileSync(file, hurt);
      expect(codeOf()).toBe("BACKUP_DAMAGED");
    }
    writeFileSync(file, whole);
    truncateSync(file, whole.length - 1);
    expect(codeOf()).toBe("BACKUP_DAMAGED");
    truncateSync(file, 100);
    expect(codeOf()).toBe("BACKUP_DAMAGED");
    writeFileSync(file, readFileSync(join(data, "latchkey.db")));
    expect(codeOf()).toBe("BACKUP_FOREIGN");
    rmSync(file);
    expect(codeOf()).toBe("BACKUP_UNREADABLE");
  });
});
