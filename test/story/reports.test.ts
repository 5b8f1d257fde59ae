import { fromHex } from "../../firmware/src/base/bytes";
import * as reason from "../../firmware/src/access/reason";
import { doorEvent } from "../../firmware/src/wire/record";
import { uid } from "../../firmware/src/wire/technology";
import type { AuditRow } from "../../host-tools/api/audit";
import { paths } from "../../host-tools/api/paths";
import type { RefusalsAnswer, UnusedAnswer } from "../../host-tools/api/reports";
import { BackendAtWork } from "../support/backend-at-work";
import type { ModelReader } from "../support/model-reader";
import { tapOf } from "../support/model-reader";

/* What an admin asks once a quarter: what was refused, where and why; and which access nobody needs. The clock is ours, and the site's is nine hours ahead. */
const daySeconds = 86_400;
const began = Date.parse("2026-06-01T00:00:00Z") / 1000;
let nowS: number;
let at: BackendAtWork;
let [front, lab]: ModelReader[] = [];
beforeEach(async () => {
  nowS = began;
  at = await BackendAtWork.start({ nowMs: () => nowS * 1000, every: () => () => undefined });
  await at.client.send("PATCH", paths.site, { timeZone: "Asia/Seoul" });
  [front, lab] = [await at.reader("Front"), await at.reader("Lab")];
  for (const one of [front, lab]) await one.sync();
});
afterEach(() => at.stop());

const refusals = (query = "") => at.client.get<RefusalsAnswer>(`${paths.refusals}${query}`);
const unused = (query = "") => at.client.get<UnusedAnswer>(`${paths.unused}${query}`);
const tapAt = (iso: string, more: object = {}) => tapOf(undefined, { time: Date.parse(iso) / 1000, ...more });
const refused = (iso: string, why: number) => tapAt(iso, { reason: why, flags: 0 });

describe("refusals", () => {
  beforeEach(async () => {
    nowS = Date.parse("2026-06-20T12:00:00Z") / 1000;
    await front!.report([
      refused("2026-06-09T14:59:59Z", reason.unknownCredential),
      refused("2026-06-09T15:00:00Z", reason.unknownCredential),
      refused("2026-06-10T14:59:59Z", reason.unknownCredential),
      refused("2026-06-10T03:00:00Z", reason.outsideSchedule),
      tapAt("2026-06-10T03:00:01Z"),
      tapAt("2026-06-10T03:00:02Z", { type: doorEvent, flags: 0 }),
      refused("2026-04-01T03:00:00Z", reason.expired),
    ]);
    await lab!.report([refused("2026-06-10T05:00:00Z", reason.outsideSchedule)]);
  });

  it("are counted by the site's day, door and reason, over the last thirty days where nothing else is said", async () => {
    const answer = await refusals();
    expect([answer.since, answer.until]).toEqual(["2026-05-22", "2026-06-20"]);
    expect(answer.rows.map(({ day, doorName, reason, count }) => [day, doorName, reason, count])).toEqual([
      ["2026-06-10", "Front", "unknownCredential", 2],
      ["2026-06-10", "Front", "outsideSchedule", 1],
      ["2026-06-10", "Lab", "outsideSchedule", 1],
      ["2026-06-09", "Front", "unknownCredential", 1],
    ]);
  });

  it("are told of one door, and of other days, at most a year of them", async () => {
    const { rows } = await refusals(`?door=${front!.identity.doorId}&since=2026-04-01&until=2026-04-01`);
    expect(rows).toEqual([{ day: "2026-04-01", doorId: front!.identity.doorId, doorName: "Front", reason: "expired", count: 1 }]);
    await expect(refusals("?since=2024-01-01&until=2026-01-01")).rejects.toMatchObject({ code: "REPORT_SPAN" });
    await expect(refusals("?since=2026-01-02&until=2026-01-01")).rejects.toMatchObject({ code: "REPORT_SPAN" });
  });
});

describe("access that nobody used", () => {
  const rowsOf = ({ rows }: UnusedAnswer) => rows.map(({ personName, levelName, lastUse }) => [personName, levelName, lastUse]);

  /** Kim uses both levels, Lee one of them; Park has no card; Choi is disabled; one level leads nowhere. */
  beforeEach(async () => {
    const [staff, labs, nowhere] = [await at.level("Staff", [front!.identity.doorId!]), await at.level("Labs", [lab!.identity.doorId!]), await at.level("Nowhere", [])];
    const kim = await at.person("Kim", [staff.id, labs.id]);
    const lee = await at.person("Lee", [staff.id, labs.id, nowhere.id]);
    await at.person("Park", [staff.id]);
    await at.change((await at.person("Choi", [staff.id])).id, { enabled: false });
    await at.card(kim.id, "04a1b2c3");
    await at.card(lee.id, "04a1b2c4");
    for (const one of [front, lab]) await one!.sync();
    const used = (reader: ModelReader, card: string, time: number, more: object = {}) => reader.report([tapOf(reader.token(uid, fromHex(card)), { time, ...more })]);
    nowS = began + 100 * daySeconds;
    await used(front!, "04a1b2c3", nowS - 5 * daySeconds);
    await used(lab!, "04a1b2c3", nowS - 95 * daySeconds);
    await used(lab!, "04a1b2c3", nowS - 40 * daySeconds);
    await used(front!, "04a1b2c4", nowS - 60 * daySeconds);
    await used(lab!, "04a1b2c4", nowS - daySeconds, { reason: reason.outsideSchedule, flags: 0 });
  });

  it("is told with the person, the level and its last use; refusals are none, and the disabled need nothing taken from them", async () => {
    expect(rowsOf(await unused("?days=50"))).toEqual([
      ["Lee", "Labs", null],
      ["Lee", "Staff", new Date((nowS - 60 * daySeconds) * 1000).toISOString()],
      ["Park", "Staff", null],
    ]);
    expect(rowsOf(await unused("?days=30")).map(([person, level]) => `${person} ${level}`)).toEqual(["Kim Labs", "Lee Labs", "Lee Staff", "Park Staff"]);
    const { total, rows, oldestEvent } = await unused("?days=30&limit=2");
    expect([total, rows.length, oldestEvent]).toEqual([4, 2, new Date(nowS * 1000).toISOString()]);
  });

  it("says nothing of access that is younger than that, nor begins anew when something else of the person is changed", async () => {
    const park = (await unused()).rows.find(({ personName }) => personName === "Park")!;
    nowS += 10 * daySeconds;
    const labs = (await unused()).rows.find(({ levelName }) => levelName === "Labs")!.levelId;
    await at.change(park.personId, { levels: [park.levelId, labs] });
    const ofPark = async (days: number) => rowsOf(await unused(`?days=${days}`)).filter(([name]) => name === "Park").map(([, level]) => level);
    expect(await ofPark(90)).toEqual(["Staff"]);
    nowS += 91 * daySeconds;
    expect(await ofPark(90)).toEqual(["Labs", "Staff"]);
  });

  it("is nobody's business without a line of who asked", async () => {
    await unused();
    const [line] = (await at.client.get<{ rows: AuditRow[] }>(`${paths.audit}?limit=1`)).rows;
    expect(line).toMatchObject({ action: "read unused access", subject: "person" });
  });
});
