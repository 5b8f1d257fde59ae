import { statSync } from "node:fs";
import type { Command } from "commander";
import { defaultDataDir } from "../backend-client";
import { backupInWords } from "../backup/contents";
import { put, say } from "../output";
import { packageVersion } from "../project";

interface BackupOptions {
  data: string;
  json: boolean;
}

export function register(program: Command): void {
  program
    .command("backup <file>")
    .description("the whole site into one file: people, rules, events, audit and keys; the backend may run meanwhile")
    .option("--data <dir>", "the data directory of the backend", process.env.LATCHKEY_DATA ?? defaultDataDir)
    .option("--json", "one JSON object on standard output", false)
    .addHelpText("after", "\nExamples:\n  latchkey backup site.latchkey\n  latchkey backup --data /var/lib/latchkey /mnt/stick/site-$(date +%F).latchkey")
    .action(backup);
}

async function backup(file: string, options: BackupOptions): Promise<void> {
  const { makeBackup } = await import("../../backend/backup/make-backup");
  const about = makeBackup({ dataDir: options.data, path: file, program: packageVersion(), nowMs: Date.now() });
  const bytes = statSync(file).size;
  const text = [
    backupInWords("backed up", about),
    `into       ${file}  (${(bytes / 1e6).toFixed(1)} MB)`,
  ].join("\n");
  put(options.json, { file, bytes, ...about }, text);
  say("It holds the keys of the site: whoever reads it can make cards and open doors. Keep it like a key, and not on this machine alone.");
}
