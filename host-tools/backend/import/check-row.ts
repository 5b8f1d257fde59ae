import { z } from "zod";
import type { TechnologyName } from "../../api/names";
import { technologyNumber } from "../../api/names";
import { enterableTechnologies, newCredential } from "../../api/directory";
import type { ImportProblem } from "../../api/import-report";
import { secondsOf } from "../directory/time";
import type { Columns, Field } from "./columns";
import type { Line } from "./parse-file";

/** What one line of the file wants, checked as far as that goes without the directory. */
export interface Row {
  line: number;
  name: string;
  note: string | undefined;
  enabled: boolean | undefined;
  levels: string[];
  /** Undefined: a person without a credential. */
  technology: number;
  identifier: string | undefined;
  validFrom: number | undefined;
  validUntil: number | undefined;
}

export interface RowContext {
  columns: Columns;
  utcOffsetMin: number;
  /** For rows that name no level. */
  levels: string[];
  report(problem: ImportProblem): void;
}

/** Throws a RowProblem for the first thing that keeps the row out. */
class RowProblem extends Error {
  constructor(
    readonly code: string,
    readonly column: Field | null,
    message: string,
  ) {
    super(message);
  }
}

export function checkRow(line: Line, context: RowContext): Row | undefined {
  try {
    if (line.values.length !== context.columns.width) {
      throw new RowProblem("IMPORT_FIELDS", null, `${line.values.length} fields where the header has ${context.columns.width}`);
    }
    return rowOf(line, context);
  } catch (problem) {
    if (!(problem instanceof RowProblem)) throw problem;
    const { code, column, message } = problem;
    context.report({ line: line.line, column, code, message, refused: true });
    return undefined;
  }
}

function rowOf(line: Line, context: RowContext): Row {
  const text = (field: Field): string => (line.values[context.columns.at[field] ?? -1] ?? "").trim();
  const name = harmless("name", text("name"), 120);
  if (!name) throw new RowProblem("IMPORT_NAME", "name", "the name is empty");
  const technology = technologyOf(text("technology"));
  const levels = splitLevels(harmless("levels", text("levels"), 1000));
  const row: Row = {
    line: line.line,
    name,
    note: context.columns.at.note === undefined ? undefined : harmless("note", text("note"), 1000),
    enabled: enabledOf(text("enabled")),
    levels: levels.length > 0 ? levels : context.levels,
    technology: technologyNumber(technology),
    identifier: identifierOf(text("identifier"), { technology, line: line.line, report: context.report }),
    validFrom: limit("validFrom", text("validFrom"), context),
    validUntil: limit("validUntil", text("validUntil"), context),
  };
  if (row.validFrom && row.validUntil && row.validFrom >= row.validUntil) {
    throw new RowProblem("IMPORT_DATE_ORDER", "validUntil", "it ends before it begins");
  }
  return row;
}

/**
 * A text that a spreadsheet would run as a formula (OWASP, CSV injection) is refused: it would come out again with the next
 * export.
 */
function harmless(field: Field, text: string, lengthMax: number): string {
  if (/^[=+\-@\t\r]/.test(text)) {
    throw new RowProblem(
      "IMPORT_FORMULA",
      field,
      `begins with "${text[0]}", which a spreadsheet runs as a formula: take it away`,
    );
  }
  if (text.length > lengthMax) throw new RowProblem("IMPORT_LENGTH", field, `longer than ${lengthMax} characters`);
  return text;
}

function technologyOf(text: string): (typeof enterableTechnologies)[number] & TechnologyName {
  const name = text.toLowerCase() || "uid";
  const known = enterableTechnologies.find((technology) => technology === name);
  if (known) return known;
  throw new RowProblem(
    "IMPORT_TECHNOLOGY",
    "technology",
    `"${text.slice(0, 40)}" is none of ${enterableTechnologies.join(", ")}`,
  );
}

function identifierOf(text: string, row: { technology: string; line: number; report: RowContext["report"] }): string | undefined {
  if (!text) return undefined;
  const quoted = /^="([^"]*)"$/.exec(text);
  if (quoted) {
    const message = 'taken as the text inside ="...", which spreadsheets write to keep zeros';
    row.report({ line: row.line, column: "identifier", code: "IMPORT_FORMULA", message, refused: false });
  }
  const plain = quoted ? quoted[1]! : text;
  if (/^\d+([.,]\d+)?e\+\d+$/i.test(plain)) {
    const message = "a spreadsheet has rounded this number: format the column as text and enter it again";
    throw new RowProblem("IMPORT_IDENTIFIER", "identifier", message);
  }
  const parsed = newCredential.safeParse({ technology: row.technology, identifier: plain });
  if (parsed.success) return parsed.data.identifier;
  throw new RowProblem("IMPORT_IDENTIFIER", "identifier", parsed.error.issues[0]!.message);
}

function splitLevels(text: string): string[] {
  const names = text.split(/[;,|]/).map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ""))];
}

const yes = ["1", "true", "yes", "y", "on", "o", "예", "사용", "활성"];
const no = ["0", "false", "no", "n", "off", "x", "아니오", "중지", "비활성"];

function enabledOf(text: string): boolean | undefined {
  const plain = text.toLowerCase();
  if (plain === "") return undefined;
  if (yes.includes(plain)) return true;
  if (no.includes(plain)) return false;
  throw new RowProblem("IMPORT_ENABLED", "enabled", `"${text.slice(0, 40)}" is neither yes nor no`);
}

const day = z.iso.date();
const moment = z.iso.datetime({ offset: true });

/** 2026-10-03, 2026/10/3, 2026. 10. 3. or a full ISO time. Undefined: the file has no such column or leaves it empty. */
function limit(field: "validFrom" | "validUntil", text: string, context: RowContext): number | undefined {
  if (!text) return undefined;
  const parts = /^(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})\.?$/.exec(text);
  const iso = parts ? `${parts[1]}-${parts[2]!.padStart(2, "0")}-${parts[3]!.padStart(2, "0")}` : text;
  if (day.safeParse(iso).success || moment.safeParse(iso).success) {
    return secondsOf(iso, field === "validFrom" ? "from" : "until", context.utcOffsetMin);
  }
  throw new RowProblem("IMPORT_DATE", field, `"${text.slice(0, 40)}" is no date such as 2026-10-03`);
}
