import type { ImportProblem } from "../../api/import-report";
import { importColumnsMax } from "../../api/import-report";

export const fields = ["name", "technology", "identifier", "validFrom", "validUntil", "levels", "note", "enabled"] as const;
export type Field = (typeof fields)[number];

/* Small letters, without blanks, dashes and underscores. */
const synonyms: Record<Field, string[]> = {
  name: ["name", "fullname", "person", "cardholder", "이름", "성명", "성함", "사용자", "사용자명"],
  technology: ["technology", "type", "cardtype", "종류", "카드종류", "카드유형", "방식"],
  identifier: [
    "identifier",
    "uid",
    "card",
    "cardnumber",
    "cardno",
    "cardid",
    "credential",
    "카드번호",
    "카드",
    "카드uid",
    "식별자",
  ],
  validFrom: ["validfrom", "from", "start", "startdate", "시작일", "유효시작일", "유효시작", "사용시작일"],
  validUntil: [
    "validuntil",
    "validto",
    "until",
    "end",
    "enddate",
    "expires",
    "expiry",
    "종료일",
    "만료일",
    "유효종료일",
    "유효종료",
    "사용종료일",
  ],
  levels: ["levels", "level", "accesslevel", "accesslevels", "group", "groups", "출입권한", "출입등급", "권한", "그룹"],
  note: ["note", "notes", "comment", "department", "메모", "비고", "부서"],
  enabled: ["enabled", "active", "사용", "사용여부", "활성"],
};

export interface Columns {
  /** Header text → what it was understood as. */
  named: Record<string, Field | null>;
  /** Where each field stands in a row. */
  at: Partial<Record<Field, number>>;
  width: number;
  problems: ImportProblem[];
}

export function readHeader(header: string[]): Columns {
  const columns: Columns = { named: {}, at: {}, width: header.length, problems: [] };
  const refuse = (code: string, column: string | null, message: string): void =>
    void columns.problems.push({ line: 1, column, code, message, refused: true });
  if (header.length > importColumnsMax) refuse("IMPORT_COLUMNS", null, `more than ${importColumnsMax} columns`);
  header.forEach((title, i) => {
    const field = fieldOf(title);
    columns.named[title] = field;
    if (field && columns.at[field] !== undefined) refuse("IMPORT_COLUMN_TWICE", title, `two columns mean ${field}`);
    if (field) columns.at[field] ??= i;
    else
      columns.problems.push({
        line: 1,
        column: title,
        code: "IMPORT_COLUMN_UNKNOWN",
        message: "not known, left out",
        refused: false,
      });
  });
  for (const field of ["name", "identifier"] as const) {
    if (columns.at[field] === undefined) {
      refuse("IMPORT_COLUMN_MISSING", field, `no column for ${field}; it may be called ${synonyms[field].join(", ")}`);
    }
  }
  return columns;
}

function fieldOf(title: string): Field | null {
  const plain = title.toLowerCase().replace(/[\s_-]/g, "");
  return fields.find((field) => synonyms[field].includes(plain)) ?? null;
}
