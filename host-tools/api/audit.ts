import { z } from "zod";
import { timeOrDay } from "./events";

/** `author`: a name as in the lines, or one of `numberedAuthors` for all of that kind. `object`: "door" for all doors, "door 3" for one. Newest first. */
export const auditQuery = z.object({
  author: z.string().max(120).optional(),
  object: z.string().max(120).optional(),
  since: timeOrDay.optional(),
  until: timeOrDay.optional(),
  /** Only lines with a lower number. */
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
});

/** What a line is about, or who wrote it, with the name it has now. */
export interface AuditObject {
  what: string;
  id: string | null;
  /** Null where it has none, or is gone. */
  name: string | null;
  /** Whose card or phone it is. */
  personId: number | null;
}

export interface AuditRow {
  number: number;
  at: string;
  author: string;
  action: string;
  subject: string;
  detail: unknown;
  hash: string;
  object: AuditObject;
  /** Null where `author` is the name of an account or Latchkey itself. */
  by: AuditObject | null;
}

/**
 * GET audit/check: whether the chain of hashes holds, else the number of the first line that breaks it. `hash` is the last line's: lines
 * that were taken off the end are missed by nobody who did not keep it in another place. Null where there is no line, or the chain is broken.
 */
export interface AuditCheck {
  intact: boolean;
  lines: number;
  brokenAt: number | null;
  hash: string | null;
}
