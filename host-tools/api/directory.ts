import { z } from "zod";
import type { technologyNames } from "./names";
import { modeNames } from "./names";

/*
 * Times are ISO 8601 texts in UTC; null where there is no limit. A date alone is taken in the site's time zone: validFrom from its
 * first minute, validUntil through its last. Ids are whole numbers, except a reader's (16 hex digits).
 */

export const id = z.number().int().positive();
const name = z.string().trim().min(1).max(120);
const instant = z.iso.datetime({ offset: true }).or(z.iso.date());

/** What a credential may be entered as today; the other technologies of wire/technology follow. */
export const enterableTechnologies = ["uid", "ntag", "ntag424", "desfire"] as const;

/**
 * A UID of 4, 7 or 10 bytes; for `ntag` the NDEF message of 1 to 44 bytes; for `desfire` and `ntag424` the credential id in
 * the file of the site's card profile, or the UID where each card has its own key. Hex; blanks, colons and dashes are ignored.
 */
export const identifier = z
  .string()
  .max(200)
  .transform((text) => text.replace(/[\s:-]/g, "").toLowerCase())
  .pipe(z.string().regex(/^([0-9a-f]{2}){1,44}$/, "hexadecimal digits, two a byte, 1 to 44 bytes"));

const credentialFields = {
  technology: z.enum(enterableTechnologies),
  identifier,
  label: z.string().max(120).optional(),
  validFrom: instant.nullish(),
  validUntil: instant.nullish(),
};

function uidLengthRight(value: { technology: string; identifier: string }): boolean {
  return value.technology !== "uid" || [8, 14, 20].includes(value.identifier.length);
}

export const newCredential = z
  .object(credentialFields)
  .refine(uidLengthRight, { error: "a UID has 4, 7 or 10 bytes", path: ["identifier"] });
export const credentialPatch = z.object({
  label: credentialFields.label,
  validFrom: credentialFields.validFrom,
  validUntil: credentialFields.validUntil,
  enabled: z.boolean().optional(),
});
export interface CredentialRow {
  id: number;
  personId: number;
  technology: (typeof technologyNames)[number];
  /**
   * The card's own number, base 16, which anyone beside it can read; null where it is not known. What a card, tag or phone proves
   * itself by (a credential id, a tag's message) is taken in and never given out again: docs/adr/0012.
   */
  uid: string | null;
  label: string;
  enabled: boolean;
  validFrom: string | null;
  validUntil: string | null;
}

export const newPerson = z.object({
  name,
  note: z.string().max(1000).optional(),
  enabled: z.boolean().optional(),
  /** The door stays unlocked for its longer time. */
  extended: z.boolean().optional(),
  levels: z.array(id).max(64).optional(),
});
export const personPatch = newPerson.partial();
export interface PersonRow {
  id: number;
  name: string;
  note: string;
  enabled: boolean;
  extended: boolean;
  levels: number[];
  credentials: CredentialRow[];
}
/** One page of a long list. */
export const pageQuery = z.object({
  search: z.string().max(200).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

const doorFields = {
  name,
  mode: z.enum(modeNames),
  unlockMs: z.number().int().min(200).max(30_000),
  extendedMs: z.number().int().min(200).max(30_000),
  heldOpenS: z.number().int().min(1).max(3600),
  assuranceMin: z.number().int().min(0).max(3),
  /** While a site moves to better credentials: what is enough until `formerUntil`; null: `assuranceMin` holds. */
  formerMin: z.number().int().min(0).max(3),
  formerUntil: instant.nullable(),
  /** Whoever has limited hours, while the reader is unsure of the time: passes, or passes for so many minutes after its start, or does not. */
  unsureClockOpens: z.boolean(),
  clockGraceMin: z.number().int().min(0).max(1440),
  journalFailOpens: z.boolean(),
  keepNewest: z.boolean(),
  rexUnlocks: z.boolean(),
  /** A card that may pass is asked for its PIN first; what has none is refused. */
  asksPin: z.boolean(),
};
export const doorPatch = z.object(doorFields).partial();
export const newDoor = doorPatch.extend({ name });
/** GET doors: with `removed` also those that are no more, behind the others, the latest removed first: for who looks for what happened there. */
export const doorsQuery = z.object({ removed: z.enum(["0", "1"]).default("0") });
export interface DoorRow extends Required<z.infer<typeof doorPatch>> {
  id: number;
  /** Number of the door at its site, as records carry it: 1 to 255. */
  number: number;
  readers: string[];
  /** Null while it stands. Of a removed one only the name means something. */
  removedAt: string | null;
}

/** GET doors/:id/removal: what stands in the way of removing the door, and what would go with it. */
export interface DoorRemoval {
  /** These have to be led away first; `current`: it has said that it holds its newest list and settings. */
  readers: { id: string; name: string; online: boolean; current: boolean }[];
  /** Have no door and have not said that they heard of it: if one of them hangs here, it goes on opening by the list it has. */
  unheard: { id: string; name: string; online: boolean }[];
  /** Access levels that lead there. */
  levels: { id: number; name: string }[];
  /** How many have no access level to any other door. */
  people: number;
  /** Tags that are believed there. */
  tags: number;
  /** Leases of phones for the door's readers; they are taken back as their reader is led away. */
  leases: number;
}

/** GET doors/:id/former: who passed by a kind of credential that the door is about to refuse. */
export interface FormerUser {
  personId: number | null;
  personName: string | null;
  technology: (typeof technologyNames)[number];
  taps: number;
  lastAt: string;
}

export const doorCommand = z.discriminatedUnion("action", [
  z.object({ action: z.literal("unlock"), ms: z.number().int().min(200).max(30_000).optional() }),
  z.object({ action: z.literal("mode"), mode: z.enum(modeNames), seconds: z.number().int().min(0).max(86_400).optional() }),
]);
/** `sent`: how many readers of the door are online and were told to fetch it now. */
export interface CommandAnswer {
  readers: number;
  sent: number;
}

/** `days`: bit 0 Monday to bit 6 Sunday, bit 7 holidays; `from`, `to`: minutes of the local day, 1440 is midnight, from > to goes past it. */
export const window = z.object({
  days: z.number().int().min(1).max(255),
  from: z.number().int().min(0).max(1439),
  to: z.number().int().min(1).max(1440),
});
export const newSchedule = z.object({ name, windows: z.array(window).max(16) });
export const schedulePatch = newSchedule.partial();
export interface ScheduleRow extends z.infer<typeof newSchedule> {
  id: number;
  /** The built-in "always" cannot be changed or removed. */
  fixed: boolean;
}

export const newLevel = z.object({ name, scheduleId: id, doors: z.array(id).max(255).default([]) });
export const levelPatch = z.object({ name, scheduleId: id, doors: z.array(id).max(255) }).partial();
export interface LevelRow {
  id: number;
  name: string;
  scheduleId: number;
  doors: number[];
  /** How many have it. */
  people: number;
}

const holiday = z
  .object({
    date: z.iso.date(),
    name: z.string().max(120).default(""),
    /** On this day of every year, which readers know by themselves; a dated one is that day alone (feasts by the moon). */
    yearly: z.boolean().default(false),
  })
  .refine(({ date, yearly }) => !yearly || !date.endsWith("-02-29"), { error: "29 February is not in every year", path: ["date"] });
export const holidays = z.array(holiday).max(64);
export type Holiday = z.infer<typeof holidays>[number];

/** Ten years; who wants more keeps them for ever. */
export const keepEventsDaysMax = 3653;
const keepEventsDays = z.number().int().min(1).max(keepEventsDaysMax).nullable();
export const sitePatch = z.object({ name, timeZone: z.string().max(64), keepEventsDays }).partial();
export interface SiteRow {
  id: number;
  name: string;
  timeZone: string;
  utcOffsetMin: number;
  /** Days from an event's arrival to when it may be forgotten; null: never. */
  keepEventsDays: number | null;
}

/** GET doors/:id/access?person=&at= : what this door's reader would decide, and why, for each credential of the person. */
export const accessQuery = z.object({ person: z.coerce.number().int().positive(), at: instant.optional() });
export interface AccessAnswer {
  at: string;
  granted: boolean;
  reason: string;
  credentials: { credentialId: number; technology: string; granted: boolean; reason: string; unlockMs: number }[];
}
