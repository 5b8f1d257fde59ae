import * as faultNumbers from "../../firmware/src/base/fault";
import * as reasonNumbers from "../../firmware/src/access/reason";
import * as eventNumbers from "../../firmware/src/wire/event";
import * as recoveryKinds from "../../firmware/src/wire/recovery";
import * as recordTypes from "../../firmware/src/wire/record";
import * as modeNumbers from "../../firmware/src/wire/settings";
import * as technologyNumbers from "../../firmware/src/wire/technology";

/*
 * The firmware's numbers by the names they have in its source, so that a screen, a report and the reader can never
 * disagree about what a number means. Nothing here is written down a second time.
 */
function nameTable(numbers: object): Map<number, string> {
  const table = new Map<number, string>();
  for (const [name, value] of Object.entries(numbers)) if (typeof value === "number") table.set(value, name);
  return table;
}

const reasons = nameTable(reasonNumbers);
const happenings = nameTable(eventNumbers);

/** Why a tap was granted or refused (access/reason). */
export type ReasonName = Exclude<keyof typeof reasonNumbers, "opens">;
/** What a record that is not a tap says (wire/event); those that only prove other records are shown nowhere. */
export type EventName = Exclude<keyof typeof eventNumbers, "chained" | "chainBegun">;

export const technologyNames = ["none", "uid", "ntag", "ntag424", "desfire", "phone"] as const;
export type TechnologyName = (typeof technologyNames)[number];

export const modeNames = ["normal", "unlocked", "locked", "lockdown", "evacuate"] as const;
export type ModeName = (typeof modeNames)[number];

export function reasonName(number: number): string {
  return reasons.get(number) ?? `reason${number}`;
}

export function eventName(number: number): string {
  return happenings.get(number) ?? `event${number}`;
}

/** The name of what a record says: a tap's reason, or the happening of any other type. */
export function recordReason(type: number, number: number): string {
  return type === recordTypes.tap ? reasonName(number) : eventName(number);
}

/** What brought a front end back (wire/recovery). */
export type RecoveryName = Exclude<keyof typeof recoveryKinds, "recoveryDetail">;
const recoveries = nameTable(recoveryKinds) as Map<number, RecoveryName>;

/** The `detail` of frontEndRecovered in parts; `kind` undefined: one that this program does not know. */
export function recoveryOf(detail: number): { kind: RecoveryName | undefined; count: number } {
  return { kind: recoveries.get(detail & 255), count: detail >>> 8 };
}

export function technologyNumber(name: TechnologyName): number {
  return technologyNumbers[name];
}

export function technologyName(number: number): TechnologyName {
  return technologyNames.find((name) => technologyNumbers[name] === number) ?? "none";
}

export function modeNumber(name: ModeName): number {
  return modeNumbers[name];
}

export function modeName(number: number): ModeName {
  return modeNames.find((name) => modeNumbers[name] === number) ?? "normal";
}

const faults = nameTable(faultNumbers);

/** As docs/errors.md lists them; the number itself for one of a newer firmware. */
export function faultName(number: number): string {
  return faults.get(number) ?? String(number);
}

/** Which of the three kinds of line a record makes in the list of events. */
export function kindOf(type: number): EventKind {
  if (type === recordTypes.tap) return "tap";
  return type === recordTypes.doorEvent || type === recordTypes.command ? "door" : "reader";
}

export const eventKinds = ["tap", "door", "reader"] as const;
export type EventKind = (typeof eventKinds)[number];
