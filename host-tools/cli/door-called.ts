import type { ApiClient } from "../api/client";
import type { DoorRow } from "../api/directory";
import { exitCodes, Failure } from "../api/failure";
import { paths } from "../api/paths";

/** The id of the backend's door called `name`, whatever its case, or with this number. Throws DOOR_UNKNOWN. */
export async function doorCalled(client: ApiClient, name: string): Promise<number> {
  const { rows } = await client.get<{ rows: DoorRow[] }>(paths.doors);
  const found = rows.find((row) => row.name.toLowerCase() === name.toLowerCase()) ?? rows.find((row) => String(row.id) === name);
  if (found) return found.id;
  throw new Failure("DOOR_UNKNOWN", {
    message: `there is no door "${name}"`,
    hint: `Say one of: ${rows.map((row) => row.name).join(", ") || "none is there yet, add one in the console"}.`,
    exit: exitCodes.usage,
  });
}
