import type { Command } from "commander";
import type { Restored } from "../../backend/backup/restore";
import { defaultDataDir } from "../backend-client";
import { contentsInWords, counted } from "../backup/contents";
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
  put(json, { file, ...about }, `whole      ${contentsInWords(about)}\nas of      ${about.madeAt}  (schema ${about.schema}, Latchkey ${about.program})`);
  say("Nothing was changed.");
}

async function restore(file: string, { data, json }: RestoreOptions): Promise<void> {
  const { restoreBackup } = await import("../../backend/backup/restore");
  const restored = await restoreBackup({ dataDir: data, path: file, nowMs: Date.now() });
  keepFromDemos(data);
  const { about, replaced, commandsDropped } = restored;
  put(json, { file, data, ...about, replaced, commandsDropped }, textOf(restored));
  say("Everybody signs in anew. People, cards and rules taken back since the backup are valid again: look through what changed since.");
  say("Readers take the restored list and settings over when they are next heard; until then the console says so of each.");
  say(`Next: latchkey serve --data ${data}`);
}

function textOf({ about, replaced, commandsDropped }: Restored): string {
  const lines = [`restored   ${contentsInWords(about)}`, `as of      ${about.madeAt}`];
  if (replaced) lines.push(`replaced   ${replaced}  (kept; it holds keys too: delete it when you are sure)`);
  if (commandsDropped > 0) lines.push(`dropped    ${counted(commandsDropped, "command", "commands")} to doors that waited in the backup`);
  return lines.join("\n");
}
