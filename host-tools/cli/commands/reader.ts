import type { Command } from "commander";
import { withServer } from "../backend-client";
import { listReaders } from "../reader/list";
import { removeReader } from "../reader/remove";
import { setReader } from "../reader/set";

export function register(program: Command): void {
  const reader = program.command("reader").description("the readers of a site; `latchkey flash` makes one of a board");
  withServer(reader.command("list"))
    .description("each reader with its door, whether it is heard, and whether it decides by the newest")
    .option("--json", "one JSON object", false)
    .action(listReaders);
  withServer(reader.command("set <reader>"))
    .description("change a reader, by its name or id")
    .option("--name <name>", "what it is called from now on")
    .option("--door <door>", "the door that it stands at, by its name")
    .option("--no-door", "none: it forgets every card and keeps its door locked")
    .option("--json", "one JSON object", false)
    .addHelpText("after", '\nExample:\n  latchkey reader set "Lab reader" --door Store')
    .action(setReader);
  withServer(reader.command("remove <reader>"))
    .description("take a reader away for good: it is given no door first, and goes once it has said that it heard")
    .option("--yes", "it is meant: this cannot be undone", false)
    .option("--wait <seconds>", "for how long it may take to hear", "60")
    .option("--unheard", "also where it has not heard by then: such a reader goes on opening by the list it has", false)
    .option("--json", "one JSON object", false)
    .addHelpText("after", '\nExamples:\n  latchkey reader remove "Lab reader" --yes\n  latchkey reader remove "Lab reader" --yes --unheard --wait 0   (it is off the door, or broken)')
    .action(removeReader);
}
