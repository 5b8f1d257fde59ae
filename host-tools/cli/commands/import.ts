import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { exitCodes, Failure } from "../../api/failure";
import type { ImportReport } from "../../api/import-report";
import { paths } from "../../api/paths";
import type { ServerOptions } from "../backend-client";
import { connect, withServer } from "../backend-client";
import { put, say } from "../output";

interface ImportOptions extends ServerOptions {
  dryRun: boolean;
  levels?: string;
  json: boolean;
}

export function register(program: Command): void {
  withServer(program.command("import <file>"))
    .description("take people and credentials from a CSV file: all rows, or none")
    .option("--dry-run", "only say what would happen", false)
    .option("--levels <names>", "access levels for rows that name none, parted by commas")
    .option("--json", "the report as one JSON object", false)
    .addHelpText(
      "after",
      "\nColumns: name, technology, identifier, validFrom, validUntil, levels, note, enabled; Korean headers work too.",
    )
    .action(importFile);
}

async function importFile(file: string, options: ImportOptions): Promise<void> {
  const bytes = bytesOf(file);
  const query = new URLSearchParams({ dryRun: options.dryRun ? "1" : "0", ...(options.levels && { levels: options.levels }) });
  const report = await connect(options).upload<ImportReport>(`${paths.import}?${query}`, bytes);
  put(options.json, report, textOf(report));
  if (!options.json && report.applied) say("Next: hold one of the cards to a reader; `latchkey events --follow` shows the tap.");
  if (!options.json && report.problems.some(({ code }) => code === "IMPORT_LEVEL")) {
    say("Next: latchkey level add NAME --door DOOR makes an access level that is missing; `latchkey level list` shows those there are.");
  }
  if (report.problems.some((problem) => problem.refused)) process.exitCode = exitCodes.failed;
}

function bytesOf(file: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(readFileSync(file));
  } catch (cause) {
    throw new Failure("FILE_UNREADABLE", {
      message: `cannot read ${file}: ${(cause as Error).message}`,
      hint: "Check the name of the file and that you may read it.",
      exit: exitCodes.usage,
      cause,
    });
  }
}

function textOf(report: ImportReport): string {
  const { people, credentials } = report;
  const lines = report.problems.map(({ line, code, column, message, refused }) => {
    const where = line > 0 ? `line ${line}${column ? `, ${column}` : ""}` : "file";
    return `${refused ? "refused" : "note   "} ${where}: ${message} [${code}]`;
  });
  if (report.moreProblems > 0) lines.push(`... and ${report.moreProblems} more`);
  lines.push(`${report.rows} rows, ${report.encoding}; people: ${people.added} new, ${people.changed} changed`);
  lines.push(`credentials: ${credentials.added} new, ${credentials.changed} changed, ${credentials.unchanged} as they were`);
  lines.push(
    report.applied
      ? "all taken"
      : report.dryRun
        ? "dry run: nothing was changed"
        : "nothing was taken: correct the refused rows first",
  );
  return lines.join("\n");
}
