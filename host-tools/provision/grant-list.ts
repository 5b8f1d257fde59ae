import { parse } from "csv-parse/sync";
import type { Bytes } from "../../firmware/src/base/bytes";
import { fromHex } from "../../firmware/src/base/bytes";
import type { Grant } from "../../firmware/src/wire/grant";
import { newCredential } from "../api/directory";
import { exitCodes, Failure } from "../api/failure";
import { technologyNumber } from "../api/names";
import { listLevel } from "./settings";

export const listColumns = ["technology", "identifier", "door", "validFrom", "validUntil"] as const;
type Column = (typeof listColumns)[number];

/** One line of a grant list. Limits are unix seconds, 0: none. */
export interface ListLine {
  line: number;
  technology: number;
  identifier: string;
  door: string;
  validFrom: number;
  validUntil: number;
}

const complaintsShown = 10;
const daySeconds = 86_400;
const u32Max = 0xffff_ffff;

/**
 * The lines of a grant list as CSV: a header with the columns of `listColumns` in any order, of which technology and
 * identifier must be there. Dates are 2026-10-03 (whole days in UTC), ISO times with their zone, or unix seconds.
 * Throws LIST_INVALID with the first complaints, each with its line; nothing is taken from a list with any.
 */
export function readGrantList(text: string): ListLine[] {
  const complaints: string[] = [];
  const rows = parsed(text);
  const columns = columnsOf(rows.shift()?.record ?? []);
  const lines: ListLine[] = [];
  const seen = new Map<string, number>();
  for (const { record, info } of rows) {
    try {
      const line = lineOf(info.lines, (name) => (record[columns.get(name) ?? -1] ?? "").trim());
      const key = `${line.technology}:${line.identifier}:${line.door}`;
      const before = seen.get(key);
      if (before !== undefined) throw new RangeError(`the same credential as in line ${before}`);
      seen.set(key, line.line);
      lines.push(line);
    } catch (caught) {
      if (!(caught instanceof RangeError)) throw caught;
      complaints.push(`line ${info.lines}: ${caught.message}`);
    }
  }
  if (complaints.length > 0) throw invalid(complaints);
  return lines;
}

/**
 * The lines for one door: those that name `door` and those that name none. Without `door` it is the only one the list
 * names; a list of several doors must not open them all at one, so that throws LIST_DOORS.
 */
export function linesOf(lines: ListLine[], door: string | undefined): ListLine[] {
  const named = [...new Set(lines.map((line) => line.door).filter((name) => name !== ""))];
  if (door === undefined && named.length > 1) {
    throw new Failure("LIST_DOORS", {
      message: `The list is for several doors: ${named.slice(0, complaintsShown).join(", ")}.`,
      hint: "Say with --door which of them this reader stands at.",
      exit: exitCodes.usage,
    });
  }
  const chosen = door ?? named[0] ?? "";
  return lines.filter((line) => line.door === "" || line.door === chosen);
}

/** What the reader keeps of `lines`: tokens in place of identifiers. `tokenOf`: credential/token with the reader's key. */
export function grantsOf(lines: ListLine[], tokenOf: (technology: number, identifier: Bytes) => Bytes): Grant[] {
  return lines.map((line) => ({
    token: tokenOf(line.technology, fromHex(line.identifier)),
    levels: listLevel,
    validFrom: line.validFrom,
    validUntil: line.validUntil,
    flags: 0,
  }));
}

interface ParsedRow {
  record: string[];
  info: { lines: number };
}

function parsed(text: string): ParsedRow[] {
  try {
    return parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true }) as unknown as ParsedRow[];
  } catch (caught) {
    throw invalid([caught instanceof Error ? caught.message : String(caught)]);
  }
}

function columnsOf(header: string[]): Map<Column, number> {
  const columns = new Map<Column, number>();
  header.forEach((cell, i) => {
    const known = listColumns.find((name) => name.toLowerCase() === cell.trim().toLowerCase());
    if (!known) throw invalid([`line 1: "${cell.slice(0, 40)}" is none of the columns ${listColumns.join(", ")}`]);
    columns.set(known, i);
  });
  for (const needed of ["technology", "identifier"] as const) {
    if (!columns.has(needed)) throw invalid([`line 1: the column ${needed} is missing`]);
  }
  return columns;
}

function lineOf(line: number, cell: (name: Column) => string): ListLine {
  const identifier = cell("identifier").replace(/[\s:-]/g, "").toLowerCase();
  const checked = newCredential.safeParse({ technology: cell("technology").toLowerCase(), identifier });
  if (!checked.success) throw new RangeError(checked.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join(", "));
  const limits = { validFrom: secondsOf(cell("validFrom"), "validFrom"), validUntil: secondsOf(cell("validUntil"), "validUntil") };
  if (limits.validFrom && limits.validUntil && limits.validFrom >= limits.validUntil) throw new RangeError("it ends before it begins");
  const technology = technologyNumber(checked.data.technology);
  return { line, technology, identifier: checked.data.identifier, door: cell("door"), ...limits };
}

function secondsOf(text: string, column: "validFrom" | "validUntil"): number {
  if (text === "") return 0;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const parsed = isDay || isMoment ? Math.floor(Date.parse(text) / 1000) : /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  const seconds = isDay && column === "validUntil" ? parsed + daySeconds : parsed;
  if (seconds >= 0 && seconds <= u32Max) return seconds;
  throw new RangeError(`${column}: "${text.slice(0, 40)}" is no date such as 2026-10-03, no time such as 2026-10-03T18:00:00+09:00`);
}

function invalid(complaints: string[]): Failure {
  const more = complaints.length > complaintsShown ? `; and ${complaints.length - complaintsShown} more` : "";
  return new Failure("LIST_INVALID", {
    message: `The list cannot be used: ${complaints.slice(0, complaintsShown).join("; ")}${more}.`,
    hint: `Correct these lines. The columns are ${listColumns.join(",")}; the last three may be left out or empty.`,
    exit: exitCodes.usage,
  });
}
