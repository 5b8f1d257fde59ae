import type { Bytes } from "../base/bytes";
import { concat, copy } from "../base/bytes";
import { u16At, u32At, pack, unpack } from "../base/pack";
import { messageMalformed, raise } from "../base/fault";
import { profileBytes, profilesMax } from "./card-profile";

/**
 * One change of the clocks a year, in UTC: `minute` of the first `weekday` (0 Monday) on or after `day`, which counts from 0 as in a
 * year without a 29 February and lies after it.
 */
export interface Change {
  day: number;
  weekday: number;
  minute: number;
}

/** Summer time by rule, for as long as its law lasts. */
export interface Summer {
  /** Minutes that local time is ahead of UTC, outside and inside of it. */
  winterMin: number;
  summerMin: number;
  begins: Change;
  ends: Change;
}

/** How one reader behaves at its door; sent whole by the backend, kept whole on flash. */
export interface Settings {
  version: number;
  /** Number of the door at its site, as records carry it. */
  door: number;
  /** One of the door modes below. */
  mode: number;
  unlockMs: number;
  /** Unlock time for grants with flagExtended. */
  extendedMs: number;
  heldOpenS: number;
  /** 0-3, see wire/technology. */
  assuranceMin: number;
  policies: number;
  /** With an unsure clock, time-limited grants pass for so many minutes after a start. */
  graceMin: number;
  /** Local time is UTC plus this many minutes (may be negative) where there is no rule for summer time. */
  utcOffsetMin: number;
  /** Access level i of a grant's bit i: index into `schedules`, or `always`. */
  levels: Bytes;
  /** Each schedule: windows of 5 bytes (`days u8, from u16, to u16`), see access/schedule. */
  schedules: Bytes[];
  /** Days that count as holidays: local days since 1970-01-01, or of every year `yearly` plus the day of access/local-time. */
  holidays: Uint16Array | number[];
  /** Cards that prove themselves: lines of wire/card-profile one after the other, the preferred one first. */
  profiles: Bytes;
  summer: Summer | undefined;
  /** The group key of the site's phones under this reader's key for card keys, 16 bytes; empty: no phones here. */
  phones: Bytes;
  /** The least assurance until `formerUntil` (unix seconds), while a site moves to better credentials; then `assuranceMin`. */
  formerMin: number;
  formerUntil: number;
}

/* door modes */
export const normal = 0;
export const unlocked = 1;
export const locked = 2;
export const lockdown = 3;
export const evacuate = 4;

/* policies */
/** With an unsure clock, grants with a time limit or schedule pass; without this bit they do not. */
export const policyUnsureClockOpens = 1;
/** If the journal cannot be written, a valid grant still opens (default on). */
export const policyJournalFailOpens = 2;
/** A full journal overwrites the oldest unacknowledged records instead of dropping the newest. */
export const policyKeepNewest = 4;
/** A request to exit also pulses the relay (else it only excuses the door opening). */
export const policyRexUnlocks = 8;
/** A card that may pass is asked for its PIN first (docs/adr/0013). */
export const policyAskPin = 16;

export const always = 255;
/** Beyond every day that 32 bits of seconds reach. */
export const yearly = 65000;
export const windowBytes = 5;
export const schedulesMax = 32;
export const levelsMax = 32;
export const holidaysMax = 64;
/** A settings message fits one down frame beside its header (wire/message, downPayloadBytesMax). */
export const settingsBytesMax = 424;

/*
 * After the holidays come sections, each `kind u8, length u16, content`; a reader leaves out kinds that it does not know,
 * and settings of before there were any end without.
 */
const sectionProfiles = 1;
/** u16 graceMin. */
const sectionGrace = 2;
/** Two offsets, then day, weekday and minute of each change. */
const sectionSummer = 3;
const summerFormat = "u16*3 u8 u16*2 u8 u16";
const summerFormatBytes = 14;
/** The phones' group key. */
const sectionPhones = 4;
const phonesBytes = 16;
/** `u8 formerMin, u32 formerUntil`. */
const sectionFormer = 5;
const formerFormat = "u8 u32";
const formerBytes = 5;
const sectionHeadBytes = 3;

const head = "u32 u8*2 u16*3 u8*2 u16 u8*3";
const headBytes = 19;

export function encodeSettings(s: Settings): Bytes {
  const parts = [
    pack(head, [
      s.version, s.door, s.mode, s.unlockMs, s.extendedMs, s.heldOpenS, s.assuranceMin, s.policies,
      s.utcOffsetMin & 65535, s.levels.length, s.schedules.length, s.holidays.length,
    ]),
    s.levels,
  ];
  for (let i = 0; i < s.schedules.length; i++) {
    parts.push(new Uint8Array([s.schedules[i]!.length / windowBytes]));
    parts.push(s.schedules[i]!);
  }
  parts.push(new Uint8Array(new Uint16Array(s.holidays).buffer));
  section(parts, sectionProfiles, s.profiles);
  if (s.graceMin) section(parts, sectionGrace, pack("u16", [s.graceMin]));
  if (s.summer) section(parts, sectionSummer, summerBytes(s.summer));
  section(parts, sectionPhones, s.phones);
  if (s.formerUntil) section(parts, sectionFormer, pack(formerFormat, [s.formerMin, s.formerUntil]));
  return concat(parts);
}

function section(parts: Bytes[], kind: number, content: Bytes): void {
  if (!content.length) return;
  parts.push(pack("u8 u16", [kind, content.length]));
  parts.push(content);
}

function summerBytes(s: Summer): Bytes {
  const begins = s.begins;
  const ends = s.ends;
  return pack(summerFormat, [
    s.winterMin & 65535, s.summerMin & 65535, begins.day, begins.weekday, begins.minute, ends.day, ends.weekday, ends.minute,
  ]);
}

/** Throws { fault: messageMalformed } when `bytes` claims more than it holds or breaks a limit. */
export function decodeSettings(bytes: Bytes): Settings {
  if (bytes.length < headBytes) raise(messageMalformed);
  const f = unpack(head, bytes, 0) as number[];
  const cursor = { at: headBytes };
  const levels = take(bytes, cursor, f[9]!);
  const schedules: Bytes[] = [];
  for (let i = 0; i < f[10]!; i++) schedules.push(take(bytes, cursor, take(bytes, cursor, 1)[0]! * windowBytes));
  const days = take(bytes, cursor, f[11]! * 2);
  if (f[9]! > levelsMax || f[10]! > schedulesMax || f[11]! > holidaysMax || f[2]! > evacuate) raise(messageMalformed);
  const profiles = contentOf(bytes, cursor, sectionProfiles);
  const grace = contentOf(bytes, cursor, sectionGrace);
  const summer = contentOf(bytes, cursor, sectionSummer);
  if (profiles.length % profileBytes || profiles.length > profilesMax * profileBytes) raise(messageMalformed);
  const phones = contentOf(bytes, cursor, sectionPhones);
  const former = contentOf(bytes, cursor, sectionFormer);
  if (phones.length % phonesBytes || phones.length > phonesBytes || (former.length > 0 && former.length < formerBytes)) raise(messageMalformed);
  return {
    version: f[0]!, door: f[1]!, mode: f[2]!, unlockMs: f[3]!, extendedMs: f[4]!, heldOpenS: f[5]!,
    assuranceMin: f[6]!, policies: f[7]!, utcOffsetMin: signed(f[8]!),
    levels, schedules, holidays: new Uint16Array(days.buffer),
    profiles, phones, formerMin: former.length ? former[0]! : 0, formerUntil: former.length ? u32At(former, 1) : 0,
    graceMin: grace.length ? u16At(grace, 0) : 0, summer: summer.length ? summerOf(summer) : undefined,
  };
}

function signed(word: number): number {
  return word > 32767 ? word - 65536 : word;
}

function summerOf(bytes: Bytes): Summer {
  if (bytes.length < summerFormatBytes) raise(messageMalformed);
  const f = unpack(summerFormat, bytes, 0) as number[];
  return {
    winterMin: signed(f[0]!), summerMin: signed(f[1]!),
    begins: { day: f[2]!, weekday: f[3]!, minute: f[4]! }, ends: { day: f[5]!, weekday: f[6]!, minute: f[7]! },
  };
}

/** The content of the section `kind` behind the cursor, which stays; empty where there is none. All sections are measured. */
function contentOf(bytes: Bytes, from: { at: number }, kind: number): Bytes {
  const cursor = { at: from.at };
  let found: Bytes = new Uint8Array(0);
  while (cursor.at < bytes.length) {
    const top = take(bytes, cursor, sectionHeadBytes);
    const content = take(bytes, cursor, top[1]! | (top[2]! << 8));
    if (top[0] === kind) found = content;
  }
  return found;
}

function take(bytes: Bytes, cursor: { at: number }, length: number): Bytes {
  if (cursor.at + length > bytes.length) raise(messageMalformed);
  cursor.at += length;
  return copy(bytes, cursor.at - length, cursor.at);
}
