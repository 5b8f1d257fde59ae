import type { ApiClient } from "../api/client";
import type { DoorRow } from "../api/directory";
import { exitCodes, Failure } from "../api/failure";
import { paths } from "../api/paths";
import { called, namesOf } from "./called";

/** The id of the backend's door called `name`, whatever its case, or with this number. Throws DOOR_UNKNOWN. */
export async function doorCalled(client: ApiClient, name: string): Promise<number> {
  return doorAmong((await client.get<{ rows: DoorRow[] }>(paths.doors)).rows, name).id;
}

/** The same, and where no door is called so one that was: what happened there is there still. Throws DOOR_UNKNOWN. */
export async function doorOnceCalled(client: ApiClient, name: string): Promise<number> {
  return doorAmong((await client.get<{ rows: DoorRow[] }>(`${paths.doors}?removed=1`)).rows, name).id;
}

/** Of these doors the one that `name` stands for. Throws DOOR_UNKNOWN. */
export function doorAmong(rows: DoorRow[], name: string): DoorRow {
  const found = called(rows, name);
  if (found) return found;
  throw new Failure("DOOR_UNKNOWN", {
    message: `there is no door "${name}"`,
    hint: `Say one of: ${namesOf(rows, "none is there yet, make one with latchkey door add NAME")}.`,
    exit: exitCodes.usage,
  });
}
