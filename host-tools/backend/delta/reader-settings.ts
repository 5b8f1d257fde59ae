import type { Bytes } from "../../../firmware/src/base/bytes";
import { concat } from "../../../firmware/src/base/bytes";
import { pack } from "../../../firmware/src/base/pack";
import * as wire from "../../../firmware/src/wire/settings";
import { dayOfYear } from "../../../firmware/src/access/local-time";
import { summerRule } from "../directory/summer-rule";
import type { CardKeys } from "../cards/card-keys";
import type { PhoneKeys } from "../leases/phone-keys";
import { Refusal } from "../refusal";
import type { Trx } from "../store/open";
import type { Door } from "../store/tables";

/** A level's place that leads nowhere: no settings carry so many schedules. */
const never = 254;
/** Of the schedules that come with a site, the one that holds at every hour. */
export const alwaysSchedule = 1;
const daySeconds = 86_400;

interface Window {
  days: number;
  from: number;
  to: number;
}

interface Sources {
  nowS: number;
  phones: PhoneKeys;
  cards: CardKeys;
}

/** Rewrites the settings of `readers` and counts their version up where something really changed. Tells which those are. */
export async function refreshSettings(trx: Trx, readers: number[], { nowS, phones, cards }: Sources): Promise<number[]> {
  const changed: number[] = [];
  const profiles = await cards.profiles(trx);
  for (const num of readers) {
    const reader = await trx.selectFrom("reader").selectAll().where("num", "=", num).executeTakeFirstOrThrow();
    const own = { profiles, phones: await phones.wrappedGroup(trx, reader) };
    const bytes = encoded({ ...(await settingsOf(trx, { num, doorId: reader.door_id, nowS })), ...own });
    putVersion(bytes, reader.settings_version);
    if (Buffer.compare(bytes, reader.settings) === 0) continue;
    putVersion(bytes, reader.settings_version + 1);
    const row = { settings: bytes, settings_version: reader.settings_version + 1 };
    await trx.updateTable("reader").set(row).where("num", "=", num).execute();
    changed.push(num);
  }
  return changed;
}

function encoded(settings: wire.Settings): Bytes {
  const bytes = wire.encodeSettings(settings);
  if (bytes.length <= wire.settingsBytesMax) return bytes;
  /* What filled the message before readers knew rules still fits: such a reader is told of summer time when it comes. */
  if (settings.summer) return encoded({ ...settings, summer: undefined });
  const hint = "Use fewer holidays, or fewer windows in the schedules of this door.";
  throw new Refusal(409, "SETTINGS_TOO_LONG", "a reader of this door cannot hold so many schedules and holidays", hint);
}

async function settingsOf(trx: Trx, { num, doorId, nowS }: { num: number; doorId: number | null; nowS: number }): Promise<Omit<wire.Settings, "profiles" | "phones">> {
  const door = doorId ? await trx.selectFrom("door").selectAll().where("id", "=", doorId).executeTakeFirst() : undefined;
  const site = await trx.selectFrom("site").selectAll().executeTakeFirstOrThrow();
  const levels = await levelsOf(trx, num);
  return {
    ...doorPart(door ?? noDoor),
    version: 0,
    utcOffsetMin: site.utc_offset_min,
    summer: summerRule(site.time_zone, nowS),
    levels: levels.indexes,
    schedules: levels.schedules,
    holidays: await holidaysOf(trx),
  };
}

type Settled = Omit<Door, "id" | "name" | "removed_at">;

/** A reader without a door stays locked. */
const noDoor: Settled = {
  number: 0,
  mode: wire.locked,
  unlock_ms: 3000,
  extended_ms: 8000,
  held_open_s: 30,
  assurance_min: 0,
  policies: wire.policyJournalFailOpens,
  clock_grace_min: 0,
  former_min: 0,
  former_until: 0,
};

function doorPart(door: Settled) {
  return {
    door: door.number,
    mode: door.mode,
    unlockMs: door.unlock_ms,
    extendedMs: door.extended_ms,
    heldOpenS: door.held_open_s,
    assuranceMin: door.assurance_min,
    policies: door.policies,
    formerMin: door.former_min,
    formerUntil: door.former_until,
    graceMin: door.clock_grace_min,
  };
}

/** Index of each bit's schedule, and the schedules that the reader's levels use, each once. */
async function levelsOf(trx: Trx, reader: number): Promise<{ indexes: Bytes; schedules: Bytes[] }> {
  const rows = await trx
    .selectFrom("reader_level")
    .innerJoin("level", "level.id", "reader_level.level_id")
    .innerJoin("schedule", "schedule.id", "level.schedule_id")
    .select(["reader_level.bit", "schedule.id as scheduleId", "schedule.windows"])
    .where("reader_level.reader", "=", reader)
    .orderBy("reader_level.bit")
    .execute();
  const indexes = new Uint8Array(rows.length > 0 ? rows.at(-1)!.bit + 1 : 0).fill(never);
  const used = [...new Set(rows.map((row) => row.scheduleId))].filter((id) => id !== alwaysSchedule);
  for (const row of rows) indexes[row.bit] = row.scheduleId === alwaysSchedule ? wire.always : used.indexOf(row.scheduleId);
  const windows = new Map(rows.map((row) => [row.scheduleId, row.windows]));
  return { indexes, schedules: used.map((id) => windowBytes(windows.get(id)!)) };
}

export function windowBytes(windows: string): Bytes {
  return concat((JSON.parse(windows) as Window[]).map(({ days, from, to }) => pack("u8 u16*2", [days, from, to])));
}

/** Gives encoded settings (wire/settings) another version. */
export function putVersion(settings: Bytes, version: number): void {
  settings.set(pack("u32", [version]));
}

async function holidaysOf(trx: Trx): Promise<number[]> {
  const rows = await trx.selectFrom("holiday").select(["date", "yearly"]).orderBy("date").execute();
  return rows.map((row) => {
    const day = Math.floor(Date.parse(`${row.date}T00:00:00Z`) / 1000 / daySeconds);
    return row.yearly ? wire.yearly + dayOfYear(day) : day;
  });
}
