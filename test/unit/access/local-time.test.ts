import { dayOfYear, offsetMinAt } from "../../../firmware/src/access/local-time";
import { inSchedule } from "../../../firmware/src/access/schedule";
import { decodeSettings, encodeSettings, yearly } from "../../../firmware/src/wire/settings";
import { summerRule } from "../../../host-tools/backend/directory/summer-rule";
import { offsetMinutes } from "../../../host-tools/backend/directory/time";
import { standAlone } from "../../../host-tools/provision/settings";
import { seededRandom } from "../../../host-tools/simulator/board/entropy";

const at = (text: string) => Date.parse(text) / 1000;
const start = at("2026-11-24T00:00:00Z");
const daySeconds = 86_400;
/* Where summer time goes by a moon or by decree, so that no rule of weekday and date holds. */
const withoutRule = ["Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Hebron"];

const settingsFor = (zone: string, from = start) => decodeSettings(encodeSettings({ ...standAlone(1), utcOffsetMin: offsetMinutes(zone, from), summer: summerRule(zone, from) }));

/** The seconds round each change, and some others, of the years from 2027 through `last`. */
function moments(zone: string, last: number, random: () => number): number[] {
  const found: number[] = [];
  for (let second = at("2027-01-01T00:00:00Z"); second < at(`${last}-12-31T00:00:00Z`); second += 17 * daySeconds) {
    found.push(second + Math.floor(random() * daySeconds));
    let [low, high] = [second, second + 17 * daySeconds];
    if (offsetMinutes(zone, low) === offsetMinutes(zone, high)) continue;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetMinutes(zone, middle) === offsetMinutes(zone, low)) low = middle;
      else high = middle;
    }
    found.push(low, high, high + 3599);
  }
  return found;
}

describe("local time by rule", () => {
  const zones = Intl.supportedValuesOf("timeZone");

  it("agrees with the calendar of Node in every zone of the world, to the second of each change, for twelve years through 2038", () => {
    const random = seededRandom(7);
    let changing = 0;
    for (const zone of zones) {
      const settings = settingsFor(zone);
      if (settings.summer) changing++;
      const wrong = moments(zone, 2038, random).filter((second) => offsetMinAt(settings, second) !== offsetMinutes(zone, second));
      if (!withoutRule.includes(zone)) expect({ zone, wrong }).toEqual({ zone, wrong: [] });
      else expect({ zone, rule: settings.summer }).toEqual({ zone, rule: undefined });
    }
    expect(zones.length).toBeGreaterThan(400);
    expect(changing).toBeGreaterThan(100);
  });

  it.each(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Antarctica/Troll", "Pacific/Auckland", "Asia/Jerusalem"])(
    "agrees in %s through every leap year until 32 bits of seconds end", (zone) => {
      const settings = settingsFor(zone);
      const wrong = moments(zone, 2105, seededRandom(3)).filter((second) => offsetMinAt(settings, second) !== offsetMinutes(zone, second));
      expect(wrong).toEqual([]);
    },
  );

  it("is the offset of the settings where there is no rule", () => {
    expect(offsetMinAt(settingsFor("Asia/Seoul"), start)).toBe(540);
    expect(settingsFor("Asia/Seoul").summer).toBeUndefined();
  });

  it("keeps negative offsets and half hours through the message, and takes one from before there were rules", () => {
    const { summer } = settingsFor("Australia/Lord_Howe");
    expect(summer).toMatchObject({ winterMin: 630, summerMin: 660 });
    expect(settingsFor("America/St_Johns").summer).toMatchObject({ winterMin: -210, summerMin: -150 });
    const plain = encodeSettings(standAlone(1));
    expect(decodeSettings(plain)).toMatchObject({ graceMin: 0, summer: undefined });
    const graceful = encodeSettings({ ...standAlone(1), graceMin: 15 });
    expect([graceful.length - plain.length, decodeSettings(graceful).graceMin]).toEqual([5, 15]);
    expect(() => decodeSettings(graceful.subarray(0, graceful.length - 1))).toThrow(expect.objectContaining({ fault: 45 }));
  });
});

describe("the day of the year", () => {
  it("is that of the calendar without its leap days, for every day until 2106", () => {
    for (let day = 0; day < 49_700; day++) {
      const date = new Date(day * daySeconds * 1000);
      const [month, dayOfMonth] = [date.getUTCMonth(), date.getUTCDate()];
      const expected = month === 1 && dayOfMonth === 29 ? -1 : (Date.UTC(2001, month, dayOfMonth) - Date.UTC(2001, 0, 1)) / 1000 / daySeconds;
      if (dayOfYear(day) !== expected) expect([date.toISOString(), dayOfYear(day)]).toEqual([date.toISOString(), expected]);
    }
  });

  it("makes a holiday of every year of one entry, and of no other day", () => {
    const everyDay = Uint8Array.of(127, 0, 0, 160, 5);
    const [newYear, march1, christmas] = ["2001-01-01", "2001-03-01", "2001-12-25"].map((date) => yearly + dayOfYear(at(`${date}T00:00:00Z`) / daySeconds));
    const holidays = Uint16Array.of(newYear!, march1!, christmas!, at("2027-02-06T00:00:00Z") / daySeconds);
    const shut: string[] = [];
    for (let second = at("2027-01-01T12:00:00Z"); second < at("2029-01-02T00:00:00Z"); second += daySeconds)
      if (!inSchedule(everyDay, second, holidays)) shut.push(new Date(second * 1000).toISOString().slice(0, 10));
    expect(shut).toEqual(["2027-01-01", "2027-02-06", "2027-03-01", "2027-12-25", "2028-01-01", "2028-03-01", "2028-12-25", "2029-01-01"]);
  });
});
