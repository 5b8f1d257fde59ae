import { z } from "zod";

/** POST import?dryRun=1 with the file as the body (text/csv). Everything is taken or nothing. */
export const importQuery = z.object({
  dryRun: z
    .enum(["0", "1"])
    .default("0")
    .transform((value) => value === "1"),
  /** Names of levels for rows that name none, parted by commas. */
  levels: z.string().max(1000).optional(),
});

export const importBytesMax = 10 * 1024 * 1024;
export const importRowsMax = 200_000;
export const importColumnsMax = 64;
/** Problems listed one by one; the rest is counted. */
export const importProblemsMax = 1000;

export interface ImportProblem {
  /** Line of the file, the header being 1; 0 for the file as a whole. */
  line: number;
  column: string | null;
  /** Stable code, e.g. IMPORT_IDENTIFIER. */
  code: string;
  message: string;
  /** False: a note, the row is taken all the same. */
  refused: boolean;
}

export interface ImportReport {
  dryRun: boolean;
  /** True when the file was taken whole. */
  applied: boolean;
  encoding: "utf-8" | "utf-8-bom" | "cp949";
  delimiter: string;
  /** Header of the file → field it was understood as; null: ignored. */
  columns: Record<string, string | null>;
  rows: number;
  people: { added: number; changed: number; unchanged: number };
  credentials: { added: number; changed: number; unchanged: number };
  refusedRows: number;
  problems: ImportProblem[];
  /** Problems beyond those listed. */
  moreProblems: number;
}
