import fc from "fast-check";
import { inSchedule } from "../../../firmware/src/access/schedule";

const [mon, tue, wed, thu, fri, sat, sun, holiday] = [1, 2, 4, 8, 16, 32, 64, 128] as const;
const windows = (...list: [days: number, from: number, to: number][]) =>
  Uint8Array.from(list.flatMap(([days, from, to]) => [days, from & 255, from >> 8, to & 255, to >> 8]));
const at = (text: string) => Date.parse(`${text}Z`) / 1000;
const dayOf = (text: string) => Math.floor(at(`${text}T00:00:00`) / 86400);

describe("inSchedule", () => {
  it("holds from the first second of `from` to the last before `to`", () => {
    const office = windows([mon, 540, 1080]);
    const held = ["08:59:59", "09:00:00", "17:59:59", "18:00:00"].map((time) => inSchedule(office, at(`2024-01-01T${time}`), []));
    expect(held).toEqual([false, true, true, false]);
  });

  it("knows every weekday", () => {
    [mon, tue, wed, thu, fri, sat, sun].forEach((bit, i) => {
      const held = [0, 1, 2, 3, 4, 5, 6].map((day) => inSchedule(windows([bit, 0, 1440]), at("2024-01-01T12:00:00") + day * 86400, []));
      expect(held.indexOf(true)).toBe(i);
      expect(held.filter(Boolean)).toHaveLength(1);
    });
  });

  it("ends a whole day with midnight", () => {
    const monday = windows([mon, 0, 1440]);
    const times = ["2023-12-31T23:59:59", "2024-01-01T00:00:00", "2024-01-01T23:59:59", "2024-01-02T00:00:00"];
    expect(times.map((time) => inSchedule(monday, at(time), []))).toEqual([false, true, true, false]);
  });

  it("runs over midnight and belongs to the day on which it began", () => {
    const night = windows([fri, 1320, 360]);
    const times = ["05T05:59:59", "05T21:59:59", "05T22:00:00", "06T00:00:00", "06T05:59:59", "06T06:00:00", "06T22:00:00"];
    expect(times.map((time) => inSchedule(night, at(`2024-01-${time}`), []))).toEqual([false, false, true, true, true, false, false]);
    expect(inSchedule(windows([sun, 1320, 360]), at("2024-01-08T01:00:00"), [])).toBe(true);
  });

  it("on a holiday asks only windows for holidays, whatever the weekday", () => {
    const [noon, list] = [at("2024-01-01T12:00:00"), [dayOf("2024-01-01")]];
    expect(inSchedule(windows([127, 0, 1440]), noon, list)).toBe(false);
    expect(inSchedule(windows([holiday, 0, 1440]), noon, list)).toBe(true);
    expect(inSchedule(windows([holiday, 0, 1440]), noon + 86400, list)).toBe(false);
    expect(inSchedule(windows([127, 0, 1440]), noon, Uint16Array.from(list))).toBe(false);
  });

  it("lets a night that began before a holiday end in it, and a holiday's night end after it", () => {
    const list = [dayOf("2024-01-06")];
    expect(inSchedule(windows([fri, 1320, 360]), at("2024-01-06T03:00:00"), list)).toBe(true);
    expect(inSchedule(windows([sat, 1320, 360]), at("2024-01-07T03:00:00"), list)).toBe(false);
    expect(inSchedule(windows([holiday, 1320, 360]), at("2024-01-07T03:00:00"), list)).toBe(true);
  });

  it("moves with the site's offset when summer time begins and ends", () => {
    const open = windows([sun, 540, 541]);
    const utc = at("2024-03-31T07:00:30");
    expect([60, 120].map((minutes) => inSchedule(open, utc + minutes * 60, []))).toEqual([false, true]);
    expect([60, 120].map((minutes) => inSchedule(open, utc + 3600 + minutes * 60, []))).toEqual([true, false]);
  });

  it("is never for an empty window, an empty schedule, or half a window at the end", () => {
    const noon = at("2024-01-01T12:00:00");
    expect(inSchedule(windows([255, 720, 720]), noon, [])).toBe(false);
    expect(inSchedule(new Uint8Array(0), noon, [])).toBe(false);
    expect(inSchedule(windows([255, 0, 1440]).subarray(0, 4), noon, [])).toBe(false);
  });

  it("agrees with the calendar for any second from 1969 to beyond 2106", () => {
    const any = fc.record({
      local: fc.integer({ min: -1900000, max: 0x1_0000_ffff }), days: fc.nat(127), from: fc.nat(1440), to: fc.nat(1440),
    });
    fc.assert(
      fc.property(any, ({ local, days, from, to }) => {
        const begins = new Date(local * 1000);
        const minute = begins.getUTCHours() * 60 + begins.getUTCMinutes();
        const bit = (date: Date) => (days >> ((date.getUTCDay() + 6) % 7)) & 1;
        const [today, before] = [bit(begins), bit(new Date((local - 86400) * 1000))];
        const expected = from < to ? today && minute >= from && minute < to : from > to && ((today && minute >= from) || (before && minute < to));
        expect(inSchedule(windows([days, from, to]), local, [])).toBe(Boolean(expected));
      }),
      { numRuns: 3000 },
    );
  });
});
