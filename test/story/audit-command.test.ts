import type { AuditRow } from "../../host-tools/api/audit";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey } from "../support/command-line";

jest.setTimeout(60_000);

describe("latchkey audit", () => {
  let at: BackendAtWork;
  beforeAll(async () => {
    at = await BackendAtWork.start();
    await at.door("Lab");
    await at.person("Hong Gildong", []);
  });
  afterAll(() => at.stop());
  const audit = (...args: string[]) => latchkey(["audit", ...args, "--server", at.backend.url, "--token", at.backend.apiToken]);

  it("tells who did what in the order it happened, and no person's name", async () => {
    const { code, stdout } = await audit("--json");
    const rows = stdout.trim().split("\n").map((line) => JSON.parse(line) as AuditRow);
    expect(code).toBe(0);
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, i) => i + 1));
    expect(rows.slice(-2).map(({ action, subject }) => `${action} ${subject.split(" ")[0]}`)).toEqual(["add door", "add person"]);
    const text = (await audit()).stdout;
    expect(text).toContain("door 1");
    expect(text).not.toContain("Hong");
  });

  it("finds what one account did, what was done to one object, and what on a day", async () => {
    const found = async (...args: string[]) => (await audit(...args, "--json")).stdout.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line) as AuditRow);
    expect((await found("--object", "door 1")).map(({ action, object }) => [action, object.name])).toEqual([["add", "Lab"]]);
    expect((await found("--object", "person")).map(({ subject }) => subject)).toEqual(["person 1"]);
    expect(await found("--account", "owner")).toEqual([]);
    expect(await found("--until", "2001-01-01")).toEqual([]);
    expect(await found("--account", "api", "--limit", "1")).toHaveLength(1);
    expect((await audit("--since", "soon")).code).toBe(2);
  });

  it("says where nothing was found", async () => {
    expect(await audit("--object", "nonsense")).toMatchObject({ code: 0, stdout: "", stderr: expect.stringMatching(/^No line matches\. .*"door 3"/) });
  });

  it("misses lines that were taken off the end by the one that was kept", async () => {
    const told = await audit("--check");
    const [, kept = ""] = /--kept (\d+:[0-9a-f]{64})/.exec(told.stderr) ?? [];
    await at.person("Im Kkeokjeong", []);
    expect(await audit("--kept", kept)).toMatchObject({ code: 0, stdout: expect.stringContaining(`up to ${kept.split(":")[0]} as you kept it`) });
    const { store } = at.backend.services;
    const newest = await store.read.selectFrom("audit").selectAll().orderBy("number", "desc").limit(2).execute();
    await store.change((trx) => trx.deleteFrom("audit").where("number", ">=", newest[1]!.number).execute());
    expect((await audit("--check")).code).toBe(0);
    expect(await audit("--kept", kept)).toMatchObject({ code: 6, stderr: expect.stringMatching(/is not the one that was kept: .*\n.*\[AUDIT_BROKEN\]/) });
    expect(await audit("--kept", "12")).toMatchObject({ code: 2, stderr: expect.stringContaining("[AUDIT_KEPT]") });
  });

  it("shows no token in its help", async () => {
    const { stdout } = await latchkey(["audit", "--help"], { LATCHKEY_TOKEN: "hunter2" });
    expect(stdout).toContain("LATCHKEY_TOKEN");
    expect(stdout).not.toContain("hunter2");
  });

  it("proves the chain, and names the line that was changed behind its back", async () => {
    expect(await audit("--check")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+ lines, each as it was written/) });
    await at.backend.services.store.change((trx) => trx.updateTable("audit").set({ author: "someone" }).where("number", "=", 1).execute());
    const { code, stdout } = await audit("--check", "--json");
    expect(code).toBe(6);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "AUDIT_BROKEN", message: expect.stringContaining("line 1 ") } });
  });
});
