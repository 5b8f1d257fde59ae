import type { Command } from "commander";
import { withServer, type ServerOptions } from "../backend-client";

export function register(program: Command): void {
  const site = program.command("site").description("what holds for the whole site: its name, its clock, how long events are kept");
  withServer(site.command("show"))
    .description("each setting with its value and meaning, then version, database, last backup and key")
    .option("--json", "one JSON object", false)
    .action(async (options: ServerOptions & { json: boolean }) => (await import("../site/show")).showSite(options));
  withServer(site.command("set <name> <value>"))
    .description("change one of them")
    .option("--dry-run", "only say what would change", false)
    .option("--json", "one JSON object", false)
    .addHelpText("after", "\nExamples:\n  latchkey site set time-zone Asia/Seoul\n  latchkey site set keep-events 90 --dry-run\n  latchkey site set keep-events forever")
    .action(async (name: string, value: string, options: ServerOptions & { dryRun: boolean; json: boolean }) =>
      (await import("../site/set")).setSite(name, value, options),
    );
}
