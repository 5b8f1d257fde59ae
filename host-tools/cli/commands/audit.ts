import type { Command } from "commander";
import { exitCodes, Failure } from "../../api/failure";
import { paths } from "../../api/paths";
import type { AuditCheck, AuditRow } from "../../api/session";
import { connect, withServer, type ServerOptions } from "../backend-client";
import { put } from "../output";

interface AuditOptions extends ServerOptions {
  check: boolean;
  json: boolean;
}

export function register(program: Command): void {
  withServer(program.command("audit"))
    .description("who changed what, and who looked at what, oldest first: the newest 500 lines")
    .option("--check", "prove instead that no line was changed or left out; exit code 6 if one was", false)
    .option("--json", "one JSON object a line", false)
    .action((options: AuditOptions) => (options.check ? check(options) : show(options)));
}

async function show(options: AuditOptions): Promise<void> {
  const { rows } = await connect(options).get<{ rows: AuditRow[] }>(paths.audit);
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
