import fc from "fast-check";
import { decide, type Question } from "../../../firmware/src/access/decide";
import * as reason from "../../../firmware/src/access/reason";
import type { Grant } from "../../../firmware/src/wire/grant";
import * as wire from "../../../firmware/src/wire/settings";
import * as technology from "../../../firmware/src/wire/technology";

const token = new Uint8Array(8);
const plain: Grant = { token, levels: 1, validFrom: 0, validUntil: 0, flags: 0 };
const office = Uint8Array.of(31, 540 & 255, 540 >> 8, 1080 & 255, 1080 >> 8);
const site: wire.Settings = {
  version: 1, door: 1, mode: 0, unlockMs: 5000, extendedMs: 15000, heldOpenS: 30, assuranceMin: 0, policies: 0, graceMin: 0, utcOffsetMin: 0, summer: undefined,
  levels: Uint8Array.of(wire.always, 0, 1, 9), schedules: [office, Uint8Array.of()], holidays: [], profiles: new Uint8Array(0), phones: new Uint8Array(0), formerMin: 0, formerUntil: 0,
};
/* Monday 2024-01-01 10:00:00 UTC, a working hour; Sunday before it, not. */
const monday = Date.UTC(2024, 0, 1, 10) / 1000;
const sunday = monday - 86400;

function ask(over: Partial<Question>, settings: Partial<wire.Settings> = {}): Question {
  return {
    grant: plain, technology: technology.uid, now: monday, clockSure: true, mode: wire.normal, settings: { ...site, ...settings }, ...over,
  };
}
const why = (over: Partial<Question>, settings?: Partial<wire.Settings>) => decide(ask(over, settings)).reason;

/*
 * The rule a second time, as a table: the first row whose condition holds names the reason. Written from the text of
 * docs, in the manner of a clerk, with the calendar's own arithmetic instead of the reader's.
 */
function clerk(q: Question): number {
  const g = q.grant;
  const held = [...q.settings.levels].filter((_, i) => g && Math.floor(g.levels / 2 ** i) % 2 === 1);
  const free = held.includes(255);
  const timeMatters = !free || g!.validFrom > 0 || g!.validUntil > 0;
  const assurance = [0, 0, 1, 3, 3, 3][q.technology]!;
  const weak = assurance < q.settings.assuranceMin;
  const rows: [boolean, number][] = [
    [q.mode === 3, 36],
    [q.mode === 2, 35],
    [q.mode === 1 || q.mode === 4, 2],
    [q.mode > 4, 35],
    [g === undefined || (g.flags & 1) === 1, 16],
    [(g?.flags ?? 0) % 4 >= 2, q.technology === 5 ? 20 : 17],
    [weak && !(q.clockSure && q.settings.formerUntil > q.now && assurance >= q.settings.formerMin), 34],
    [held.length === 0, 33],
    [!q.clockSure && timeMatters && g !== undefined && g.validUntil > 0 && g.validUntil <= q.now, 19],
    [!q.clockSure && timeMatters && q.settings.policies % 2 === 1, 3],
    [!q.clockSure && timeMatters, 37],
    [q.clockSure && g !== undefined && g.validFrom > q.now, 18],
    [q.clockSure && g !== undefined && g.validUntil > 0 && g.validUntil <= q.now, 19],
    [free, weak ? 4 : 1],
    [held.some((s) => s === 0) && clerkInOffice(q), weak ? 4 : 1],
    [true, 32],
  ];
  return rows.find(([holds]) => holds)![1];
}

function clerkInOffice(q: Question): boolean {
  const local = new Date((q.now + q.settings.utcOffsetMin * 60) * 1000);
  const weekday = local.getUTCDay() >= 1 && local.getUTCDay() <= 5;
  const holiday = [...q.settings.holidays].some((day) => new Date(day * 86400000).toDateString() === new Date(+local).toDateString());
  return weekday && !holiday && local.getUTCHours() >= 9 && local.getUTCHours() < 18;
}

/** Every combination of the axes below, one after the other. */
function* everyQuestion(): Generator<Question> {
  const day = Math.floor(monday / 86400);
  const grants: (Grant | undefined)[] = [undefined];
  for (const levels of [0, 1, 2, 4, 6, 8, 3, 0x80000000, 0xffffffff])
    for (const [validFrom, validUntil] of [[0, 0], [monday, 0], [monday + 1, 0], [0, monday], [0, monday + 1], [sunday, monday + 1], [9, 8]])
      for (const flags of [0, 1, 2, 3, 4, 6]) grants.push({ token, levels, validFrom: validFrom!, validUntil: validUntil!, flags });
  for (const grant of grants)
    for (const mode of [0, 1, 2, 3, 4, 5])
      for (const [tech, assuranceMin] of [[0, 0], [1, 0], [1, 1], [2, 1], [2, 2], [3, 3], [4, 2], [5, 3]])
        for (const clockSure of [true, false])
          for (const policies of [0, 1, 2])
            for (const now of [monday, sunday])
              for (const holidays of [[], [day]])
                for (const [formerMin, formerUntil] of assuranceMin === 0 || mode !== 0 ? [[0, 0]] : [[0, 0], [0, monday], [0, monday + 1], [1, monday + 1]])
                  yield ask({ grant, mode, technology: tech!, clockSure, now }, { assuranceMin: assuranceMin!, policies, holidays, formerMin: formerMin!, formerUntil: formerUntil! });
}

describe("decide", () => {
  it("answers every combination as the table does", () => {
    const seen = new Map<number, number>();
    let asked = 0;
    for (const q of everyQuestion()) {
      const verdict = decide(q);
      const expected = clerk(q);
      if (verdict.reason !== expected) throw new Error(`${JSON.stringify(q)} gave ${verdict.reason}, the table says ${expected}`);
      if (verdict.granted !== expected < 16 || verdict.granted === (verdict.unlockMs === 0) !== (expected === 2)) {
        throw new Error(`${JSON.stringify(q)} gave ${JSON.stringify(verdict)}`);
      }
      seen.set(expected, (seen.get(expected) ?? 0) + 1);
      asked++;
    }
    expect(asked).toBeGreaterThan(200000);
    expect([...seen.keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 16, 17, 18, 19, 20, 32, 33, 34, 35, 36, 37]);
  });

  it("agrees with the table on random times, offsets and levels too", () => {
    const any = fc.record({
      now: fc.nat(0xffffffff), offset: fc.integer({ min: -720, max: 840 }), levels: fc.nat(0xffffffff),
      from: fc.nat(0xffffffff), until: fc.nat(0xffffffff), sure: fc.boolean(),
    });
    fc.assert(
      fc.property(any, (a) => {
        const grant = { ...plain, levels: a.levels, validFrom: a.from, validUntil: a.until };
        const q = ask({ grant, now: a.now, clockSure: a.sure }, { utcOffsetMin: a.offset });
        expect(decide(q).reason).toBe(clerk(q));
      }),
      { numRuns: 2000 },
    );
  });

  it("never opens in lockdown or locked, for anyone, and a mode it does not know keeps the door locked", () => {
    expect([why({ mode: wire.lockdown }), why({ mode: wire.locked }), why({ mode: 7 })]).toEqual([36, 35, 35]);
    expect(why({ mode: wire.lockdown, grant: { ...plain, flags: 4 } })).toBe(reason.doorLockdown);
  });

  it("gives the longer time to grants that ask for it, and none to a door that stands unlocked", () => {
    expect(decide(ask({})).unlockMs).toBe(5000);
    expect(decide(ask({ grant: { ...plain, flags: 4 } })).unlockMs).toBe(15000);
    expect(decide(ask({ mode: wire.unlocked }))).toEqual({ granted: true, reason: reason.doorUnlocked, unlockMs: 0 });
    expect(decide(ask({ mode: wire.evacuate, grant: undefined }))).toEqual({ granted: true, reason: reason.doorUnlocked, unlockMs: 0 });
    expect(decide(ask({ grant: undefined }))).toEqual({ granted: false, reason: reason.unknownCredential, unlockMs: 0 });
  });
});

describe("validity at its edges", () => {
  const during = (validFrom: number, validUntil: number, now: number) => why({ grant: { ...plain, validFrom, validUntil }, now });
  it("begins with validFrom and ends before validUntil, to the second", () => {
    expect([monday - 1, monday].map((now) => during(monday, 0, now))).toEqual([reason.notYetValid, reason.granted]);
    expect([monday - 1, monday].map((now) => during(0, monday, now))).toEqual([reason.granted, reason.expired]);
  });
  it("holds through time 0, 2038 and 2106", () => {
    expect(during(0, 0, 0)).toBe(reason.granted);
    expect([during(1, 0, 0), during(0, 1, 0), during(0, 1, 1)]).toEqual([reason.notYetValid, reason.granted, reason.expired]);
    for (const edge of [0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]) {
      expect([during(0, edge, edge - 1), during(0, edge, edge)]).toEqual([reason.granted, reason.expired]);
      expect([during(edge, 0, edge - 1), during(edge, 0, edge)]).toEqual([reason.notYetValid, reason.granted]);
    }
    expect(during(0, 0xffffffff, 0x100000000)).toBe(reason.expired);
  });
  it("judges level 31 like any other", () => {
    const levels = new Uint8Array(32).fill(9);
    levels[31] = wire.always;
    expect(why({ grant: { ...plain, levels: 0x80000000 } }, { levels })).toBe(reason.granted);
    expect(why({ grant: { ...plain, levels: 0x40000000 } }, { levels })).toBe(reason.outsideSchedule);
    expect(why({ grant: { ...plain, levels: 0x80000000 } }, { levels: levels.subarray(0, 31) })).toBe(reason.noAccessLevel);
  });
});

describe("an unsure clock", () => {
  const unsure = (grant: Partial<Grant>, policies = 0) => why({ grant: { ...plain, ...grant }, clockSure: false, now: 5 }, { policies });
  it("does not stop grants that time cannot change", () => {
    expect([unsure({}), unsure({}, 1)]).toEqual([reason.granted, reason.granted]);
  });
  it("leaves the others to the door's policy, whose default is no", () => {
    for (const limited of [{ validUntil: monday }, { validFrom: 1 }, { levels: 2 }]) {
      expect([unsure(limited), unsure(limited, 1)]).toEqual([reason.clockUnsure, reason.grantedClockUnsure]);
    }
  });
});
