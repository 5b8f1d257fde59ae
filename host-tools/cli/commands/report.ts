import { Option, type Command } from "commander";
import { refusalSides } from "../../api/reports";
import { withServer } from "../backend-client";
import type { RefusalsOptions } from "../reports/refusals";
import type { UnusedOptions } from "../reports/unused";

export function register(program: Command): void {
  const report = program.command("report").description("what was refused, and which access nobody uses, over a span");
  withServer(report.command("refusals"))
    .description("refused taps, counted by day, door and reason")
    .option("--since <day>", "the first day by the site's clock, as 2026-10-03; thirty days where left out")
    .option("--until <day>", "the last one; today where left out")
    .option("--door <door>", "only this door, by its name or number")
    .addOption(new Option("--by <side>", "counted by one of the three alone").choices(refusalSides))
    .option("--csv", "as a spreadsheet reads it", false)
    .option("--json", "one JSON object", false)
    .addHelpText("after", "\nExamples:\n  latchkey report refusals --by reason\n  latchkey report refusals --since 2026-01-01 --until 2026-03-31 --csv > refusals.csv")
    .action(async (options: RefusalsOptions) => (await import("../reports/refusals")).reportRefusals(options));
  withServer(report.command("unused"))
    .description("access levels no door of which was opened by whoever has them; the audit notes who asked")
    .option("--days <number>", "for so many days", "90")
    .option("--csv", "as a spreadsheet reads it", false)
    .option("--json", "one JSON object", false)
    .action(async (options: UnusedOptions) => (await import("../reports/unused")).reportUnused(options));
}
