import type { Command } from "commander";
import type { Carried, ValidAgain } from "../../backend/backup/carry-over";
import type { Restored } from "../../backend/backup/restore";
import { defaultDataDir } from "../backend-client";
import { backupInWords, contentsInWords, counted } from "../backup/contents";
import { keepFromDemos } from "../demo/folder";
import { put, say } from "../output";

interface RestoreOptions {
  data: string;
  dryRun: boolean;
  json: boolean;
}

export function register(program: Command): void {
  program
    .command("restore <file>")
    .description("a site from a file that `latchkey backup` made; what is there now is kept aside")
    .option("--data <dir>", "the data directory to restore into", process.env.LATCHKEY_DATA ?? defaultDataDir)
    .option("--dry-run", "check the whole file and say what is in it; nothing is changed", false)
    .option("--json", "one JSON object on standard output", false)
    .addHelpText("after", "\nExamples:\n  latchkey restore site.latchkey --dry-run\n  latchkey restore site.latchkey --data /var/lib/latchkey")
    .action((file: string, options: RestoreOptions) => (options.dryRun ? check(file, options) : restore(file, options)));
}

async function check(file: string, { json }: RestoreOptions): Promise<void> {
  const { readableBackup } = await import("../../backend/backup/restore");
  const { about } = readableBackup(file);
  put(json, { file, ...about }, backupInWords("whole", about));
  say("Nothing was changed.");
}

async function restore(file: string, { data, json }: RestoreOptions): Promise<void> {
  const { restoreBackup } = await import("../../backend/backup/restore");
  const restored = await restoreBackup({ dataDir: data, path: file, nowMs: Date.now() });
  keepFromDemos(data);
  const { about, ...done } = restored;
  put(json, { file, data, ...about, ...done }, textOf(restored));
  say("Everybody signs in anew. What was taken back since the backup holds again, people, cards and rules: look through it.");
  say("Readers take the restored list and settings over when they are next heard; until then the console says so of each.");
  say(`Next: latchkey serve --data ${data}`);
}

function textOf({ about, replaced, carried, notCarried, validAgain, commandsDropped }: Restored): string {
  const lines = [`restored   ${contentsInWords(about)}`, `as of      ${about.madeAt}`];
  if (replaced) lines.push(`replaced   ${replaced}  (kept; it holds keys too: delete it when you are sure)`);
  if (carried) lines.push(`kept       ${carriedInWords(carried)}, of what is replaced`);
  else if (replaced) lines.push(`kept       nothing of what is replaced: ${notCarried}`);
  if (validAgain && validAgain.length > 0) lines.push(`reopens    for ${peopleInWords(validAgain)}`);
  if (commandsDropped > 0) lines.push(`dropped    ${counted(commandsDropped, "command", "commands")} to doors that waited in the backup`);
  return lines.join("\n");
}

function carriedInWords({ events, readers, readersOff, cards, tags, leases }: Carried): string {
  const parts = [counted(events, "event", "events")];
  if (readers > 0) parts.push(`${counted(readers, "reader", "readers")} enrolled since`);
  if (readersOff > 0) parts.push(`${counted(readersOff, "reader", "readers")} taken out of use since (disabled)`);
  if (cards > 0) parts.push(`keys of ${counted(cards, "card", "cards")}`);
  if (tags > 0) parts.push(`counters of ${counted(tags, "door tag", "door tags")}`);
  if (leases > 0) parts.push(`${counted(leases, "phone lease", "phone leases")} taken back`);
  return parts.join(", ");
}

const namedMax = 20;

function peopleInWords(all: ValidAgain[]): string {
  const named = all.slice(0, namedMax).map(({ person, technology }) => `${person} (${technology})`);
  const more = all.length > namedMax ? ` and ${all.length - namedMax} more; --json names all` : "";
  return named.join(", ") + more;
}
