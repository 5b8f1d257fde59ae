import type { EventRow } from "../../host-tools/api/events";
import type { ScheduleRow } from "../../host-tools/api/directory";
import { paths } from "../../host-tools/api/paths";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { differences } from "../support/reader-flash";
import { type Hours, type Right, SiteRules } from "../support/site-rules";
import { type VirtualDoor, VirtualSite } from "../support/virtual-site";

/*
 * Thirty days without the backend, through the end of summer time and a holiday. The reader runs without a break through the three days
 * round the change. On the other days it is switched on four times for some minutes of taps, and has no power in between, so that each of
 * these is also a start after a cut: an hour of emulated polls costs some 0.8 s of processor, a whole month of them ten minutes. Those
 * three days are what fits; RUN_DAYS, at most 25, lengthens them. SEED repeats a run.
 */
const seed = Number(process.env.SEED ?? 1);
const zone = "Europe/Berlin";
const holiday = "2026-10-09";
const begin = Date.parse("2026-10-01T00:00:00Z") / 1000;
const days = 30;
const daySeconds = 86_400;
/** Round half past seven and six in the evening by either offset, at noon and after midnight: minutes of the day in UTC. */
const spells = [10, 5 * 60 + 10, 12 * 60, 16 * 60 + 10].map((from) => ({ from, spreadMin: 80 }));
const tapsPerSpell = 15;
const changeNight = { from: Date.parse("2026-10-24T23:50:00Z") / 1000, taps: 60 };
/** Friday to Sunday at midnight, UTC, or as many days before that Monday as RUN_DAYS says. */
const runEnds = Date.parse("2026-10-26T00:00:00Z") / 1000;
const runDays = Number(process.env.RUN_DAYS ?? 3);
const lapses = "2026-10-12T10:00:00Z";
const starts = "2026-10-20T08:00:00Z";
const [unlockMs, graceMs] = [3000, 1000];

const officeHours: Hours[] = [
  { weekdays: [0, 1, 2, 3, 4], onHolidays: false, from: 450, to: 1080 },
  { weekdays: [], onHolidays: true, from: 1110, to: 1200 },
];
const nightHours: Hours[] = [{ weekdays: [4, 5], onHolidays: false, from: 1320, to: 150 }];
const people: Record<string, Right> = {
  "04a0000000000a": { hours: undefined },
  "04a0000000000b": { hours: officeHours },
  "04a0000000000c": { hours: nightHours },
  "04a0000000000d": { hours: undefined, validUntil: Date.parse(lapses) / 1000 },
  "04a0000000000e": { hours: officeHours, validFrom: Date.parse(starts) / 1000 },
};
const stranger = "04ffffffffffff";
const cards = [...Object.keys(people), "04a0000000000b", stranger];
const rules = new SiteRules(zone, [holiday]);

/** What must arrive, in order; `at` where the reader knew the date. */
interface Expected {
  what: string;
  card?: string;
  at?: number;
}

let site: VirtualSite;
let door: VirtualDoor;
let random: () => number;
let expected: Expected[];
let relayRose: number;
let relayMust: number;
let poweredAt: number;
let longestRunS: number;
/** Undefined while the board's clock runs; then the least time it can be. */
let leastSeconds: number | undefined;

const nowSeconds = (): number => begin + site.clock.uptimeMs() / 1000;
const pass = (ms: number): void => site.clock.advance(ms);
const between = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));

async function schedule(name: string, hours: Hours[]): Promise<number> {
  const windows = hours.map(({ weekdays, onHolidays, from, to }) => ({
    days: weekdays.reduce((sum, day) => sum + 2 ** day, onHolidays ? 128 : 0), from, to,
  }));
  return (await site.at.client.send<ScheduleRow>("POST", paths.schedules, { name, windows })).id;
}

/** The site's rules as people enter them, and a reader that has them. */
async function open(): Promise<void> {
  random = seededRandom(seed);
  [expected, relayRose, relayMust, leastSeconds, poweredAt, longestRunS] = [[], 0, 0, undefined, begin, 0];
  site = await VirtualSite.start(seed, begin);
  const { client } = site.at;
  await client.send("PATCH", paths.site, { timeZone: zone });
  await client.send("PUT", paths.holidays, [{ date: holiday, name: "Founding day" }]);
  /* As many pages as an ESP32 has for its journal. */
  door = await site.door("Gate", { journal: 41 });
  const at = [door.identity.doorId!];
  await client.send("PATCH", `${paths.doors}/${at[0]}`, { unlockMs, rexUnlocks: true });
  const levels = new Map<Hours[] | undefined, number>([[undefined, (await site.at.level("Always", at)).id]]);
  for (const hours of [officeHours, nightHours]) {
    const scheduleId = await schedule(hours === officeHours ? "Office" : "Night", hours);
    levels.set(hours, (await site.at.level(`L${scheduleId}`, at, scheduleId)).id);
  }
  const iso = (seconds: number | undefined) => (seconds === undefined ? null : new Date(seconds * 1000).toISOString());
  for (const [card, { hours, validFrom, validUntil }] of Object.entries(people)) {
    const { id } = await site.at.person(card, [levels.get(hours)!]);
    await site.at.card(id, card, { validFrom: iso(validFrom), validUntil: iso(validUntil) });
  }
  door.reader.door.onEdge(({ line, on }) => void (line === "relay" && on && relayRose++));
  await site.pass(60_000);
}

function expectEvent(what: string): void {
  expected.push({ what });
}

/** One of the days that the reader runs through. */
function runsOn(): boolean {
  return nowSeconds() >= runEnds - runDays * daySeconds && nowSeconds() < runEnds;
}

function powerOn(): void {
  door.reader.powerOn();
  poweredAt = nowSeconds();
  expectEvent("booted");
  pass(2000);
}

function powerOff(): void {
  longestRunS = Math.max(longestRunS, nowSeconds() - poweredAt);
  poweredAt = Infinity;
  door.reader.powerOff();
}

/** Work that has the reader on from before it where it runs on, and leaves it so. */
function powered(work: () => void): void {
  if (poweredAt === Infinity) powerOn();
  work();
  pass(6000);
  if (!runsOn()) powerOff();
}

/** One card, a tenth into a second, so that nobody can argue which second it was. */
function tap(): void {
  pass(1100 - (site.clock.uptimeMs() % 1000));
  const card = cards[between(0, cards.length - 1)]!;
  const at = Math.floor(nowSeconds());
  const right = people[card];
  const reason = !right ? "unknownCredential" : leastSeconds === undefined ? rules.reasonFor(right, at) : rules.reasonUnsure(right, leastSeconds);
  expected.push({ what: reason, card, ...(leastSeconds === undefined ? { at } : {}) });
  door.reader.tap(`uid:${card}`);
  pass(600);
  door.reader.remove();
  if (reason === "granted") granted();
  pass(between(1000, 12_000));
}

/** Whoever was let in opens the door, or does not; now and then the cable is pulled just then. */
function granted(): void {
  relayMust++;
  if (random() < 0.05 && !runsOn()) {
    powerOff();
    pass(between(0, 5000));
    return powerOn();
  }
  if (random() < 0.5) return passThrough("opened");
  pass(unlockMs + graceMs);
  expectEvent("notOpened");
}

function passThrough(what: string): void {
  pass(between(100, 1000));
  door.reader.door.drive("contact", true);
  pass(between(500, 4000));
  door.reader.door.drive("contact", false);
  pass(500);
  expectEvent(what);
  expectEvent("closed");
}

function leave(): void {
  pass(6000);
  door.reader.door.drive("rex", true);
  pass(500);
  door.reader.door.drive("rex", false);
  relayMust++;
  expectEvent("rexPressed");
  passThrough("opened");
  pass(6000);
}

function spell(taps: number): void {
  for (let i = 0; i < taps; i++) {
    tap();
    if (random() < 0.1) leave();
    else if (random() < 0.02) {
      pass(6000);
      passThrough("forcedOpen");
    }
  }
}

function passUntilSecond(seconds: number): void {
  if (seconds > nowSeconds()) pass((seconds - nowSeconds()) * 1000);
}

function month(): void {
  powerOff();
  for (let day = 0; day < days; day++) {
    for (const { from, spreadMin } of spells) {
      passUntilSecond(begin + day * daySeconds + (from + between(0, spreadMin)) * 60);
      const isChangeNight = nowSeconds() >= changeNight.from - daySeconds / 4 && nowSeconds() < changeNight.from + daySeconds / 4;
      powered(isChangeNight ? throughTheChange : () => spell(tapsPerSpell));
    }
  }
}

/** On through the hour that the clocks show twice. */
function throughTheChange(): void {
  for (let i = 0; i < changeNight.taps; i++) {
    pass(60_000);
    tap();
  }
}

/** The last cut takes the board's clock as well: it begins at 1970. */
function spellWithoutDate(): void {
  leastSeconds = expected.findLast((one) => one.at !== undefined)!.at!;
  const lostMs = site.clock.uptimeMs();
  jest.spyOn(site.clock, "boardSeconds").mockImplementation(() => Math.floor((site.clock.uptimeMs() - lostMs) / 1000));
  powered(() => spell(tapsPerSpell));
}

async function comeHome(): Promise<void> {
  door.network.connected = true;
  powerOn();
  await site.pass(600_000);
}

function expectInOrder(rows: EventRow[], credentials: Map<number, string>): void {
  const cardOf = (row: EventRow) => (row.kind !== "tap" ? undefined : row.credentialId === null ? stranger : credentials.get(row.credentialId));
  const seen = rows.map((row, i) => ({
    what: row.reason, ...(row.kind === "tap" ? { card: cardOf(row)! } : {}),
    ...(expected[i]?.at !== undefined ? { at: Date.parse(row.at) / 1000 } : {}),
  }));
  for (let i = 0; i < expected.length; i++) expect({ i, ...seen[i] }).toEqual({ i, ...expected[i] });
}

/** That the month had in it what it is for. */
function expectRich(): void {
  const taps = expected.filter((one) => one.card !== undefined);
  const wouldBe = (offsetS: number, one: Expected) => rules.reasonFor(people[one.card!] ?? { hours: [] }, one.at! + offsetS);
  const known = taps.filter((one) => one.at !== undefined && people[one.card!]);
  expect(taps.length).toBeGreaterThan(days * 50);
  expect(new Set(taps.map((one) => one.what))).toEqual(
    new Set(["granted", "expired", "notYetValid", "outsideSchedule", "unknownCredential", "clockUnsure"]),
  );
  const afterChange = known.filter((one) => one.at! >= Date.parse("2026-10-25T01:00:00Z") / 1000);
  expect(afterChange.filter((one) => wouldBe(3600, one) !== one.what).length).toBeGreaterThan(5);
  const workday = new SiteRules(zone, []);
  expect(known.filter((one) => workday.reasonFor(people[one.card!]!, one.at!) !== one.what).length).toBeGreaterThan(3);
}

describe(`thirty days without the backend (SEED=${seed})`, () => {
  beforeAll(open);
  afterAll(async () => {
    await site.stop();
    jest.restoreAllMocks();
  });

  it("decides as the site's rules say, and delivers every event once and in order when the backend is back", async () => {
    const before = (await site.at.eventsOf(door.identity.readerId)).length;
    door.network.connected = false;
    month();
    spellWithoutDate();
    await comeHome();
    expectRich();
    const rows = await site.at.eventsOf(door.identity.readerId);
    const records = await site.at.recordsOf(door.identity.readerId);
    expect(records).toEqual(records.map((_, i) => i + 1));
    const { journalProven, journalBreak } = await site.at.readerRow(door.identity.readerId);
    expect(records.length - journalProven!.sequence).toBeLessThan(123);
    expect(journalBreak).toBeNull();
    const credentials = new Map<number, string>();
    for (const row of await site.at.backend.services.store.read.selectFrom("credential").selectAll().execute()) {
      credentials.set(row.id, Buffer.from(row.identifier).toString("hex"));
    }
    expectInOrder(rows.slice(before), credentials);
    expect(rows.slice(before + expected.length).map((row) => row.reason)).toEqual(["clockSet", "settingsUpdated"]);
    expect(relayRose).toBe(relayMust);
    expect(longestRunS).toBeGreaterThan((runDays - 0.5) * daySeconds);
    expect(door.reader.restarts).toBe(0);
    expect(await differences(site.at, door.reader)).toEqual([]);
  }, runDays * 200_000);
});
