import type { Command } from "commander";
import type { DoorRow } from "../../api/directory";
import { pathOf, paths } from "../../api/paths";
import { columns } from "../board/columns";
import { connect, withServer, type ServerOptions } from "../backend-client";
import { removeDoor } from "../door/remove";
import { doorCalled } from "../door-called";
import { put, say } from "../output";

interface Options extends ServerOptions {
  json: boolean;
}

export function register(program: Command): void {
  const door = program.command("door").description("the doors of a site");
  withServer(door.command("list"))
    .description("each door with its mode and how many readers stand at it")
    .option("--json", "one JSON object", false)
    .action(list);
  withServer(door.command("add <name>"))
    .description("make a door; what it does is set in the console")
    .option("--json", "one JSON object", false)
    .action(add);
  withServer(door.command("rename <door> <name>"))
    .description("give a door, by its name, another one; its events, rules and readers go on under that")
    .option("--json", "one JSON object", false)
    .addHelpText("after", '\nExample:\n  latchkey door rename "Door 1" "Front door"')
    .action(rename);
  withServer(door.command("remove <door>"))
    .description("take a door away for good, with the ways to it; no reader may belong to it any more, and its events stay")
    .option("--dry-run", "only say what would go, and what stands in the way", false)
    .option("--yes", "it is meant: this cannot be undone", false)
    .option("--json", "one JSON object", false)
    .addHelpText("after", '\nExamples:\n  latchkey door remove "Old shed" --dry-run\n  latchkey door remove "Old shed" --yes')
    .action(removeDoor);
}

async function list(options: Options): Promise<void> {
  const { rows } = await connect(options).get<{ rows: DoorRow[] }>(paths.doors);
  const lines = rows.map((row) => [row.name, row.mode, row.readers.length === 1 ? "1 reader" : `${row.readers.length} readers`]);
  put(options.json, { rows }, columns(lines).join("\n"));
  if (rows.length === 0 && !options.json) say("There is no door yet. Next: latchkey door add NAME.");
}

async function add(name: string, options: Options): Promise<void> {
  const row = await connect(options).send<DoorRow>("POST", paths.doors, { name });
  put(options.json, row, `${row.name} is there`);
  if (!options.json) say(`Next: put a reader at it: latchkey flash --door "${row.name}" ..., or the console's screen Readers.`);
}

async function rename(door: string, name: string, options: Options): Promise<void> {
  const client = connect(options);
  const id = await doorCalled(client, door);
  const row = await client.send<DoorRow>("PATCH", pathOf(paths.door, id), { name });
  put(options.json, row, `${door} is ${row.name} now`);
}
