import type { DoorRow } from "../../api/directory";
import { paths } from "../../api/paths";
import { isCurrent, type ReaderRow, type ReadersAnswer } from "../../api/readers";
import { columns } from "../board/columns";
import { connect, type ServerOptions } from "../backend-client";
import { put, say } from "../output";

export async function listReaders(options: ServerOptions & { json: boolean }): Promise<void> {
  const client = connect(options);
  const [{ rows }, doors] = await Promise.all([client.get<ReadersAnswer>(paths.readers), client.get<{ rows: DoorRow[] }>(paths.doors)]);
  const lines = rows.map((row) => [row.name, doorNameOf(doors.rows, row), presenceOf(row), isCurrent(row) ? "up to date" : "not up to date"]);
  put(options.json, { rows }, columns(lines).join("\n"));
  if (rows.length === 0 && !options.json) say("There is no reader yet. Next: latchkey flash makes one of a board, latchkey sim run simulated ones.");
}

export function doorNameOf(doors: DoorRow[], { doorId }: ReaderRow): string {
  return doors.find(({ id }) => id === doorId)?.name ?? "no door";
}

function presenceOf({ enabled, lastSeen, online }: ReaderRow): string {
  if (!enabled) return "disabled";
  if (lastSeen === null) return "never heard";
  return online ? "online" : "offline";
}
