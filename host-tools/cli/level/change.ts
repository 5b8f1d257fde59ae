import type { DoorRow, LevelRow } from "../../api/directory";
import { exitCodes, Failure } from "../../api/failure";
import { pathOf, paths } from "../../api/paths";
import { connect, type ServerOptions } from "../backend-client";
import { doorAmong } from "../door-called";
import { put, say } from "../output";
import { doorNames, levelCalled, rulesOf, scheduleCalled, scheduleName, type Rules } from "./rules";

interface Options extends ServerOptions {
  json: boolean;
}

/** `--door` names all doors that the level leads to from now on, the other two only what becomes different. */
export interface LevelOptions extends Options {
  name?: string;
  schedule?: string;
  door: string[];
  addDoor: string[];
  dropDoor: string[];
}

export async function addLevel(name: string, options: Options & { schedule?: string; door: string[] }): Promise<void> {
  const client = connect(options);
  const rules = await rulesOf(client);
  const wish = { name, scheduleId: scheduleCalled(rules, options.schedule).id, doors: idsOf(rules.doors, options.door) };
  const row = await client.send<LevelRow>("POST", paths.levels, wish);
  put(options.json, row, textOf(rules, row));
  if (options.json) return;
  if (row.doors.length === 0) say(`Next: latchkey level set "${row.name}" --door DOOR; so far it opens nothing.`);
  else say(`Next: give it to people in the console, or to many at once: latchkey import people.csv --levels "${row.name}".`);
}

export async function setLevel(name: string, options: LevelOptions): Promise<void> {
  refuseMix(options);
  const client = connect(options);
  const rules = await rulesOf(client);
  const level = levelCalled(rules, name);
  const wish = {
    name: options.name,
    scheduleId: options.schedule === undefined ? undefined : scheduleCalled(rules, options.schedule).id,
    doors: doorsAfter(rules.doors, level, options),
  };
  const row = await client.send<LevelRow>("PATCH", pathOf(paths.level, level.id), wish);
  put(options.json, row, textOf(rules, row));
}

export async function removeLevel(name: string, options: Options & { yes: boolean }): Promise<void> {
  const client = connect(options);
  const level = levelCalled(await rulesOf(client), name);
  if (level.people > 0 && !options.yes) refuseHeld(level);
  await client.send("DELETE", pathOf(paths.level, level.id), undefined);
  put(options.json, { level: level.id, removed: true, people: level.people }, `${level.name} is gone; ${peopleOf(level)} had it`);
}

export function peopleOf({ people }: LevelRow): string {
  return people === 1 ? "1 person" : `${people} people`;
}

function textOf(rules: Rules, level: LevelRow): string {
  return `${level.name} leads to ${doorNames(rules, level)}, ${scheduleName(rules, level)}`;
}

function idsOf(rows: DoorRow[], names: string[]): number[] {
  return names.map((name) => doorAmong(rows, name).id);
}

/** Undefined: the doors stay as they are. */
function doorsAfter(rows: DoorRow[], level: LevelRow, { door, addDoor, dropDoor }: LevelOptions): number[] | undefined {
  if (door.length > 0) return idsOf(rows, door);
  if (addDoor.length + dropDoor.length === 0) return undefined;
  const dropped = new Set(idsOf(rows, dropDoor));
  return [...new Set([...level.doors, ...idsOf(rows, addDoor)])].filter((id) => !dropped.has(id));
}

function refuseMix({ name, schedule, door, addDoor, dropDoor }: LevelOptions): void {
  const differences = addDoor.length + dropDoor.length;
  const nothing = name === undefined && schedule === undefined && door.length + differences === 0;
  if (!nothing && (door.length === 0 || differences === 0)) return;
  throw new Failure("LEVEL_OPTIONS", {
    message: nothing ? "nothing was said that is to become different" : "--door names all doors, --add-door and --drop-door only the difference",
    hint: nothing ? "Say --name, --schedule, --door, --add-door or --drop-door." : "Say --door alone, or the other two.",
    exit: exitCodes.usage,
  });
}

function refuseHeld(level: LevelRow): never {
  throw new Failure("LEVEL_HELD", {
    message: `${peopleOf(level)} would pass no more by the access level "${level.name}"`,
    hint: "Say --yes if that is meant; who it is stands in the console's screen People.",
    exit: exitCodes.usage,
  });
}
