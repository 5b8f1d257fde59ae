import type { ImportProblem, ImportReport } from "../../api/import-report";
import { importProblemsMax } from "../../api/import-report";
import type { Author, Directory } from "../directory/edit";
import { siteRow } from "../directory/schedules";
import { applyPlan } from "./apply";
import type { Row } from "./check-row";
import { checkRow } from "./check-row";
import { readHeader } from "./columns";
import { rest } from "../turns";
import { parseFile } from "./parse-file";
import type { Line } from "./parse-file";
import type { Plan } from "./plan";
import { makePlan } from "./plan";
import { guessDelimiter, readText } from "./read-text";

interface ImportWish {
  file: Uint8Array;
  dryRun: boolean;
  /** Names of levels for rows that name none. */
  levels: string[];
}

/** Carries the report out of a transaction that must not be committed. */
class NotTaken extends Error {}

/** Reads people and credentials from a CSV file: all of it, or with the first refused row none of it. */
export async function importPeople(directory: Directory, author: Author, wish: ImportWish): Promise<ImportReport> {
  const { text, encoding } = readText(wish.file);
  const delimiter = guessDelimiter(text);
  const report = new Reporting({ dryRun: wish.dryRun, encoding, delimiter });
  const { lines, problem } = await parseFile(text, delimiter);
  if (problem) report.add(problem);
  const rows = problem ? [] : await checkedRows(directory, { lines, report, levels: wish.levels });
  if (wish.dryRun || report.refused) {
    report.count(await makePlan(directory.read, rows, report.add));
    return report.finished(false);
  }
  try {
    await directory.edit(author, async (edit) => {
      const plan = await makePlan(edit.trx, rows, report.add);
      report.count(plan);
      if (report.refused) throw new NotTaken();
      await applyPlan(edit, plan);
      return { subject: { what: "import", id: null, action: "import", detail: report.counts() }, answer: undefined };
    });
    return report.finished(true);
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error;
    return report.finished(false);
  }
}

type Reading = { lines: Line[]; report: Reporting; levels: string[] };

async function checkedRows(directory: Directory, { lines, report, levels }: Reading): Promise<Row[]> {
  const columns = readHeader(lines[0]?.values ?? []);
  report.columns(columns.named, lines.length - 1);
  columns.problems.forEach(report.add);
  if (columns.problems.some((problem) => problem.refused)) return [];
  const { utcOffsetMin } = await siteRow(directory.read);
  const rows: Row[] = [];
  for (let i = 1; i < lines.length; i++) {
    const row = checkRow(lines[i]!, { columns, utcOffsetMin, levels, report: report.add });
    if (row) rows.push(row);
    if (i % 2000 === 0) await rest();
  }
  return rows;
}

type Start = Pick<ImportReport, "dryRun" | "encoding" | "delimiter">;

class Reporting {
  private readonly report: ImportReport;
  private readonly refusedLines = new Set<number>();

  constructor(start: Start) {
    const none = { added: 0, changed: 0, unchanged: 0 };
    const rest = { applied: false, columns: {}, rows: 0, refusedRows: 0, problems: [], moreProblems: 0 };
    this.report = { ...start, ...rest, people: { ...none }, credentials: { ...none } };
  }

  get refused(): boolean {
    return this.refusedLines.size > 0;
  }

  readonly add = (problem: ImportProblem): void => {
    if (problem.refused) this.refusedLines.add(problem.line);
    /* Half of the places are kept for what really keeps the file out. */
    const places = problem.refused ? importProblemsMax : importProblemsMax / 2;
    if (this.report.problems.length < places) this.report.problems.push(problem);
    else this.report.moreProblems++;
  };

  columns(named: ImportReport["columns"], rows: number): void {
    this.report.columns = named;
    this.report.rows = Math.max(0, rows);
  }

  count(plan: Plan): void {
    const people = [...plan.people.values()];
    const added = people.filter((person) => person.id < 0).length;
    const changed = people.filter((person) => person.id > 0 && person.changed).length;
    this.report.people = { added, changed, unchanged: people.length - added - changed };
    const { credentials } = plan;
    this.report.credentials = {
      added: credentials.added.length,
      changed: credentials.changed.length,
      unchanged: credentials.unchanged,
    };
  }

  counts() {
    const { rows, people, credentials } = this.report;
    return { rows, people, credentials };
  }

  finished(applied: boolean): ImportReport {
    const problems = [...this.report.problems].sort((a, b) => a.line - b.line);
    return { ...this.report, applied, problems, refusedRows: [...this.refusedLines].filter((line) => line > 1).length };
  }
}
