import { paths } from "../../api/paths";
import { unusedRowsMax, type UnusedAnswer } from "../../api/reports";
import { sheetText } from "../../api/sheet-text";
import { connect, type ServerOptions } from "../backend-client";
import { columns } from "../board/columns";
import { put, say } from "../output";
import { countOf } from "../whole-number";

export interface UnusedOptions extends ServerOptions {
  days: string;
  csv: boolean;
  json: boolean;
}

const daysMax = 3653;

export async function reportUnused(options: UnusedOptions): Promise<void> {
  const days = countOf(options.days, "--days", { most: daysMax });
  const answer = await connect(options).get<UnusedAnswer>(`${paths.unused}?days=${days}&limit=${unusedRowsMax}`);
  const { rows, total } = answer;
  if (options.json) return put(true, answer, "");
  if (options.csv) process.stdout.write(sheetText(["person", "level", "lastUse", "since", "personId", "levelId"], rows.map((row) => [row.personName, row.levelName, row.lastUse, row.since, row.personId, row.levelId])));
  else if (total > 0) put(false, {}, columns(rows.map((row) => [row.personName, row.levelName, row.lastUse ? `last used ${row.lastUse}` : "never used"])).join("\n"));
  if (total > rows.length) say(`These are the first ${rows.length} of ${total}.`);
  if (options.csv) return;
  const since = answer.oldestEvent === null ? "There is no event yet." : `Events go back to ${answer.oldestEvent}.`;
  say(`${total} not used for ${days} days or more. ${since}`);
}
