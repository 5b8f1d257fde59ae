import * as reason from "../../firmware/src/access/reason";
import type { RefusalsAnswer, UnusedAnswer } from "../../host-tools/api/reports";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey } from "../support/command-line";
import { tapOf } from "../support/model-reader";

jest.setTimeout(60_000);

describe("latchkey report", () => {
  const daySeconds = 86_400;
  let nowS = Date.parse("2026-06-01T12:00:00Z") / 1000;
  let at: BackendAtWork;
  beforeAll(async () => {
    at = await BackendAtWork.start({ nowMs: () => nowS * 1000, every: () => () => undefined });
    await at.client.send("PATCH", "/api/v1/site", { timeZone: "UTC" });
    const gate = await at.reader("Gate");
    const yard = await at.reader("Yard, north");
    for (const one of [gate, yard]) await one.sync();
    const level = await at.level("Staff", [gate.identity.doorId!]);
    await at.person("=Kim", [level.id]);
    const refused = (why: number, daysAgo: number) => tapOf(undefined, { reason: why, flags: 0, time: nowS - daysAgo * daySeconds });
    nowS += 100 * daySeconds;
    await gate.report([refused(reason.expired, 1), refused(reason.expired, 2), refused(reason.unknownCredential, 1)]);
    await yard.report([refused(reason.expired, 1)]);
  });
  afterAll(() => at.stop());
  const report = (...args: string[]) => latchkey(["report", ...args], { LATCHKEY_SERVER: at.backend.url, LATCHKEY_TOKEN: at.backend.apiToken });

  it("counts refusals by day, door and reason, for people, scripts and spreadsheets", async () => {
    const { stdout, stderr } = await report("refusals");
    expect(stdout.trim().split("\n")).toEqual([
      "2026-09-08  Gate         unknownCredential  1",
      "2026-09-08  Gate         expired            1",
      "2026-09-08  Yard, north  expired            1",
      "2026-09-07  Gate         expired            1",
    ]);
    expect(stderr).toContain("4 refused from 2026-08-11 through 2026-09-09");
    expect((JSON.parse((await report("refusals", "--json")).stdout) as RefusalsAnswer).rows).toHaveLength(4);
    expect((await report("refusals", "--csv", "--since", "2026-09-08")).stdout).toContain('2026-09-08,"Yard, north",expired,1\r\n');
  });

  it("counts them by one side alone, and of one door", async () => {
    expect((await report("refusals", "--by", "reason")).stdout.trim().split("\n")).toEqual(["expired            3", "unknownCredential  1"]);
    expect((await report("refusals", "--by", "day", "--door", "gate")).stdout.trim().split("\n")).toEqual(["2026-09-08  2", "2026-09-07  1"]);
    expect(await report("refusals", "--by", "hour")).toMatchObject({ code: 2, stderr: expect.stringContaining("reason, door, day") });
  });

  it("lists access that nobody used, and how far back that can be known", async () => {
    const { stdout, stderr } = await report("unused");
    expect(stdout.trim()).toBe("=Kim  Staff  never used");
    expect(stderr).toContain("1 not used for 90 days or more. Events go back to 2026-09-09T12:00:00.000Z.");
    expect((await report("unused", "--csv")).stdout).toContain("'=Kim,Staff,,2026-06-01T12:00:00.000Z,1,1\r\n");
    expect((JSON.parse((await report("unused", "--days", "120", "--json")).stdout) as UnusedAnswer).rows).toEqual([]);
  });
});
