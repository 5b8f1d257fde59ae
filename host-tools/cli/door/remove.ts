import type { DoorRemoval } from "../../api/directory";
import { exitCodes, Failure } from "../../api/failure";
import { pathOf, paths } from "../../api/paths";
import { counted } from "../backup/contents";
import { columns } from "../board/columns";
import { connect, type ServerOptions } from "../backend-client";
import { doorCalled } from "../door-called";
import { put } from "../output";

type Options = ServerOptions & { yes: boolean; dryRun: boolean; json: boolean };

/** Without --yes it says what would go and removes nothing. */
export async function removeDoor(name: string, options: Options): Promise<void> {
  const client = connect(options);
  const id = await doorCalled(client, name);
  const removal = await client.get<DoorRemoval>(pathOf(paths.doorRemoval, id));
  if (options.dryRun) return put(options.json, { door: id, ...removal, dryRun: true }, `dry run: nothing was changed\n${columns(linesOf(removal)).join("\n")}`);
  if (!options.yes && removal.readers.length === 0) refuseUnsaid(name, removal);
  await client.send("DELETE", pathOf(paths.door, id), undefined);
  put(options.json, { door: id, removed: true, ...removal }, `${name} is gone; what happened there stays in the events`);
}

function linesOf({ readers, unheard, levels, people, tags, leases }: DoorRemoval): string[][] {
  const named = readers.map(({ name, online, current }) => `${name} (${online ? "online" : "offline"}, ${current ? "up to date" : "not up to date"})`);
  return [
    ["readers", named.length > 0 ? `${named.join(", ")}: to be given another door or none first` : "none stands in the way"],
    ...(unheard.length > 0 ? [["", `${unheard.map(({ name }) => name).join(", ")}: without a door, not heard since; one that hangs there goes on opening`]] : []),
    ["levels", levels.length > 0 ? `${levels.map(({ name }) => name).join(", ")} would lead there no more` : "none leads there"],
    ["people", `${counted(people, "person has", "people have")} no other door`],
    ["tags", `${counted(tags, "tag", "tags")} would be believed no more`],
    ["phones", `${counted(leases, "lease", "leases")} for its readers`],
  ];
}

function refuseUnsaid(name: string, { unheard, levels, people, tags }: DoorRemoval): never {
  const goes = [counted(levels.length, "access level leads", "access levels lead"), counted(people, "person has", "people have"), counted(tags, "tag", "tags")];
  throw new Failure("DOOR_REMOVAL", {
    message: `${name} would be gone for good: ${goes[0]} there, ${goes[1]} no other door, ${goes[2]} would be believed no more`,
    hint: `${unheard.length > 0 ? "A reader that was led away has not heard of it yet: --dry-run names it. " : ""}Say --yes if that is meant; --dry-run says more.`,
    exit: exitCodes.usage,
  });
}
