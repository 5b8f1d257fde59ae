import { join } from "node:path";
import type { SiteRow } from "../../host-tools/api/directory";
import { paths } from "../../host-tools/api/paths";
import type { SiteFacts } from "../../host-tools/api/site-facts";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey, temporaryDir } from "../support/command-line";

jest.setTimeout(60_000);

describe("latchkey site", () => {
  const dir = temporaryDir();
  const data = join(dir.path, "site");
  let at: BackendAtWork;
  beforeAll(async () => {
    at = await BackendAtWork.start({ dataDir: data, version: "9.8.7" });
    await at.client.send("PATCH", paths.site, { name: "Works", timeZone: "Europe/Berlin" });
  });
  afterAll(async () => {
    await at.stop();
    dir.clean();
  });
  const site = (...args: string[]) => latchkey(["site", ...args, "--data", data, "--server", at.backend.url]);
  const row = () => at.client.get<SiteRow>(paths.site);
  const errorOf = ({ code, stdout }: { code: number; stdout: string }) => {
    const { error } = JSON.parse(stdout) as { error: { code: string; hint: string } };
    return [code, error.code, error.hint];
  };

  it("names each setting with its value, what it means and what it takes", async () => {
    const { code, stdout, stderr } = await site("show");
    expect(code).toBe(0);
    for (const line of [/^name +Works +what console/m, /^time-zone +Europe\/Berlin +the clock/m, /^keep-events +forever +days .*1 to 3653, or forever/m]) {
      expect(stdout).toMatch(line);
    }
    expect(stdout).toMatch(/^version +9\.8\.7/m);
    expect(stdout).toContain(join(data, "latchkey.db"));
    expect(stderr).toMatch(/^Next: latchkey backup/);
  });

  it("knows when the last backup was made and where it went, and tells the key by a fingerprint that a backup keeps", async () => {
    const file = join(dir.path, "a.latchkey");
    expect((await latchkey(["backup", file, "--data", data])).code).toBe(0);
    const { facts } = JSON.parse((await site("show", "--json")).stdout) as { facts: SiteFacts };
    expect(facts.lastBackup).toEqual({ at: expect.any(String), file });
    expect(Date.now() - Date.parse(facts.lastBackup!.at)).toBeLessThan(60_000);
    expect(facts.databaseBytes).toBeGreaterThan(4096);
    expect(facts.siteKey).toMatch(/^([0-9a-f]{4} ){3}[0-9a-f]{4}$/);
    const elsewhere = join(dir.path, "restored");
    await latchkey(["restore", file, "--data", elsewhere]);
    const restored = await BackendAtWork.start({ dataDir: elsewhere });
    expect((await restored.client.get<SiteFacts>(paths.siteFacts)).siteKey).toBe(facts.siteKey);
    await restored.stop();
    const other = await BackendAtWork.start();
    expect((await other.client.get<SiteFacts>(paths.siteFacts)).siteKey).not.toBe(facts.siteKey);
    await other.stop();
  });

  it("sets one, tells what it was, and changes nothing when it is only tried", async () => {
    const tried = await site("set", "keep-events", "90", "--dry-run", "--json");
    expect(JSON.parse(tried.stdout)).toEqual({ name: "keep-events", before: "forever", after: "90", dryRun: true });
    expect((await row()).keepEventsDays).toBeNull();
    expect((await site("set", "keep-events", "90")).stdout.trim()).toBe("keep-events: forever → 90");
    expect((await row()).keepEventsDays).toBe(90);
    await site("set", "keep-events", "forever");
    await site("set", "time-zone", "Asia/Seoul");
    await site("set", "name", "Works, hall 2");
    expect(await row()).toMatchObject({ keepEventsDays: null, timeZone: "Asia/Seoul", utcOffsetMin: 540, name: "Works, hall 2" });
  });

  it("refuses what it does not take, with what it takes", async () => {
    expect(errorOf(await site("set", "colour", "red", "--json"))).toEqual([2, "SETTING_UNKNOWN", "There are: name, time-zone, keep-events."]);
    for (const days of ["0", "3654", "1.5", "ninety"]) {
      expect(errorOf(await site("set", "keep-events", days, "--json"))).toEqual([2, "SETTING_VALUE", "It takes 1 to 3653, or forever."]);
    }
    expect(errorOf(await site("set", "time-zone", "seoul", "--json"))).toEqual([2, "SETTING_VALUE", "Perhaps Asia/Seoul?"]);
    expect(errorOf(await site("set", "time-zone", "Mars/Olympus", "--dry-run", "--json"))).toEqual([2, "SETTING_VALUE", "It takes a name such as Asia/Seoul or Europe/Berlin."]);
    expect(errorOf(await site("set", "name", " ", "--json"))[1]).toBe("SETTING_VALUE");
    expect(await row()).toMatchObject({ keepEventsDays: null, timeZone: "Asia/Seoul", name: "Works, hall 2" });
  });
});
