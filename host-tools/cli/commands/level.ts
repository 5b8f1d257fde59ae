import type { Command } from "commander";
import { columns } from "../board/columns";
import { connect, withServer, type ServerOptions } from "../backend-client";
import { addLevel, peopleOf, removeLevel, setLevel } from "../level/change";
import { doorNames, rulesOf, scheduleName } from "../level/rules";
import { put, say } from "../output";

const collect = (one: string, before: string[]): string[] => [...before, one];

export function register(program: Command): void {
  const level = program.command("level").description("access levels: which doors open, and at which hours, for whoever has one");
  withServer(level.command("list"))
    .description("each level with how many people have it, its schedule and its doors")
    .option("--json", "one JSON object", false)
    .action(list);
  withServer(level.command("add <name>"))
    .description("make a level")
    .option("--door <door>", "a door that it leads to, by its name; may be given again", collect, [])
    .option("--schedule <schedule>", "the schedule by which it holds, by its name; always when left out")
    .option("--json", "one JSON object", false)
    .addHelpText("after", '\nExample:\n  latchkey level add Staff --door "Front door" --door Lab --schedule "Office hours"')
    .action(addLevel);
  registerSet(level);
  withServer(level.command("remove <level>"))
    .description("take a level away, also from whoever has it")
    .option("--yes", "also where people have it", false)
    .option("--json", "one JSON object", false)
    .action(removeLevel);
}

function registerSet(level: Command): void {
  withServer(level.command("set <level>"))
    .description("change a level, by its name; readers follow at once")
    .option("--name <name>", "what it is called from now on")
    .option("--schedule <schedule>", "another schedule, by its name")
    .option("--door <door>", "a door that it leads to, and to none that is not named; may be given again", collect, [])
    .option("--add-door <door>", "one more door; may be given again", collect, [])
    .option("--drop-door <door>", "one door less; may be given again", collect, [])
    .option("--json", "one JSON object", false)
    .addHelpText("after", '\nExamples:\n  latchkey level set Staff --add-door Store\n  latchkey level set Staff --schedule "Office hours"')
    .action(setLevel);
}

async function list(options: ServerOptions & { json: boolean }): Promise<void> {
  const rules = await rulesOf(connect(options));
  const lines = rules.levels.map((row) => [row.name, peopleOf(row), scheduleName(rules, row), doorNames(rules, row)]);
  put(options.json, { rows: rules.levels }, columns(lines).join("\n"));
  if (rules.levels.length === 0 && !options.json) say("There is no access level yet. Next: latchkey level add NAME --door DOOR.");
}
