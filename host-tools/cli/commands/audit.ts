import type { Command } from "commander";
import { exitCodes, Failure } from "../../api/failure";
import { paths } from "../../api/paths";
import type { AuditCheck, AuditRow } from "../../api/audit";
import { connect, withServer, type ServerOptions } from "../backend-client";
import { put } from "../output";
import { countOf } from "../whole-number";
import { timeOf } from "../time-option";

const linesMax = 1000;

interface AuditOptions extends ServerOptions {
  check: boolean;
  account?: string;
  object?: string;
  since?: string;
  until?: string;
  limit: string;
  json: boolean;
}

export function register(program: Command): void {
  withServer(program.command("audit"))
    .description("who changed what, and who looked at what, oldest first")
    .option("--account <name>", "only what this account did; api is the token of the data directory")
    .option("--object <object>", "only about doors, as door, or about one, as \"door 3\"")
    .option("--since <time>", "a day of the site's clock as 2026-10-03, or a time with its zone")
    .option("--until <time>", "the same; a day is meant whole")
    .option("--limit <lines>", "at most so many of the newest, 1 to 1000", "500")
    .option("--check", "prove instead that no line was changed or left out; exit code 6 if one was", false)
    .option("--json", "one JSON object a line", false)
    .action((options: AuditOptions) => (options.check ? check(options) : show(options)));
}

async function show(options: AuditOptions): Promise<void> {
  const limit = String(countOf(options.limit, "--limit", { most: linesMax }));
  const since = options.since && timeOf(options.since, "--since");
  const until = options.until && timeOf(options.until, "--until");
  const { account: author, object } = options;
  const query = new URLSearchParams({ limit, ...(author && { author }), ...(object && { object }), ...(since && { since }), ...(until && { until }) });
  const { rows } = await connect(options).get<{ rows: AuditRow[] }>(`${paths.audit}?${query}`);
  for (const row of rows.reverse()) put(options.json, row, textOf(row));
}

async function check(options: AuditOptions): Promise<void> {
  const found = await connect(options).get<AuditCheck>(paths.auditCheck);
  if (found.intact) return put(options.json, found, `${found.lines} lines, each as it was written`);
  throw new Failure("AUDIT_BROKEN", {
    message: `line ${found.brokenAt} of the audit is not what was written there, or one before it is gone`,
    hint: "Somebody changed the database behind the backend's back: compare with a copy, and look who can reach the machine.",
    exit: exitCodes.verifyFailed,
  });
}

function textOf(row: AuditRow): string {
  const detail = row.detail === null ? "" : JSON.stringify(row.detail);
  return `${String(row.number).padStart(5)}  ${row.at}  ${row.author.padEnd(12)} ${row.action.padEnd(14)} ${row.subject.padEnd(16)} ${detail}`.trimEnd();
}
