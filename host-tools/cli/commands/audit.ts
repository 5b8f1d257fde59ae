import type { Command } from "commander";
import type { ApiClient } from "../../api/client";
import { exitCodes, Failure } from "../../api/failure";
import { paths } from "../../api/paths";
import type { AuditCheck, AuditRow } from "../../api/audit";
import { connect, withServer, type ServerOptions } from "../backend-client";
import { put, say } from "../output";
import { countOf } from "../whole-number";
import { timeOf } from "../time-option";

const linesMax = 1000;

interface AuditOptions extends ServerOptions {
  check: boolean;
  kept?: string;
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
    .option("--check", "prove instead that no line was changed or left out, except off the end; exit code 6 if one was", false)
    .option("--kept <number:hash>", "prove that the audit holds this line, as an earlier --check told it: nothing up to it is gone, off the end neither")
    .option("--json", "one JSON object a line", false)
    .action((options: AuditOptions) => (options.check || options.kept ? check(options) : show(options)));
}

async function show(options: AuditOptions): Promise<void> {
  const limit = String(countOf(options.limit, "--limit", { most: linesMax }));
  const since = options.since && timeOf(options.since, "--since");
  const until = options.until && timeOf(options.until, "--until");
  const { account: author, object } = options;
  const query = new URLSearchParams({ limit, ...(author && { author }), ...(object && { object }), ...(since && { since }), ...(until && { until }) });
  const { rows } = await connect(options).get<{ rows: AuditRow[] }>(`${paths.audit}?${query}`);
  for (const row of rows.reverse()) put(options.json, row, textOf(row));
  if (rows.length === 0) say("No line matches. Objects are written as in the lines: door, \"door 3\", person, reader, site; accounts by their names, api for the token.");
}

async function check(options: AuditOptions): Promise<void> {
  const kept = options.kept === undefined ? undefined : keptLine(options.kept);
  const client = connect(options);
  const found = await client.get<AuditCheck>(paths.auditCheck);
  if (!found.intact) throw broken(`line ${found.brokenAt} of the audit is not what was written there, or one before it is gone`);
  if (kept && !(await holds(client, kept))) throw broken(`line ${kept.number} is not the one that was kept: the audit was cut or written anew`);
  const known = kept ? `, up to ${kept.number} as you kept it` : "";
  put(options.json, found, `${found.lines} lines, each as it was written${known}`);
  if (!options.json && found.hash) say(`Keep this in another place, as lines taken off the end are missed by nobody who did not: latchkey audit --kept ${found.lines}:${found.hash}`);
}

interface KeptLine {
  number: number;
  hash: string;
}

function keptLine(text: string): KeptLine {
  const [, number, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text.trim().toLowerCase()) ?? [];
  if (number && hash) return { number: Number(number), hash };
  throw new Failure("AUDIT_KEPT", {
    message: `--kept "${text}" is no line of an audit`,
    hint: "Write its number, a colon and its hash of 64 digits, as `latchkey audit --check` tells them.",
    exit: exitCodes.usage,
  });
}

async function holds(client: ApiClient, { number, hash }: KeptLine): Promise<boolean> {
  const { rows } = await client.get<{ rows: AuditRow[] }>(`${paths.audit}?before=${number + 1}&limit=1`);
  return rows[0]?.number === number && rows[0].hash === hash;
}

function broken(message: string): Failure {
  return new Failure("AUDIT_BROKEN", {
    message,
    hint: "Somebody changed the database behind the backend's back: compare with a copy, and look who can reach the machine.",
    exit: exitCodes.verifyFailed,
  });
}

function textOf(row: AuditRow): string {
  const detail = row.detail === null ? "" : JSON.stringify(row.detail);
  return `${String(row.number).padStart(5)}  ${row.at}  ${row.author.padEnd(12)} ${row.action.padEnd(14)} ${row.subject.padEnd(16)} ${detail}`.trimEnd();
}
