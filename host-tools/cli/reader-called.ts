import type { ApiClient } from "../api/client";
import { exitCodes, Failure } from "../api/failure";
import { paths } from "../api/paths";
import type { ReaderRow, ReadersAnswer } from "../api/readers";

/** The reader called `name`, whatever its case, or with this id. Throws READER_UNKNOWN. */
export async function readerCalled(client: ApiClient, name: string): Promise<ReaderRow> {
  const { rows } = await client.get<ReadersAnswer>(paths.readers);
  const found = rows.filter((row) => row.id === name.toLowerCase() || row.name.toLowerCase() === name.toLowerCase());
  if (found.length === 1) return found[0]!;
  throw new Failure("READER_UNKNOWN", {
    message: found.length === 0 ? `there is no reader "${name}"` : `several readers are called "${name}"`,
    hint: `Say one of: ${rows.map((row) => (found.length > 1 ? `${row.name} (${row.id})` : row.name)).join(", ") || "none is enrolled"}.`,
    exit: exitCodes.usage,
  });
}
